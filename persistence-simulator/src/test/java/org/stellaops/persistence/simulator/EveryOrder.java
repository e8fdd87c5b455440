// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.simulator.Operation.Effect;

/** Linearizability by trying every order, with no memory and no shortcut: too slow for use and too plain to be wrong. */
final class EveryOrder {

    private final List<Operation> calls;

    private EveryOrder(List<Operation> calls) {
        this.calls = calls;
    }

    static boolean explains(List<Operation> all) {
        return new EveryOrder(all.stream()
                        .filter(it -> it.isJudged() || it.effect() == Effect.POSSIBLE)
                        .toList())
                .search(0, Optional.empty());
    }

    private boolean search(int done, Optional<String> state) {
        boolean complete = true;
        for (int i = 0; i < calls.size(); i++) {
            complete &= isDone(done, i) || !calls.get(i).isJudged();
        }
        if (complete) {
            return true;
        }
        for (int i = 0; i < calls.size(); i++) {
            Operation call = calls.get(i);
            if (!isDone(done, i)
                    && mayComeNext(i, done)
                    && call.fits(state)
                    && search(done | (1 << i), call.after(state))) {
                return true;
            }
        }
        return false;
    }

    private boolean mayComeNext(int i, int done) {
        for (int j = 0; j < calls.size(); j++) {
            Operation other = calls.get(j);
            boolean before = other.isJudged() && other.ended() < calls.get(i).begun();
            boolean tooLate = other.begun() > calls.get(i).expires();
            if (isDone(done, j) ? tooLate : before) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDone(int done, int i) {
        return (done & (1 << i)) != 0;
    }
}
