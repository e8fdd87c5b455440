// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.OpenReadmission;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code readmit}. */
@Command(
        name = "readmit",
        description = {
            "Readmits a store that was emptied, replaced, restored or copied: begins a new epoch, fills the store from the"
                    + " one that leads, and verifies both.",
            "Says first what will be lost; where acknowledged writes are, it wants --accept-loss. One that was interrupted is"
                    + " gone on with by the same command.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence readmit --config app.yaml --jars shop.jar --module shop --dry-run",
            "  persistence readmit --config app.yaml --jars shop.jar --module shop --reason 'volume lost, ticket 4711'"
        })
public final class ReadmitCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--dry-run", description = "says what would be done and lost, and changes nothing")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; is kept in the store that leads")
    private @Nullable String reason;

    @Option(
            names = "--leader",
            paramLabel = "SIDE",
            description = "which store shall lead, legacy or target; only needed if the stores do not tell")
    private @Nullable String leader;

    @Option(names = "--accept-loss", description = "goes on although acknowledged writes are lost, or may be")
    private boolean acceptLoss;

    /** For picocli. */
    public ReadmitCommand() {}

    @Override
    public Integer call() {
        Optional<Side> wanted = side();
        if (!dryRun && (reason == null || reason.isBlank())) {
            throw frame.usage("--reason is missing: say why, or see with --dry-run what would be done");
        }
        return frame.configuredOne((config, module) -> readmit(config, module, wanted));
    }

    private Optional<Side> side() {
        if (leader == null) {
            return Optional.empty();
        }
        return switch (leader) {
            case "legacy" -> Optional.of(Side.LEGACY);
            case "target" -> Optional.of(Side.TARGET);
            default -> throw frame.usage("--leader " + leader + ": there is no such store, but legacy and target");
        };
    }

    private ExitCode readmit(Config config, ModuleDescriptor module, Optional<Side> wanted) {
        Optional<ReadmissionPlan> plan = plan(config, module, wanted);
        if (plan.isEmpty()) {
            frame.output().result(module.name() + ": both stores are what they should be; nothing to readmit", line -> {
                line.put("module", module.name());
                line.put("result", "NOTHING_TO_READMIT");
            });
            return ExitCode.CLEAN;
        } else if (dryRun) {
            show(plan.get(), "PLANNED", plan.get().describe() + " Nothing was changed.");
            return ExitCode.DIVERGENT;
        } else if (plan.get().losesWrites() && !acceptLoss) {
            show(
                    plan.get(),
                    "REFUSED",
                    plan.get().describe() + " Nothing was changed: add --accept-loss if that is meant.");
            return ExitCode.DIVERGENT;
        }
        return carryOut(config, module, plan.get());
    }

    private static Optional<ReadmissionPlan> plan(Config config, ModuleDescriptor module, Optional<Side> wanted) {
        try (Inspection inspection = Persistence.builder(config).modules(module).inspect()) {
            return inspection.module(module.name()).readmissionPlan(wanted);
        } catch (StoreNotAdmittedException e) {
            throw new CommandFailure(ExitCode.DIVERGENT, String.valueOf(e.getMessage()));
        }
    }

    private ExitCode carryOut(Config config, ModuleDescriptor module, ReadmissionPlan plan) {
        frame.output().note(plan.describe());
        ReadmissionReport report = carriedOut(config, module, plan);
        show(report);
        return report.isEqual() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private ReadmissionReport carriedOut(Config config, ModuleDescriptor module, ReadmissionPlan plan) {
        try (ProgressLine progress = new ProgressLine(Terminal.standardError());
                OpenReadmission readmission = Persistence.builder(config)
                        .modules(module)
                        .listener(progress)
                        .readmission(module.name())) {
            return readmission.carryOut(plan, reason == null ? "" : reason);
        }
    }

    private void show(ReadmissionPlan plan, String result, String text) {
        frame.output().result(text, line -> fields(line, plan, result));
    }

    private void show(ReadmissionReport report) {
        for (VerificationReport it : report.verifications()) {
            frame.output().note(it.describe());
        }
        ReadmissionPlan plan = report.plan();
        String end = report.isEqual()
                ? "both stores are equal; the " + plan.admitted().configName() + " store is admitted"
                : "the stores still differ, and the " + plan.admitted().configName()
                        + " store stays barred: correct what cannot be held by it, and run the command again";
        frame.output()
                .result(
                        plan.module() + ": the " + plan.serving().configName() + " store leads in epoch "
                                + report.epoch() + ", " + report.repaired() + " key(s) repaired; " + end,
                        line -> {
                            fields(line, plan, report.isEqual() ? "READMITTED" : "STILL_DIFFERENT");
                            line.put("epoch", report.epoch());
                            line.put("repaired", report.repaired());
                            line.put(
                                    "compared",
                                    report.verifications().stream()
                                            .mapToLong(it -> it.counts().compared())
                                            .sum());
                            line.put(
                                    "divergent",
                                    report.verifications().stream()
                                            .mapToLong(it -> it.counts().divergent())
                                            .sum());
                        });
    }

    private static void fields(ObjectNode line, ReadmissionPlan plan, String result) {
        line.put("module", plan.module());
        line.put("result", result);
        line.put("leader", plan.serving().configName());
        line.put("admitted", plan.admitted().configName());
        plan.problems()
                .forEach(it -> line.withArray("problems")
                        .addObject()
                        .put("store", it.side().configName())
                        .put("kind", it.kind().name())
                        .put("text", it.text()));
        line.put("losesWrites", plan.losesWrites());
        line.put("loss", plan.loss());
    }
}
