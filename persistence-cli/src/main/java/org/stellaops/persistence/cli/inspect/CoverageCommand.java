// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;
import org.stellaops.persistence.runtime.ModuleInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code coverage}. */
@Command(
        name = "coverage",
        description = {
            "Shows which kinds of reads a module makes, how many of each shadow reads have compared, and what that proves. Changes"
                    + " nothing.",
            "The numbers come from the services, which save them every fifteen seconds while reads are compared.",
            ""
        },
        footer = {"", "Example:", "  persistence coverage --config app.yaml --jars shop.jar --days 7"})
public final class CoverageCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "30",
            description = "processes that saved within so many days (default: ${DEFAULT-VALUE})")
    private int days;

    /** For picocli. */
    public CoverageCommand() {}

    @Override
    public Integer call() {
        if (days < 1) {
            throw frame.usage("--days must be at least 1, but is " + days);
        }
        return frame.inspect(module -> {}, this::show);
    }

    private ExitCode show(ModuleInspection module) {
        CoverageReport report = module.coverage(Instant.now().minus(Duration.ofDays(days)));
        report.shapes().forEach(it -> show(module.name(), it));
        frame.output()
                .note("module " + module.name() + ": " + report.compared() + " read(s) compared, " + report.confirmed()
                        + " divergent, " + report.neverCompared().size() + " of "
                        + report.shapes().size() + " kinds of reads never compared; at 95 % fewer than "
                        + percent(report.divergenceBound()) + " of the reads diverge");
        return report.confirmed() == 0 ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private void show(String module, ShapeCoverage it) {
        String operation = it.operation().name().toLowerCase(Locale.ROOT);
        String last = it.lastCompared().map(Instant::toString).orElse(null);
        frame.output()
                .result(
                        it.entity() + " " + operation + (it.shape().isEmpty() ? "" : " " + it.shape()) + ": "
                                + it.uses() + " read(s), " + it.compared() + " compared"
                                + (last == null ? ", never" : ", last at " + last) + ", " + it.confirmed()
                                + " divergent, below " + percent(it.divergenceBound()),
                        line -> {
                            line.put("module", module);
                            line.put("entity", it.entity());
                            line.put("operation", operation);
                            line.put("shape", it.shape());
                            line.put("uses", it.uses());
                            line.put("compared", it.compared());
                            line.put("confirmed", it.confirmed());
                            line.put("lastCompared", last);
                            line.put("bound", it.divergenceBound());
                        });
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3g %%", share * 100);
    }
}
