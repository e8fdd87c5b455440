// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ReportLines;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.RangeReports;
import org.stellaops.persistence.dualwrite.verify.ReportText;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The job {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Compares the records of both stores, a range of keys in each task. Changes no record; with --keep the outcome is kept in"
                    + " the store that leads, where the gates of a change of stage look for it.",
            "A range that was not compared to its end leaves the whole not verified.",
            ""
        })
final class VerifyJob implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final JobOptions options = new JobOptions();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "deep",
            description = "quick, full or deep (default: ${DEFAULT-VALUE})")
    private String mode = "deep";

    @Option(
            names = "--findings",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many differing keys of each entity type are listed; all are counted"
                    + " (default: ${DEFAULT-VALUE})")
    private int findings;

    @Option(names = "--keep", description = "keeps the outcome for the gates, and in the audit trail")
    private boolean keep;

    /** For picocli. */
    VerifyJob() {}

    @Override
    public Integer call() {
        options.check(frame);
        if (findings < 1) {
            throw frame.usage("--findings must be at least 1, but is " + findings);
        }
        VerificationMode depth = VerificationMode.of(mode)
                .orElseThrow(() -> frame.usage("--mode must be quick, full or deep, but is " + mode));
        try (Cluster cluster = new Cluster("persistence verify")) {
            return frame.configured(type::check, (config, module) -> verify(cluster, config, module, depth));
        }
    }

    private ExitCode verify(Cluster cluster, Config config, ModuleDescriptor module, VerificationMode depth) {
        return type.types(module).stream()
                .map(it -> verify(cluster, options.job(config, module.name(), it, 0, 0), depth))
                .reduce(ExitCode.CLEAN, ExitCode::and);
    }

    private ExitCode verify(Cluster cluster, Job job, VerificationMode depth) {
        JobModule module = OpenModules.of(job);
        EntityType<?> of = module.type(job);
        List<RecordKey> boundaries = module.module().boundaries(of, options.parts());
        VerificationReport report = keep
                ? module.module().verify(of, stage -> pass(cluster, job, depth, of, stage, boundaries))
                : pass(cluster, job, depth, of, module.module().stage(), boundaries);
        new ReportLines(frame.output()).show(report);
        return ReportLines.exitCode(report.verdict());
    }

    /** Has every range verified, those again for which there was no slot in time. */
    private VerificationReport pass(
            Cluster cluster,
            Job job,
            VerificationMode depth,
            EntityType<?> of,
            Stage stage,
            List<RecordKey> boundaries) {
        VerifyTask task = new VerifyTask(
                job,
                depth,
                findings,
                boundaries.stream().map(VerifyTask.Boundary::of).toList());
        RangeReports reports = new RangeReports(of, stage, VerifyTask.settings(depth, findings), boundaries.size() + 1);
        while (!reports.missing().isEmpty()) {
            Map<Integer, String> results =
                    cluster.each("verification of " + job.module() + "." + job.type(), reports.missing(), task);
            results.forEach((range, text) -> add(reports, range, text));
        }
        return reports.together();
    }

    private static void add(RangeReports reports, int range, String text) {
        if (!text.equals(VerifyTask.NONE)) {
            reports.add(range, ReportText.read(text));
        }
    }
}
