// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ReadableStore;

/** Claims the first record of a query where no single statement can: reads some candidates and tries one after another. */
public final class ClaimCandidates {

    private static final int CANDIDATES = 16;

    private final ReadableStore store;

    /** Candidates of this store. */
    public ClaimCandidates(ReadableStore store) {
        this.store = store;
    }

    /** Until a candidate is taken, or there is none. Each round that takes none, others took some. */
    public Optional<LeaderWriteResult> claim(
            Optional<String> tenant, Query next, Function<RecordKey, LeaderWriteResult> take) {
        String what = "claiming the next of " + store.type();
        while (true) {
            List<StoredRecord> candidates;
            try {
                candidates = store.query(tenant, next.limit(CANDIDATES)).items();
            } catch (RuntimeException e) {
                return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.beforeAnyStatement(e, what)));
            }
            if (candidates.isEmpty()) {
                return Optional.empty();
            }
            for (StoredRecord candidate : candidates) {
                LeaderWriteResult taken = take.apply(candidate.key());
                if (!(taken.outcome() instanceof WriteOutcome.Conflict)) {
                    return Optional.of(taken);
                }
            }
        }
    }
}
