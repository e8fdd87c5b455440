// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.deadletters;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters}. */
@Command(
        name = "dead-letters",
        description = {"Shows what the follower of a module refuses, and has it tried again.", ""},
        subcommands = {ListCommand.class, RetryCommand.class},
        footer = {"", "Example:", "  persistence dead-letters list --config app.yaml --jars shop.jar"})
public final class DeadLettersCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public DeadLettersCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "name a subcommand: list or retry");
    }
}
