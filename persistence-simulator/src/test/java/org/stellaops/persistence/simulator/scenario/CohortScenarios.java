// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.function.UnaryOperator;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Faults;

/** What happens in one cohort of a scenario. */
final class CohortScenarios {

    static final Faults NONE = Faults.NONE;
    static final Faults CRASH = new Faults(1, 0, 0, 0);
    static final Faults LATE = new Faults(0, 0, 0, 1);

    private CohortScenarios() {}

    /** Nothing happens. */
    static CohortScenario.Half rests(Side leader) {
        return new CohortScenario.Half(leader, cast -> cast);
    }

    /** Callers make one call each. */
    static CohortScenario.Half calls(Side leader, String calls) {
        return new CohortScenario.Half(leader, cast -> callers(cast, calls));
    }

    /** It changes its leader. */
    static CohortScenario.Half moves(Side leader) {
        return callsAndMoves(leader, "");
    }

    /** Callers make one call each while it changes its leader. */
    static CohortScenario.Half callsAndMoves(Side leader, String calls) {
        return of(leader, calls, cast -> cast.forgetfulCoordinator(leader.other()));
    }

    /** A caller makes one call while the leader changes, and changes back. */
    static CohortScenario.Half callsAndMovesThereAndBack(Side leader, String calls) {
        return of(leader, calls, cast -> cast.forgetfulCoordinator(leader.other(), leader));
    }

    /** Two coordinators make the same change. */
    static CohortScenario.Half callsAndMovesByTwo(Side leader, String calls) {
        return of(
                leader, calls, cast -> cast.forgetfulCoordinator(leader.other()).forgetfulCoordinator(leader.other()));
    }

    /** Tombstones are removed behind an epoch advance. */
    static CohortScenario.Half callsAndRemovesTombstones(Side leader, String calls) {
        return of(leader, calls, cast -> cast.removal(leader));
    }

    /** It changes its leader, and somebody restores a fence that he finds too low, as it is after a change that was aborted. */
    static CohortScenario.Half movesAndWatchesItsFence(Side leader) {
        return of(leader, "", cast -> cast.forgetfulCoordinator(leader.other()).fenceMonitor());
    }

    private static CohortScenario.Half of(Side leader, String calls, UnaryOperator<Cast> others) {
        return new CohortScenario.Half(leader, cast -> others.apply(callers(cast, calls)));
    }

    private static Cast callers(Cast cast, String calls) {
        calls.chars().forEach(call -> {
            Cast unused = cast.wanderer(String.valueOf((char) call));
        });
        return cast;
    }
}
