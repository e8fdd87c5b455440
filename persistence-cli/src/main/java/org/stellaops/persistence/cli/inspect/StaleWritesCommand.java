// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code stale-writes}. */
@Command(
        name = "stale-writes",
        description = {"Shows writes of processes that missed a change of leader.", ""},
        subcommands = StaleWritesListCommand.class,
        footer = {"", "Example:", "  persistence stale-writes list --config app.yaml --jars shop.jar"})
public final class StaleWritesCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public StaleWritesCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "say what to do: list");
    }
}
