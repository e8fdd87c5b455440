// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Operator;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.cutover.Cutover;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code cutover}. */
@Command(
        name = "cutover",
        description = {
            "Moves a module to a stage, step by step, forward or back: says first what stands in the way and for how long writes"
                    + " will pause, and afterwards for how long they did.",
            "Ends at the first step that a gate refuses; the same command goes on from there. The configuration is not edited:"
                    + " name the new stage there afterwards.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence cutover --config app.yaml --jars shop.jar --module shop --to target-led --dry-run",
            "  persistence cutover --config app.yaml --jars shop.jar --module shop --to target-led"
        })
public final class CutoverCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--to", paramLabel = "STAGE", required = true, description = "the stage, such as target-led")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "says what would be done, and changes nothing")
    private boolean dryRun;

    @Option(
            names = "--force",
            description = "makes steps that gates refuse; what they said is kept with --reason and --by for good")
    private boolean force;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why gates are overridden; only with --force")
    private @Nullable String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who orders it; the user of this process by default; only with --force")
    private @Nullable String by;

    /** For picocli. */
    public CutoverCommand() {}

    @Override
    public Integer call() {
        Stage end = frame.stage(to);
        Optional<GateOverride> override = override();
        return frame.openOne(modules -> {}, progress(), module -> cutover(module, end, override));
    }

    private Optional<GateOverride> override() {
        boolean hasReason = reason != null && !reason.isBlank();
        if (force && !hasReason) {
            throw frame.usage("--force needs --reason, which is kept: say why the gates are overridden");
        } else if (!force && (reason != null || by != null)) {
            throw frame.usage("--reason and --by go with --force only");
        }
        String operator = Operator.of(by);
        return force ? Optional.of(new GateOverride(operator, String.valueOf(reason))) : Optional.empty();
    }

    /** The steps of a change of leader, as they are made. */
    private DualWriteListener progress() {
        return event -> {
            if (event instanceof DualWriteEvent.LeaderChangeStep it) {
                frame.warn(it.module() + ": " + it.from().configName() + " -> "
                        + it.to().configName() + ", epoch " + it.epoch() + ": " + it.step());
            } else if (event instanceof DualWriteEvent.ReconcilerPass it && it.replicated() + it.failed() > 0) {
                frame.warn(it.module() + "." + it.entity() + ": " + it.replicated() + " key(s) replicated, "
                        + it.failed() + " not yet");
            }
        };
    }

    private ExitCode cutover(PersistenceModule module, Stage end, Optional<GateOverride> override) {
        Cutover cutover = Cutover.of(module, end);
        CutoverPlan plan = cutover.plan();
        plan.describe().forEach(it -> frame.output().note(it));
        if (dryRun) {
            frame.output()
                    .result(
                            plan.isAllowed()
                                    ? "Nothing was changed."
                                    : "Nothing was changed; the step would be refused.",
                            line -> fields(line, plan));
            return plan.isAllowed() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
        }
        CutoverResult result = cutover.run(plan, override, this::show);
        frame.output().result(text(result), line -> fields(line, result));
        return result.isReached() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private void show(MoveResult step) {
        if (step instanceof MoveResult.Moved it) {
            frame.output()
                    .note(it.from().configName() + " -> " + it.to().configName()
                            + (it.pause().isZero()
                                    ? ""
                                    : ": writes paused for " + it.pause().toMillis() + " ms"));
        }
    }

    private static String text(CutoverResult result) {
        String module = result.plan().module();
        String stage = result.reached().configName();
        return result.isReached()
                ? module + " is in " + stage + "; writes paused for "
                        + result.pause().toMillis() + " ms; now set stage: " + stage + " in the configuration"
                : module + " stays in " + stage + ": " + String.join("; ", result.reasons());
    }

    private static void fields(ObjectNode line, CutoverResult result) {
        fields(line, result.plan());
        line.put("reached", result.isReached());
        line.put("stage", result.reached().configName());
        line.put("pauseMillis", result.pause().toMillis());
        result.reasons().forEach(it -> line.withArray("reasons").add(it));
    }

    private static void fields(ObjectNode line, CutoverPlan plan) {
        line.put("module", plan.module());
        line.put("from", plan.from().configName());
        line.put("to", plan.to().configName());
        line.put("allowed", plan.isAllowed());
        plan.steps().forEach(it -> line.withArray("steps").add(it.configName()));
        plan.next().ifPresent(step -> {
            step.objections().forEach(it -> line.withArray("objections").add(it));
            step.gates()
                    .forEach(it -> line.withArray("gates")
                            .addObject()
                            .put("gate", it.gate())
                            .put("passed", it.passed())
                            .put("evidence", it.evidence())
                            .put("remedy", it.remedy()));
        });
        plan.pause().ifPresent(it -> {
            ObjectNode pause = line.putObject("predictedPause");
            pause.put("likelyMillis", it.likely().toMillis());
            pause.put("atMostMillis", it.atMost().toMillis());
            pause.put("confidence", it.confidence().name());
            pause.put("pending", it.backlog());
            it.perSecond().ifPresent(rate -> pause.put("perSecond", rate));
        });
    }
}
