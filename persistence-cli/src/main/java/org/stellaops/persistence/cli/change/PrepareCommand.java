// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.OpenPreparation;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code prepare}. */
@Command(
        name = "prepare",
        description = {
            "Builds the indexes that existing collections lack, all of a collection in one pass, and fences them.",
            "Runs beside live services, and may be stopped and started again: the server goes on building.",
            "Ends with 1 if an index cannot be built, or, with --check, if something is missing.",
            ""
        },
        footer = {"", "Example:", "  persistence prepare --config app.yaml --jars shop.jar --module shop"})
public final class PrepareCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--check", description = "only lists what is missing and what an earlier run found")
    private boolean check;

    /** For picocli. */
    public PrepareCommand() {}

    @Override
    public Integer call() {
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            return frame.configured(
                    (config, module) -> check ? check(config, module) : prepare(config, module, progress));
        }
    }

    private ExitCode check(Config config, ModuleDescriptor module) {
        try (OpenPreparation preparation =
                Persistence.builder(config).modules(module).preparationToCheck(module.name())) {
            List<String> missing = preparation.missing();
            missing.forEach(it -> frame.output().result(module.name() + " MISSING " + it, line -> {
                line.put("module", module.name());
                line.put("missing", it);
            }));
            List<PreparationFinding> findings = preparation.findings();
            findings.forEach(it -> show(module.name(), it));
            frame.output()
                    .note(module.name() + ": " + missing.size() + " missing, " + findings.size()
                            + " that cannot be built");
            return missing.isEmpty() && findings.isEmpty() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
        }
    }

    private ExitCode prepare(Config config, ModuleDescriptor module, ProgressLine progress) {
        try (OpenPreparation preparation =
                Persistence.builder(config).modules(module).preparation(module.name())) {
            List<PreparationReport> reports = preparation.prepare(it -> progress.on(module.name(), it));
            progress.close();
            int done = 0;
            int findings = 0;
            for (PreparationReport report : reports) {
                report.done()
                        .forEach(it -> frame.output()
                                .result(module.name() + "." + report.entity() + " BUILT " + it, line -> {
                                    line.put("module", module.name());
                                    line.put("entity", report.entity());
                                    line.put("built", it);
                                }));
                report.findings().forEach(it -> show(module.name(), it));
                done += report.done().size();
                findings += report.findings().size();
            }
            frame.output().note(module.name() + ": " + done + " built, " + findings + " that cannot be built");
            return findings == 0 ? ExitCode.CLEAN : ExitCode.DIVERGENT;
        }
    }

    private void show(String module, PreparationFinding finding) {
        frame.output().result(text(module, finding), line -> json(line, module, finding));
    }

    private static String text(String module, PreparationFinding it) {
        String keys = it.keys().isEmpty()
                ? ""
                : "; keys with equal values: "
                        + String.join(
                                "; ",
                                it.keys().stream()
                                        .map(group -> String.join(", ", group))
                                        .toList());
        return module + " " + it.kind() + " index " + it.index() + " of collection " + it.collection() + ": "
                + it.text() + keys;
    }

    private static void json(ObjectNode line, String module, PreparationFinding it) {
        line.put("module", module);
        line.put("collection", it.collection());
        line.put("index", it.index());
        line.put("finding", it.kind().name());
        line.put("text", it.text());
        ArrayNode groups = line.putArray("keys");
        it.keys().forEach(group -> {
            ArrayNode keys = groups.addArray();
            group.forEach(keys::add);
        });
    }
}
