// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.runtime.evidence.EvidenceBundle;
import org.stellaops.persistence.runtime.evidence.EvidenceCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code evidence verify}. */
@Command(
        name = "verify",
        description = {
            "Verifies a bundle of evidence, JSON or page, without any database: it must be byte for byte what was written, and its"
                    + " trail a chain without a gap.",
            ""
        },
        footer = {"", "Example:", "  persistence evidence verify evidence-shop.html"})
public final class EvidenceVerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the bundle")
    private @Nullable Path file;

    @Option(names = "--json", description = "the result as one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public EvidenceVerifyCommand() {}

    @Override
    public Integer call() {
        CommandSpec known = spec == null ? CommandSpec.create() : spec;
        EvidenceCheck check = EvidenceBundle.verify(bytes());
        String text = check.isSound()
                ? file + ": sound; module " + check.module() + ", " + check.records() + " record(s), head "
                        + check.head()
                : file + ": NOT what was written: " + String.join("; ", check.problems());
        new Output(known.commandLine().getOut(), json).result(text, line -> {
            line.put("sound", check.isSound());
            line.put("module", check.module());
            line.put("records", check.records());
            line.put("head", check.head());
            check.problems().forEach(it -> line.withArray("problems").add(it));
        });
        return (check.isSound() ? ExitCode.CLEAN : ExitCode.DIVERGENT).code();
    }

    private byte[] bytes() {
        if (file == null) {
            throw new IllegalStateException("the command line was not read");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "tried to read " + file + ": it cannot be read; check its path");
        }
    }
}
