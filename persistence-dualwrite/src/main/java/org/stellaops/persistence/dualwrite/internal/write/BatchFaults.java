// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;

/** Maps what a store threw at a statement for many writes to the results of these writes. Pure. */
final class BatchFaults {

    private BatchFaults() {}

    /**
     * The same outcome for each, unless what was thrown may concern only one of them: then none has a result, and each is to be made
     * alone.
     */
    static Map<RecordKey, LeaderWriteResult> allOrAlone(
            Collection<RecordKey> keys, RuntimeException thrown, String what, WriteOutcome outcome) {
        Map<RecordKey, LeaderWriteResult> results = new HashMap<>();
        if (concernsTheStore(FaultOutcomes.of(thrown, what))) {
            keys.forEach(key -> results.put(key, LeaderWriteResult.withoutImage(outcome)));
        }
        return results;
    }

    private static boolean concernsTheStore(Fault fault) {
        return switch (fault.kind()) {
            case UNAVAILABLE, NO_ANSWER, OVERLOADED, INTERRUPTED, OUT_OF_DATE, REFUSED, BROKEN -> true;
            case ABSENT, UNREADABLE, REJECTED -> false;
        };
    }
}
