// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.ReportLines;
import org.stellaops.persistence.cli.frame.VerificationOptions;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.RangeReports;
import org.stellaops.persistence.dualwrite.verify.ReportText;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The job {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Compares the records of both stores, a range of keys in each task. Changes no record; with --keep the outcome is kept in"
                    + " the store that leads, where the gates of a change of stage look for it.",
            "A range that was not compared to its end leaves the whole not verified.",
            ""
        })
final class VerifyJob extends ClusterJob {

    @Mixin
    private final VerificationOptions verification = new VerificationOptions();

    /** For picocli. */
    VerifyJob() {}

    @Override
    public Integer call() {
        options().check(frame());
        VerificationSettings settings = verification.check(frame());
        return each("persistence verify", 0, 0, (cluster, job) -> verify(cluster, job, settings));
    }

    private ExitCode verify(Cluster cluster, Job job, VerificationSettings settings) {
        JobModule module = OpenModules.of(job);
        EntityType<?> of = module.type(job);
        List<RecordKey> boundaries = module.module().boundaries(of, options().parts());
        VerificationReport report = verification.keeps()
                ? module.module().verify(of, stage -> pass(cluster, job, settings, of, stage, boundaries))
                : pass(cluster, job, settings, of, module.module().stage(), boundaries);
        new ReportLines(frame().output()).show(report);
        return ReportLines.exitCode(report.verdict());
    }

    /** Has every range verified, those again for which there was no slot in time. */
    private VerificationReport pass(
            Cluster cluster,
            Job job,
            VerificationSettings settings,
            EntityType<?> of,
            Stage stage,
            List<RecordKey> boundaries) {
        VerifyTask task = new VerifyTask(
                job,
                settings.mode(),
                settings.findings(),
                boundaries.stream().map(VerifyTask.Boundary::of).toList());
        RangeReports reports = new RangeReports(of, stage, settings, boundaries.size() + 1);
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
