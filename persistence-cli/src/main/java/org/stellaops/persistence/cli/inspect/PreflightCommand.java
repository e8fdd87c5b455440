// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.dualwrite.preflight.MemberTypes;
import org.stellaops.persistence.dualwrite.preflight.PreflightFinding;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings.Strictness;
import org.stellaops.persistence.dualwrite.preflight.PreflightVerdict;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code preflight}. */
@Command(
        name = "preflight",
        description = {
            "Reads every legacy document before anything is written, and says what of it the target could not hold, and what"
                    + " helps. Changes no document; with --keep the outcome is kept in the store that leads, where the gate"
                    + " of a change of stage looks for it.",
            "Values are never printed; documents are named by their keys.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence preflight --config app.yaml --jars shop.jar --module shop --type orders --strict --json"
        })
public final class PreflightCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Option(
            names = "--strict",
            description = "members of several types and declared defaults that were used are findings as well")
    private boolean strict;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "reads N documents of each collection at most, which proves nothing; 0 for all"
                    + " (default: ${DEFAULT-VALUE})")
    private long limit;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many documents of each finding are named; all are counted (default: ${DEFAULT-VALUE})")
    private int samples;

    @Option(names = "--keep", description = "keeps the outcome for the gates, and in the audit trail")
    private boolean keep;

    /** For picocli. */
    public PreflightCommand() {}

    @Override
    public Integer call() {
        PreflightSettings settings = settings();
        if (!keep) {
            return frame.inspect(type::check, module -> examine(module, settings));
        }
        ProgressLine progress = new ProgressLine(Terminal.standardError());
        return frame.open(type::check, progress, module -> examineAndKeep(module, settings, progress));
    }

    private PreflightSettings settings() {
        try {
            return new PreflightSettings(strict ? Strictness.STRICT : Strictness.BLOCKING, limit, samples);
        } catch (IllegalArgumentException e) {
            throw frame.usage(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode examine(ModuleInspection module, PreflightSettings settings) {
        ExitCode code = ExitCode.CLEAN;
        for (EntityType<?> it : type.types(module.descriptor())) {
            PreflightReport report;
            try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
                report = module.preflight(it, settings, progress::on).run();
            }
            code = code.and(show(report));
        }
        return code;
    }

    private ExitCode examineAndKeep(PersistenceModule module, PreflightSettings settings, ProgressLine progress) {
        ExitCode code = ExitCode.CLEAN;
        try (progress) {
            for (EntityType<?> it : type.types(module.descriptor())) {
                PreflightReport report = module.preflight(it, settings, progress::on);
                progress.close();
                code = code.and(show(report));
            }
        }
        return code;
    }

    private static ExitCode exitCode(PreflightVerdict verdict) {
        return switch (verdict) {
            case CLEAN -> ExitCode.CLEAN;
            case FINDINGS -> ExitCode.DIVERGENT;
            case NOT_CHECKED -> ExitCode.NOT_VERIFIED;
        };
    }

    private ExitCode show(PreflightReport report) {
        Output output = frame.output();
        for (PreflightFinding it : report.findings()) {
            output.result(report.entity() + " " + it.describe(), line -> json(line, report, it));
        }
        for (MemberTypes it : report.types()) {
            output.result(report.entity() + " types of " + it.describe(), line -> json(line, report, it));
        }
        output.result(report.describe() + ", report " + report.identity(), line -> json(line, report));
        return exitCode(report.verdict());
    }

    private static ObjectNode named(ObjectNode line, PreflightReport report) {
        return line.put("module", report.module()).put("entity", report.entity());
    }

    private static void json(ObjectNode line, PreflightReport report, PreflightFinding it) {
        named(line, report)
                .put("kind", it.kind().name())
                .put("path", it.path())
                .put("reason", it.reason())
                .put("count", it.count())
                .put("counts", it.counts())
                .put("remedy", it.kind().remedy());
        ArrayNode samples = line.putArray("samples");
        it.samples().forEach(keys -> {
            ArrayNode sample = samples.addArray();
            keys.forEach(sample::add);
        });
    }

    private static void json(ObjectNode line, PreflightReport report, MemberTypes it) {
        named(line, report)
                .put("path", it.path())
                .put("declared", it.declared())
                .put("drifting", it.isDrifting());
        ObjectNode types = line.putObject("types");
        it.byFrequency().forEach(type -> types.put(type.getKey(), type.getValue()));
    }

    private static void json(ObjectNode line, PreflightReport report) {
        named(line, report)
                .put("verdict", report.verdict().name())
                .put("complete", report.isComplete())
                .put("read", report.counts().read())
                .put("refused", report.counts().refused())
                .put("leftBehind", report.counts().leftBehind())
                .put("ofLibrary", report.counts().ofLibrary())
                .put("declaration", report.declaration())
                .put("identity", report.identity());
        ArrayNode notChecked = line.putArray("notChecked");
        report.notChecked().forEach(notChecked::add);
    }
}
