// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.function.Function;
import org.stellaops.persistence.dualwrite.backfill.BackfillParts;
import org.stellaops.persistence.dualwrite.backfill.PartResult;

/**
 * Copies a part of a run in an executor. May run twice at once, or again after it was killed: the part has a lease, and copying it again
 * changes nothing.
 */
record BackfillTask(Job job, Instant began) implements Function<Integer, String> {

    /** The name of a {@link PartResult}. */
    @Override
    public String call(Integer part) {
        JobModule module = OpenModules.of(job);
        BackfillParts parts = module.backfill(job);
        return new SlottedWork(module.slots(job.limits()), job.limits().patience())
                .result(stopped -> copied(parts, part, stopped))
                .orElse(PartResult.BUSY.name());
    }

    private Optional<String> copied(BackfillParts parts, int part, BooleanSupplier stopped) {
        PartResult result = parts.copy(began, part, stopped);
        // Of whoever is stopped because he lost his slot, the part is to be gone on with; by an order to stop, it is
        // not.
        boolean isLost = result == PartResult.LOST || (result == PartResult.STOPPED && stopped.getAsBoolean());
        return result == PartResult.BUSY || isLost ? Optional.empty() : Optional.of(result.name());
    }
}
