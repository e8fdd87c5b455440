// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.status.internal.collect.Asked;
import org.stellaops.persistence.status.internal.collect.ModuleFacts;

/** The steps that a module may make, with what each gate says, and cutovers. */
public final class GateJson {

    /** Gates are asked more rarely than the rest. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private GateJson() {}

    static void steps(ObjectNode module, ModuleFacts facts) {
        Asked<List<StepPreview>> asked = facts.stores().steps();
        asked.answer().stream().flatMap(List::stream).forEach(it -> {
            ObjectNode step = module.withArray("steps").addObject();
            step(step, it);
            step.put("direction", it.to().compareTo(it.from()) > 0 ? "forward" : "back");
            step.put("command", command(facts.name(), it.to()));
        });
        asked.problem().ifPresent(it -> module.put("stepsProblem", it));
        asked.asOf()
                .filter(it -> asked.isOld(facts.now(), LONGEST_SILENCE))
                .ifPresent(it -> module.put("stepsAsOf", it.toString()));
    }

    /** A plan, for the answer to an action. */
    public static void plan(ObjectNode answer, CutoverPlan plan) {
        answer.put("module", plan.module());
        answer.put("from", plan.from().configName());
        answer.put("to", plan.to().configName());
        plan.steps().forEach(it -> answer.withArray("way").add(it.configName()));
        plan.next().ifPresent(it -> step(answer.putObject("next"), it));
        answer.put("allowed", plan.isAllowed());
        plan.pause()
                .ifPresent(it -> answer.putObject("pause")
                        .put("likelyMillis", it.likely().toMillis())
                        .put("atMostMillis", it.atMost().toMillis())
                        .put("confidence", SnapshotJson.word(it.confidence()))
                        .put("pending", it.backlog())
                        .put("text", it.describe()));
        answer.put("command", command(plan.module(), plan.to()));
    }

    /** What became of a cutover. */
    public static void result(ObjectNode answer, CutoverResult result) {
        answer.put("module", result.plan().module());
        answer.put("to", result.plan().to().configName());
        answer.put("moved", result.isReached());
        answer.put("stage", result.reached().configName());
        Duration pause = result.pause();
        answer.put("pauseMillis", pause.toMillis());
        result.reasons().forEach(it -> answer.withArray("reasons").add(it));
    }

    private static void step(ObjectNode line, StepPreview it) {
        line.put("from", it.from().configName());
        line.put("to", it.to().configName());
        line.put("allowed", it.isAllowed());
        line.put("changesLeader", it.changesLeader());
        it.objections().forEach(objection -> line.withArray("objections").add(objection));
        it.gates().forEach(answer -> gate(line.withArray("gates").addObject(), answer));
    }

    private static void gate(ObjectNode line, GateAnswer it) {
        line.put("gate", it.gate());
        line.put("passed", it.passed());
        line.put("evidence", it.evidence());
        if (!it.remedy().isEmpty()) {
            line.put("remedy", it.remedy());
        }
    }

    private static String command(String module, Stage to) {
        return "persistence cutover --config FILE --module " + module + " --to " + to.configName();
    }
}
