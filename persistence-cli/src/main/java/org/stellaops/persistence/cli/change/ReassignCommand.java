// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Operator;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.dualwrite.reassign.Reassignment;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentPlan;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentReport;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.OpenReassignment;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code reassign}. */
@Command(
        name = "reassign",
        description = {
            "Gives tenants from cohort to cohort of a module, until they are assigned as the configuration file says, while services"
                    + " go on: they follow by themselves, and calls for these tenants wait for a moment. Both cohorts must be led by"
                    + " the same store, and none may move.",
            "One that was interrupted is gone on with by the same command, or undone by --undo. The receiving cohort is backfilled and"
                    + " verified again before the gates let it move on.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence reassign --config app.yaml --jars shop.jar --module shop --dry-run",
            "  persistence reassign --config app.yaml --jars shop.jar --module shop --by ada --reason 'ticket 4711'"
        })
public final class ReassignCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--dry-run", description = "says what would go from which cohort to which, and changes nothing")
    private boolean dryRun;

    @Option(
            names = "--undo",
            description = "undoes what was interrupted, unless the receiving cohort has the tenants already")
    private boolean undo;

    @Option(names = "--by", paramLabel = "NAME", description = "who orders it; the user of the process by default")
    private @Nullable String by;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; is kept in the audit trails of both cohorts")
    private @Nullable String reason;

    /** For picocli. */
    public ReassignCommand() {}

    @Override
    public Integer call() {
        if (!dryRun && (reason == null || reason.isBlank())) {
            throw frame.usage("--reason is missing: say why, or see with --dry-run what would be done");
        } else if (dryRun && undo) {
            throw frame.usage("--dry-run and --undo exclude each other");
        }
        return frame.unmodelled(this::reassign);
    }

    private ExitCode reassign(Config config, String module, Optional<ModuleDescriptor> known) {
        ModuleDescriptor descriptor = known.orElseThrow(() -> new CommandFailure(
                ExitCode.CONFIGURATION,
                "no provider is known of module " + module + "; add the jar of the service with --jars"));
        if (!config.cohorts().containsKey(module)) {
            throw frame.usage(
                    "--module " + module + ": the configuration does not divide this module into cohorts, but "
                            + config.cohorts().keySet());
        }
        try (OpenReassignment reassignment =
                Persistence.builder(config).modules(descriptor).reassignment(module)) {
            return dryRun ? plan(reassignment) : undo ? undo(module, reassignment) : carryOut(reassignment);
        } catch (StoreException e) {
            throw new CommandFailure(
                    ExitCode.NOT_VERIFIED,
                    "module " + module + ": " + e.getMessage()
                            + "; what was begun stays as it is, give the command again to finish or undo it");
        }
    }

    private ExitCode plan(OpenReassignment reassignment) {
        ReassignmentPlan plan = reassignment.plan();
        plan.unfinished()
                .ifPresent(it ->
                        show(plan.module(), "UNFINISHED", it, "was begun and did not end; this is finished first"));
        plan.handovers().forEach((handover, what) -> show(plan.module(), "WOULD_GO", handover, what.describe()));
        plan.objections().forEach(it -> show(plan.module(), "REFUSED", it));
        if (plan.isReached()) {
            show(
                    plan.module(),
                    "NOTHING_TO_DO",
                    "the tenants are assigned as the configuration says, in generation " + plan.generation());
        }
        frame.output().note("nothing was changed");
        return plan.objections().isEmpty() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private ExitCode carryOut(OpenReassignment reassignment) {
        ReassignmentReport report = reassignment.carryOut(Operator.of(by), reason(), this::made);
        report.objections().forEach(it -> show(report.module(), "REFUSED", it));
        if (report.isDone()) {
            frame.output()
                    .result(
                            report.module() + ": the tenants are assigned as the configuration says, in generation "
                                    + report.generation() + "; " + report.made().size() + " handover(s) were made",
                            line -> done(line, report));
        }
        return report.isDone() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private ExitCode undo(String module, OpenReassignment reassignment) {
        Optional<Reassignment.Undone> undone = reassignment.undo(Operator.of(by), reason(), this::made);
        if (undone.isEmpty()) {
            show(module, "NOTHING_TO_UNDO", "no handover was left");
            return ExitCode.CLEAN;
        }
        boolean back = undone.get().undone();
        show(
                module,
                back ? "UNDONE" : "FINISHED",
                undone.get().handover(),
                back
                        ? "the giver has the tenants as before"
                        : "the receiver had the tenants already, so this was finished");
        return back ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private void made(ReassignmentStep step) {
        frame.output().note(step.describe());
    }

    private static void done(ObjectNode line, ReassignmentReport report) {
        line.put("module", report.module());
        line.put("result", "REASSIGNED");
        line.put("generation", report.generation());
        ArrayNode made = line.putArray("made");
        for (Handover it : List.copyOf(report.made())) {
            made.addObject().put("giver", it.giver()).put("receiver", it.receiver());
        }
    }

    private void show(String module, String result, String text) {
        frame.output()
                .result(
                        module + " " + result + " " + text,
                        line -> line.put("module", module).put("result", result).put("text", text));
    }

    private void show(String module, String result, Handover handover, String text) {
        frame.output()
                .result(
                        module + " " + result + " " + handover + ": " + text,
                        line -> line.put("module", module)
                                .put("result", result)
                                .put("giver", handover.giver())
                                .put("receiver", handover.receiver())
                                .put("text", text));
    }

    private String reason() {
        return reason == null ? "" : reason;
    }
}
