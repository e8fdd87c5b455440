// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.frame.ReportLines;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.cli.frame.VerificationOptions;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.verify.ContinuousVerification;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Compares the records of both stores. Changes no record; with --keep the outcome is kept in the store that leads,"
                    + " where the gates of a change of stage look for it.",
            "Modes: quick compares digests of ranges of keys, which PostgreSQL computes itself, and goes down to the keys where they"
                    + " differ; full compares key, version and stored hash of every record; deep reads and hashes every content"
                    + " anew, and alone opens gates.",
            "With --continuous it begins again after each pass and says as of when the stores are known to be equal, until it is"
                    + " interrupted.",
            "Values are never printed; a difference is named by its key and its fields.",
            ""
        },
        footer = {"", "Example:", "  persistence verify --config app.yaml --jars shop.jar --module shop --json"})
public final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Option(names = "--continuous", description = "one pass after another")
    private boolean continuous;

    @Option(
            names = "--pause",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "between two passes with --continuous (default: ${DEFAULT-VALUE})")
    private int pause;

    @Option(names = "--passes", paramLabel = "N", description = "ends --continuous after so many passes")
    private int passes;

    /** For picocli. */
    public VerifyCommand() {}

    @Override
    public Integer call() {
        VerificationSettings settings = options.check(frame);
        if (pause < 0 || passes < 0 || (passes > 0 && !continuous)) {
            throw frame.usage("--pause and --passes must not be negative, and --passes is for --continuous");
        }
        if (!options.keeps()) {
            return frame.inspect(
                    type::check, module -> repeated(module.descriptor(), it -> verify(module, it, settings)));
        }
        ProgressLine progress = new ProgressLine(Terminal.standardError());
        return frame.open(type::check, progress, module -> {
            try (progress) {
                return repeated(module.descriptor(), it -> module.verify(it, settings));
            }
        });
    }

    private VerificationReport verify(ModuleInspection module, EntityType<?> of, VerificationSettings settings) {
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            return module.verify(of, settings, progress);
        }
    }

    /** One pass, or with --continuous one after the other; the last one tells the status. */
    private ExitCode repeated(ModuleDescriptor module, Function<EntityType<?>, VerificationReport> pass) {
        if (!continuous) {
            return passOver(module, pass).code();
        }
        ContinuousVerification verification = new ContinuousVerification(
                () -> passOver(module, pass).reports(),
                Duration.ofSeconds(pause),
                InstantSource.system(),
                Pause.real());
        ExitCode code = ExitCode.NOT_VERIFIED;
        for (int i = 0; (passes == 0 || i < passes) && verification.next(i > 0); i++) {
            code = ReportLines.exitCode(verification.verdict());
            showClean(module.name(), verification);
        }
        return code;
    }

    private record Round(List<VerificationReport> reports, ExitCode code) {}

    private Round passOver(ModuleDescriptor module, Function<EntityType<?>, VerificationReport> pass) {
        ExitCode code = ExitCode.CLEAN;
        List<VerificationReport> reports = new ArrayList<>();
        for (EntityType<?> it : type.types(module)) {
            VerificationReport report = pass.apply(it);
            reports.add(report);
            new ReportLines(frame.output()).show(report);
            code = code.and(ReportLines.exitCode(report.verdict()));
        }
        return new Round(reports, code);
    }

    private void showClean(String module, ContinuousVerification verification) {
        String text = verification
                .cleanAsOf()
                .map(it -> module + ": clean as of " + it)
                .orElse(module + ": not known to be clean");
        frame.output().result(text + ", after " + verification.passes() + " pass(es)", line -> {
            line.put("module", module);
            line.put("passes", verification.passes());
            line.put("verdict", verification.verdict().name());
            verification.cleanAsOf().ifPresent(it -> line.put("cleanAsOf", it.toString()));
        });
    }
}
