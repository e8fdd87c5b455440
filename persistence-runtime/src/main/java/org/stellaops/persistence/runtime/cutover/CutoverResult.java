// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;

/**
 * What became of a cutover.
 *
 * @param plan what was planned
 * @param steps the steps that were tried, in order; only the last one may be refused, and then the rest was not tried
 */
public record CutoverResult(CutoverPlan plan, List<MoveResult> steps) {

    /** Takes an unmodifiable copy. */
    public CutoverResult {
        steps = List.copyOf(steps);
    }

    /** Whether the module is where it should be. */
    public boolean isReached() {
        return steps.stream().allMatch(MoveResult::isMoved);
    }

    /** Where the module stands now, as far as this cutover knows. */
    public Stage reached() {
        Stage reached = plan.from();
        for (MoveResult step : steps) {
            reached = step instanceof MoveResult.Moved it ? it.to() : reached;
        }
        return reached;
    }

    /** For how long this process held writes back; zero if the leader did not change. */
    public Duration pause() {
        return steps.stream()
                .filter(MoveResult.Moved.class::isInstance)
                .map(it -> ((MoveResult.Moved) it).pause())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Why it ended before; empty if it did not. */
    public List<String> reasons() {
        return Optional.of(steps).filter(it -> !it.isEmpty()).map(it -> it.get(it.size() - 1)).stream()
                .filter(MoveResult.Refused.class::isInstance)
                .flatMap(it -> ((MoveResult.Refused) it).reasons().stream())
                .toList();
    }
}
