// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.unreadable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code unreadable}. */
@Command(
        name = "unreadable",
        description = {
            "Shows legacy documents that cannot be read as their type, and records what is decided of them.",
            ""
        },
        subcommands = {UnreadableListCommand.class, LeaveBehindCommand.class, WithdrawCommand.class},
        footer = {"", "Example:", "  persistence unreadable list --config app.yaml --jars shop.jar"})
public final class UnreadableCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public UnreadableCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "name a subcommand: list, leave-behind or withdraw");
    }
}
