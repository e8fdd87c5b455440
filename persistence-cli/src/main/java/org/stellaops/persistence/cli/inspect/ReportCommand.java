// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.report.ModuleReport;
import org.stellaops.persistence.runtime.report.Redaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code report}. */
@Command(
        name = "report",
        description = {
            "Reports what is known of a module: where it stands, its processes, backfills, verifications and other runs, divergences"
                    + " with their fields, repairs with their evidence, and what was refused. Changes nothing.",
            "Keys are shown as digests and values not at all, unless --show-keys is given.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence report --config app.yaml --jars shop.jar --module shop --format html --out shop.html"
        })
public final class ReportCommand implements Callable<Integer> {

    private static final Set<String> FORMATS = Set.of("html", "ndjson", "json");

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "html, ndjson or json (default: ${DEFAULT-VALUE})")
    private String format = "json";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where the report goes; standard output by default. Of several modules each has a file of its own,"
                            + " with its name in front")
    private @Nullable Path out;

    @Option(
            names = "--show-keys",
            description = "shows keys, and values of fields that the configuration allows to be shown")
    private boolean showKeys;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many entries of each kind at most (default: ${DEFAULT-VALUE})")
    private int limit;

    private int modules = 1;

    /** For picocli. */
    public ReportCommand() {}

    @Override
    public Integer call() {
        if (!FORMATS.contains(format)) {
            throw frame.usage("--format must be html, ndjson or json, but is " + format);
        }
        if (limit < 1) {
            throw frame.usage("--limit must be at least 1, but is " + limit);
        }
        return frame.inspect(chosen -> modules = chosen.size(), this::report);
    }

    private ExitCode report(ModuleInspection module) {
        ModuleReport report = ModuleReport.of(
                module,
                showKeys ? Redaction.NONE : Redaction.DEFAULT,
                limit,
                Clock.systemUTC().instant());
        String text = switch (format) {
            case "html" -> report.html();
            case "ndjson" -> report.ndjson();
            default -> report.json();
        };
        if (out == null) {
            frame.output()
                    .script(text, line -> line.put("module", module.name()).put("report", text));
        } else {
            Path file = modules == 1 ? out : out.resolveSibling(module.name() + "-" + out.getFileName());
            write(file, text);
            frame.output()
                    .result(
                            module.name() + ": reported in " + file,
                            line -> line.put("module", module.name())
                                    .put("file", file.toString())
                                    .put("complete", report.isComplete()));
        }
        return report.isComplete() ? ExitCode.CLEAN : ExitCode.NOT_VERIFIED;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "tried to write " + file + ": " + e.getMessage() + "; choose another --out");
        }
    }
}
