// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StepPreview;

/**
 * What a cutover would do.
 *
 * @param module its name
 * @param from where the module stands, by the record of the store that leads
 * @param to where it shall stand
 * @param steps the stages on the way, each of which is a step; empty if the module is there
 * @param next the first step with what every gate says of it; the gates of later steps are asked when they are reached
 * @param pause of the change of leader on the way; empty if none is
 */
public record CutoverPlan(
        String module,
        Stage from,
        Stage to,
        List<Stage> steps,
        Optional<StepPreview> next,
        Optional<PausePrediction> pause) {

    /** Takes an unmodifiable copy. */
    public CutoverPlan {
        steps = List.copyOf(steps);
    }

    /** Whether nothing is known that stands in the way of the first step, if there is one. */
    public boolean isAllowed() {
        return next.map(StepPreview::isAllowed).orElse(true);
    }

    /** Lines for a person: the way, each gate with its evidence and remedy, and the pause. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        lines.add(
                steps.isEmpty()
                        ? module + " is in " + to.configName() + "; nothing to do"
                        : module + ": " + from.configName() + " -> "
                                + steps.stream().map(Stage::configName).collect(Collectors.joining(" -> ")));
        next.ifPresent(step -> {
            step.objections().forEach(it -> lines.add("  BLOCKED  " + it));
            step.gates().forEach(it -> lines.add((it.passed() ? "  passed   " : "  REFUSED  ") + it.describe()));
            if (step.gates().isEmpty() && step.objections().isEmpty()) {
                lines.add("  passed   no gate is asked for the step to "
                        + step.to().configName());
            }
        });
        pause.ifPresent(it -> lines.add("  " + it.describe()));
        return lines;
    }
}
