// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * The states of a module that its follower rejects: one entry per key, stored durably in the leading store, so that
 * every process sees the same. The pending flag of the key is not stored here, and safety does not depend on any of
 * this.
 *
 * <p>Each change names the stamp and number of tries that it expects. So if several processes try one key at once,
 * only one counts the try, and none overwrites a newer entry.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O.
 * <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b>
 * Grows by
 * default methods only.
 */
public interface DeadLetters {

    /** Which entries to list. */
    enum Which {
        /** Only entries that are not retried. */
        DEAD,
        /** Also entries that are retried. */
        ALL
    }

    /** The existing entries of these keys. */
    Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys);

    /**
     * Inserts an entry if there is none, or replaces exactly the expected one.
     *
     * @param expected an entry of the same key
     * @return whether it was written
     */
    boolean write(Optional<RejectedImage> expected, RejectedImage next);

    /** Removes exactly the expected entry; false if it has changed. */
    @CanIgnoreReturnValue
    boolean remove(RejectedImage expected);

    /** Entries of an entity type after a key, in key order, at most {@code limit}. */
    List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit);

    /** How many dead letters an entity type has; counts up to {@code atMost}. */
    long count(String entity, int atMost);

    /** For a backend that stores none: rejected images are retried in every pass. */
    static DeadLetters none() {
        return new NoDeadLetters();
    }
}
