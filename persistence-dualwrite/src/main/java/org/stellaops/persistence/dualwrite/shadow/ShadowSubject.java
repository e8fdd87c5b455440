// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ReadableStore;

/** One entity type in a shadow read: what to ask, and where to report. */
final class ShadowSubject {

    private static final int FIELDS = 20;

    private final EntityPair pair;
    private final ComparisonReports reports;
    private final KeyComparer comparer;

    ShadowSubject(EntityPair pair, ComparisonReports reports) {
        this.pair = pair;
        this.reports = reports;
        this.comparer = new KeyComparer(pair, FIELDS);
    }

    ComparisonReports reports() {
        return reports;
    }

    EntityPair pair() {
        return pair;
    }

    Side leader() {
        return reports.stage().leader();
    }

    KeyComparison compare(RecordKey key) {
        KeyComparison found = comparer.compare(leader(), key);
        return reports.isSameStage() ? found : new KeyComparison.Unsettled(Cause.IN_FLIGHT);
    }

    <R> R onLeader(Function<ReadableStore, R> question) {
        return question.apply(at(pair, leader()));
    }

    /**
     * Asks the follower.
     *
     * @throws FollowerFailure if it does not answer
     */
    <R> R onFollower(Function<ReadableStore, R> question) {
        try {
            return question.apply(at(pair, leader().other()));
        } catch (RuntimeException e) {
            throw new FollowerFailure(e);
        }
    }

    boolean nothingIsPending() {
        return nothingIsPending(pair, leader());
    }

    static boolean nothingIsPending(EntityPair pair, Side leader) {
        return (leader == Side.LEGACY
                                ? pair.legacy().pendingSample(1)
                                : pair.target().pendingSample(1))
                        .keys()
                == 0;
    }

    static ReadableStore at(EntityPair pair, Side side) {
        return side == Side.LEGACY ? pair.legacy() : pair.target();
    }
}
