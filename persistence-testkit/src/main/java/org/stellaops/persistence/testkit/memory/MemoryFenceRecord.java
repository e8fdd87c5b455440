// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.FenceRecord;

/** The fence record of a module. Each method is one atomic step. */
final class MemoryFenceRecord implements FenceRecord {

    private final Steps steps;
    private State state = State.NONE;

    MemoryFenceRecord(Steps steps) {
        this.steps = steps;
    }

    @Override
    public State read() {
        return steps.step(() -> state);
    }

    @Override
    public State announce(int cohort, long epoch, String attempt) {
        return steps.step(() -> announced(cohort, epoch, attempt));
    }

    @Override
    public Optional<State> announceAlone(int cohort, long epoch, String attempt) {
        return steps.step(() ->
                state.raising().isEmpty() ? Optional.of(announced(cohort, epoch, attempt)) : Optional.<State>empty());
    }

    private State announced(int cohort, long epoch, String attempt) {
        TreeMap<Integer, Long> epochs = new TreeMap<>(state.demand().epochs());
        epochs.merge(cohort, epoch, Math::max);
        Set<String> raising = new TreeSet<>(state.raising());
        boolean unused = raising.add(attempt);
        return become(new State(new FenceDemand(epochs), raising));
    }

    @Override
    public State remove(String attempt) {
        return steps.step(() -> {
            Set<String> raising = new TreeSet<>(state.raising());
            boolean unused = raising.remove(attempt);
            return become(new State(state.demand(), raising));
        });
    }

    private State become(State next) {
        state = next;
        return next;
    }

    /** What restores the record that is here now. */
    Runnable keep() {
        State kept = state;
        return () -> state = kept;
    }

    String dump() {
        return "demanded " + state.demand().epochs() + " raising " + new TreeSet<>(state.raising()) + "\n";
    }
}
