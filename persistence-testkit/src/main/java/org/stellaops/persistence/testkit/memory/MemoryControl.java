// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** The control record of either store. */
final class MemoryControl implements ControlStore {

    private static final ControlRecord NONE = new ControlRecord(ControlRecord.Phase.AWAY, 0);

    private final Steps steps;
    private final Optional<MemoryFence> fence;

    private Optional<ControlRecord> current = Optional.empty();
    private final Set<String> distrusting = new TreeSet<>();

    /**
     * A store without a record.
     *
     * @param fence the fence of a legacy store; empty for a target, whose fence is its control record
     */
    MemoryControl(Steps steps, Optional<MemoryFence> fence) {
        this.steps = steps;
        this.fence = fence;
    }

    /** The record, for a caller that is inside a step already; a store that was never initialised does not lead. */
    ControlRecord current() {
        return current.orElse(NONE);
    }

    @Override
    public ControlRecord read() {
        return steps.step(this::current);
    }

    @Override
    public Optional<ControlRecord> find() {
        return steps.step(() -> current.filter(it -> it.epoch() > 0));
    }

    @Override
    public ControlRecord initialise(ControlRecord first) {
        return steps.step(() -> {
            if (current.isEmpty()) {
                current = Optional.of(first);
            }
            return current();
        });
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        return steps.step(() -> {
            boolean matches = current.equals(Optional.of(expected));
            if (matches) {
                current = Optional.of(next);
            }
            return matches;
        });
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        return steps.step(() -> {
            FenceStrength strength =
                    fence.map(it -> it.raise(FenceDemand.of(epoch))).orElse(FenceStrength.STRONG);
            if (strength == FenceStrength.STRONG) {
                distrusting.clear();
            }
            return strength;
        });
    }

    @Override
    public long fenceEpoch() {
        return steps.step(() -> fence.map(it -> distrusting.isEmpty() ? it.epochOf(0) : 0)
                .orElseGet(() -> current().epoch()));
    }

    @Override
    public boolean mayFenceBeWeak() {
        return steps.step(() -> fence.filter(MemoryFence::isWeak).isPresent());
    }

    @Override
    public void distrustFence(String by) {
        steps.step(() -> distrusting.add(by));
    }

    @Override
    public void trustFence(String by) {
        steps.step(() -> distrusting.remove(by));
    }

    @Override
    public Set<String> distrustingFence() {
        return steps.step(() -> Set.copyOf(distrusting));
    }

    /** What restores the record that is here now. */
    Runnable keep() {
        Optional<ControlRecord> kept = current;
        Set<String> keptDistrusting = Set.copyOf(distrusting);
        return () -> {
            current = kept;
            distrusting.clear();
            distrusting.addAll(keptDistrusting);
        };
    }

    /** A record that was never written is not the same as a first one. */
    String dump() {
        return "control " + current.map(ControlRecord::toString).orElse("none")
                + (distrusting.isEmpty() ? "" : " fence distrusted by " + distrusting) + "\n";
    }
}
