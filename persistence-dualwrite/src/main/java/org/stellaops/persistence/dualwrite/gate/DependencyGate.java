// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/**
 * Where a module reads, the modules that it requires must write: it reads their records there, by a join, a foreign key or a report.
 *
 * @param requires the modules that each module requires
 * @param stageOf where another module stands; empty if that is not known
 */
record DependencyGate(Map<String, Set<String>> requires, Function<String, Optional<Stage>> stageOf)
        implements StageGate {

    private static final String GATE = "requires ";

    DependencyGate {
        requires = new TreeMap<>(requires);
    }

    @Override
    public List<GateAnswer> check(StageStep step) {
        String module = step.evidence().module();
        List<GateAnswer> answers = new ArrayList<>();
        if (step.from().leader() != step.to().leader()) {
            requires.getOrDefault(module, Set.of()).stream()
                    .sorted()
                    .map(it -> required(it, step.to().leader()))
                    .forEach(answers::add);
        }
        Side left = step.to().leader().other();
        if (writes(step.from(), left) && !writes(step.to(), left)) {
            requires.forEach((dependent, required) -> {
                if (required.contains(module)) {
                    answers.add(dependent(dependent, module, left));
                }
            });
        }
        return answers;
    }

    /** What this module is about to read must be written there. */
    private GateAnswer required(String required, Side side) {
        Optional<Stage> stage = stageOf.apply(required);
        if (stage.isEmpty()) {
            return unknown(required);
        }
        String stands = required + " is in " + stage.get().configName();
        return writes(stage.get(), side)
                ? GateAnswer.passed(GATE + required, stands + ", which writes to the " + side.configName() + " store")
                : GateAnswer.refused(
                        GATE + required,
                        stands + ", and does not write to the " + side.configName() + " store, which would be read",
                        "run first: persistence cutover --config FILE --module " + required + " --to "
                                + (side == Side.TARGET ? Stage.DUAL_WRITE : Stage.RAMP_DOWN).configName());
    }

    /** What this module is about to leave may be read there. */
    private GateAnswer dependent(String dependent, String module, Side left) {
        Optional<Stage> stage = stageOf.apply(dependent);
        if (stage.isEmpty()) {
            return unknown(dependent);
        }
        String stands = dependent + ", which requires " + module + ", is in "
                + stage.get().configName();
        return stage.get().leader() != left
                ? GateAnswer.passed(GATE + module, stands)
                : GateAnswer.refused(
                        GATE + module,
                        stands + " and reads from the " + left.configName()
                                + " store, which would not be written any more",
                        "run first: persistence cutover --config FILE --module " + dependent + " --to "
                                + (left == Side.TARGET ? Stage.SHADOW_READ : Stage.TARGET_LED).configName());
    }

    private static GateAnswer unknown(String module) {
        return GateAnswer.refused(
                GATE + module,
                "where " + module + " stands is not known: neither of its stores leads, or none was ever opened",
                "see: persistence status --config FILE --module " + module);
    }

    private static boolean writes(Stage stage, Side side) {
        return stage.writes() == Reach.BOTH || stage.leader() == side;
    }
}
