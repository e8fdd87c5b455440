// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.stellaops.persistence.dualwrite.backfill.BackfillCounts;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.RejectedRecord;
import org.stellaops.persistence.dualwrite.verify.Finding;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationCounts;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;

/**
 * The results of backfills and verifications, the same whether the command line or a job on a cluster made them.
 *
 * @param output where they go
 */
public record ReportLines(Output output) {

    /** What a backfill rejected, and its counts. */
    public void show(String module, String entity, BackfillRun run) {
        for (RejectedRecord it : run.rejections()) {
            output.result(entity + " " + it.id() + ": refused: " + it.reason(), line -> {
                line.put("module", module);
                line.put("entity", entity);
                line.put("id", it.id());
                line.put("reason", it.reason());
            });
        }
        BackfillCounts counts = run.counts();
        output.result(
                module + "." + entity + ": " + run.state() + ", " + counts.read() + " read, " + counts.applied()
                        + " applied, " + counts.same() + " there already, " + counts.stale() + " newer there, "
                        + counts.left() + " left to live replication, " + counts.refused() + " refused",
                line -> {
                    line.put("module", module);
                    line.put("entity", entity);
                    line.put("state", run.state().name());
                    line.put("read", counts.read());
                    line.put("applied", counts.applied());
                    line.put("same", counts.same());
                    line.put("stale", counts.stale());
                    line.put("left", counts.left());
                    line.put("refused", counts.refused());
                });
    }

    /** What a verification found, and its verdict. */
    public void show(VerificationReport report) {
        for (Finding it : report.findings()) {
            output.result(report.entity() + " " + it, line -> {
                Output.key(line, report.module(), report.entity(), it.key());
                line.put("kind", it.divergence().kind().name());
                line.put("description", it.divergence().describe());
            });
        }
        output.result(report.describe(), line -> json(line, report));
    }

    private static void json(ObjectNode line, VerificationReport report) {
        VerificationCounts counts = report.counts();
        line.put("module", report.module());
        line.put("entity", report.entity());
        line.put("stage", report.stage().configName());
        line.put("mode", report.mode().word());
        line.put("verdict", report.verdict().name());
        report.open().forEach(line.putArray("open")::add);
        line.put("complete", report.complete());
        line.put("compared", counts.compared());
        line.put("equal", counts.equal());
        line.put("missing", counts.missing());
        line.put("extra", counts.extra());
        line.put("changed", counts.changed());
        line.put("notComparable", counts.notComparable());
        line.put("unsettled", counts.unsettled());
        line.put("unlisted", report.unlisted());
    }

    /** The status after a backfill. */
    public static ExitCode exitCode(BackfillRun run) {
        if (run.counts().refused() > 0) {
            return ExitCode.DIVERGENT;
        }
        return run.isFinished() ? ExitCode.CLEAN : ExitCode.NOT_VERIFIED;
    }

    /** The status after a verification. */
    public static ExitCode exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASS -> ExitCode.CLEAN;
            case FAIL -> ExitCode.DIVERGENT;
            case NOT_VERIFIED -> ExitCode.NOT_VERIFIED;
        };
    }
}
