// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.evidence.EvidenceBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code evidence}. */
@Command(
        name = "evidence",
        description = {
            "Writes what was done to a module, by whom, why, on what evidence and with what outcome: evidence-MODULE.json, and the"
                    + " same as one page, evidence-MODULE.html. Changes nothing in either store.",
            ""
        },
        subcommands = EvidenceVerifyCommand.class,
        footer = {
            "",
            "Example:",
            "  persistence evidence --config app.yaml --jars shop.jar --module shop --out audit/",
            "  persistence evidence verify audit/evidence-shop.json"
        })
public final class EvidenceCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--out", paramLabel = "DIR", description = "where the files go; the working directory by default")
    private @Nullable Path out;

    /** For picocli. */
    public EvidenceCommand() {}

    @Override
    public Integer call() {
        return frame.inspect(modules -> {}, this::write);
    }

    private ExitCode write(ModuleInspection module) {
        EvidenceBundle bundle = EvidenceBundle.of(module, Clock.systemUTC().instant());
        Path directory = out == null ? Path.of("") : out;
        Path json = directory.resolve("evidence-" + module.name() + ".json");
        Path html = directory.resolve("evidence-" + module.name() + ".html");
        int records = EvidenceBundle.verify(bundle.json().getBytes(StandardCharsets.UTF_8))
                .records();
        try {
            Files.createDirectories(directory.toAbsolutePath());
            Files.writeString(json, bundle.json());
            Files.writeString(html, bundle.html());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "tried to write " + json + " and " + html + ": " + e.getMessage() + "; choose another --out");
        }
        frame.output().result(module.name() + ": " + records + " record(s) in " + json + " and " + html, line -> {
            line.put("module", module.name());
            line.put("records", records);
            line.put("json", json.toString());
            line.put("html", html.toString());
        });
        return ExitCode.CLEAN;
    }
}
