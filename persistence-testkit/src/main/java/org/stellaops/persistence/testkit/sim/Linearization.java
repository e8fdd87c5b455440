package org.stellaops.persistence.testkit.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for one order of the calls on one key that explains all answers (linearizability; Wing and Gong, 1993, with the
 * memory of Lowe, 2017). A call with a possible effect may be left out, or take effect at any time after it began.
 */
final class Linearization {

    private static final int MOST_CALLS = 62;

    private final List<Operation> calls;
    private final Set<Seen> seen = new HashSet<>();

    private record Seen(long done, Optional<String> state) {}

    private Linearization(List<Operation> calls) {
        this.calls = calls;
    }

    static boolean exists(List<Operation> all) {
        List<Operation> calls =
                all.stream().filter(it -> it.effect() != Operation.Effect.NONE).toList();
        if (calls.size() > MOST_CALLS) {
            throw new IllegalArgumentException("at most " + MOST_CALLS + " calls on a key can be checked");
        }
        return new Linearization(calls).search(0, Optional.empty());
    }

    private boolean search(long done, Optional<String> state) {
        if (isComplete(done)) {
            return true;
        }
        if (!seen.add(new Seen(done, state))) {
            return false;
        }
        for (int i = 0; i < calls.size(); i++) {
            if ((done & (1L << i)) == 0 && mayComeNext(i, done) && takes(i, done, state)) {
                return true;
            }
        }
        return false;
    }

    private boolean takes(int i, long done, Optional<String> state) {
        Operation call = calls.get(i);
        long after = done | (1L << i);
        boolean sees = call.kind() != Operation.Kind.FIND || state.equals(call.value());
        return sees && call.kind().takes(state) && search(after, call.kind().leaves(state, call.value()));
    }

    private boolean isComplete(long done) {
        for (int i = 0; i < calls.size(); i++) {
            if ((done & (1L << i)) == 0 && calls.get(i).effect() == Operation.Effect.CERTAIN) {
                return false;
            }
        }
        return true;
    }

    /** A call may come next if no other that must still come was answered before it began. */
    private boolean mayComeNext(int i, long done) {
        long begun = calls.get(i).begun();
        for (int j = 0; j < calls.size(); j++) {
            boolean mustCome = calls.get(j).effect() == Operation.Effect.CERTAIN && (done & (1L << j)) == 0;
            if (j != i && mustCome && calls.get(j).ended() < begun) {
                return false;
            }
        }
        return true;
    }
}
