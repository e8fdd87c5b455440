// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.dualwrite.verify.Finding;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationCounts;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Compares every record of both stores: key, version and content hash. Changes no record; with --keep the outcome"
                    + " is kept in the store that leads, where the gates of a change of stage look for it.",
            "Values are never printed; a difference is named by its key and its fields.",
            ""
        },
        footer = {"", "Example:", "  persistence verify --config app.yaml --jars shop.jar --module shop --json"})
public final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

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
    public VerifyCommand() {}

    @Override
    public Integer call() {
        if (findings < 1) {
            throw frame.usage("--findings must be at least 1, but is " + findings);
        }
        if (!keep) {
            return frame.inspect(type::check, this::verify);
        }
        ProgressLine progress = new ProgressLine(Terminal.standardError());
        return frame.open(type::check, progress, module -> {
            try (progress) {
                return verifyAndKeep(module);
            }
        });
    }

    private ExitCode verifyAndKeep(PersistenceModule module) {
        ExitCode code = ExitCode.CLEAN;
        for (EntityType<?> it : type.types(module.descriptor())) {
            VerificationReport report =
                    module.verify(it, VerificationSettings.defaults().withFindings(findings));
            show(report);
            code = code.and(exitCode(report.verdict()));
        }
        return code;
    }

    private ExitCode verify(ModuleInspection module) {
        ExitCode code = ExitCode.CLEAN;
        for (EntityType<?> it : type.types(module.descriptor())) {
            VerificationReport report;
            try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
                report = module.verify(it, VerificationSettings.defaults().withFindings(findings), progress);
            }
            show(report);
            code = code.and(exitCode(report.verdict()));
        }
        return code;
    }

    private static ExitCode exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASS -> ExitCode.CLEAN;
            case FAIL -> ExitCode.DIVERGENT;
            case NOT_VERIFIED -> ExitCode.NOT_VERIFIED;
        };
    }

    private void show(VerificationReport report) {
        Output output = frame.output();
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
        line.put("verdict", report.verdict().name());
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
}
