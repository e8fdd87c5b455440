// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;

/**
 * Receives the leader's answers in a stage that compares reads, so that it can repeat the reads on the follower.
 *
 * <p><b>Threads.</b> Called on the caller's thread, several at once. <b>Blocking.</b> Must not wait. <b>Failure.</b>
 * Whatever
 * it throws is contained and does not change the answer.
 */
public interface ReadObserver {

    /** The leader answered a find. */
    void afterFind(EntityPair pair, Stage stage, RecordKey key, Optional<StoredRecord> answer);

    /** The leader answered a query. */
    void afterQuery(EntityPair pair, Stage stage, Optional<String> tenant, Query query, Page<StoredRecord> answer);

    /** The leader answered a read of many keys. */
    default void afterFindAll(EntityPair pair, Stage stage, List<RecordKey> keys, Page<StoredRecord> answer) {
        answer.items().forEach(it -> afterFind(pair, stage, it.key(), Optional.of(it)));
    }

    /** The leader said whether there is a record of a key. */
    default void afterExists(EntityPair pair, Stage stage, RecordKey key) {}

    /** The leader counted. */
    default void afterCount(
            EntityPair pair, Stage stage, Optional<String> tenant, Condition where, long atMost, long answer) {}

    /** The leader failed. */
    default void afterFailure(EntityPair pair, Stage stage, FailedRead read) {}

    /**
     * The module is about to enter a stage: from now on its stores may legitimately differ in ways that the previous
     * stage ruled out, so comparisons that began before must be discarded. Called on the thread of the transition;
     * must not wait or throw.
     */
    default void stageEntered(Stage stage) {}

    /** Compares nothing. */
    static ReadObserver none() {
        return new ReadObserver() {
            @Override
            public void afterFind(EntityPair pair, Stage stage, RecordKey key, Optional<StoredRecord> answer) {}

            @Override
            public void afterQuery(
                    EntityPair pair, Stage stage, Optional<String> tenant, Query query, Page<StoredRecord> answer) {}
        };
    }
}
