// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyRecord;

/**
 * The epoch fence of a legacy store: one for all its collections, checked for the document that a write would leave.
 */
final class MemoryFence {

    private FenceStrength strength;

    private Optional<FenceDemand> demand = Optional.empty();

    MemoryFence(FenceStrength strength) {
        this.strength = strength;
    }

    /** Like {@code collMod}, this sets the fence unconditionally: a delayed coordinator can lower it (C5). */
    FenceStrength raise(FenceDemand next) {
        if (strength == FenceStrength.STRONG) {
            demand = Optional.of(next);
        }
        return strength;
    }

    /** As {@code collMod} that is granted or revoked: what stands goes on standing. */
    void become(FenceStrength next) {
        strength = next;
    }

    boolean isWeak() {
        return strength == FenceStrength.WEAK;
    }

    Optional<FenceDemand> demand() {
        return demand;
    }

    /** What is demanded of a cohort, or of a module without cohorts; 0 if nothing is. */
    long epochOf(int cohort) {
        return demand.map(it -> it.epochOf(cohort)).orElse(0L);
    }

    /** What restores the demand that stands now. */
    Runnable keep() {
        Optional<FenceDemand> kept = demand;
        return () -> demand = kept;
    }

    boolean refuses(OptionalLong pending, Optional<LegacyRecord.Provisional> provisional) {
        return refuses(pending) || provisional.filter(it -> refuses(it.epoch())).isPresent();
    }

    boolean refuses(OptionalLong pending) {
        return pending.isPresent() && refuses(pending.getAsLong());
    }

    boolean refuses(long epoch) {
        return demand.filter(it -> !it.admits(epoch)).isPresent();
    }

    String dump() {
        return "fence " + demand.map(it -> it.epochs().toString()).orElse("none") + "\n";
    }
}
