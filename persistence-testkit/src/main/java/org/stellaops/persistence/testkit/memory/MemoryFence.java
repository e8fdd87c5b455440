// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyRecord;

/**
 * The epoch fence of a legacy store: one for all its collections, checked for the document that a write would leave.
 */
final class MemoryFence {

    private FenceStrength strength;

    private long epoch;

    MemoryFence(FenceStrength strength) {
        this.strength = strength;
    }

    /** Like {@code collMod}, this sets the fence unconditionally: a delayed coordinator can lower it (C5). */
    FenceStrength raise(long next) {
        if (strength == FenceStrength.STRONG) {
            epoch = next;
        }
        return strength;
    }

    /** As {@code collMod} that is granted or revoked: what stands goes on standing. */
    void become(FenceStrength next) {
        strength = next;
    }

    long epoch() {
        return epoch;
    }

    /** What restores the epoch that stands now. */
    Runnable keep() {
        long kept = epoch;
        return () -> epoch = kept;
    }

    boolean refuses(OptionalLong pending, Optional<LegacyRecord.Provisional> provisional) {
        return refuses(pending) || provisional.filter(it -> it.epoch() < epoch).isPresent();
    }

    boolean refuses(OptionalLong pending) {
        return pending.isPresent() && pending.getAsLong() < epoch;
    }
}
