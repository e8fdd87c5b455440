// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Makes command lines whose commands all have {@code --help}, the exit codes of {@link ExitCode}, and its handlers of failures. */
public final class CommandLines {

    private CommandLines() {}

    /** The command line of a command and of all its subcommands. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        complete(line);
        FailureHandlers.handle(line);
        return line;
    }

    private static void complete(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.exitCodeOnInvalidInput(ExitCode.USAGE.code());
        spec.exitCodeOnExecutionException(ExitCode.INTERNAL.code());
        spec.usageMessage().exitCodeListHeading("%nExit status:%n");
        spec.usageMessage().exitCodeList(ExitCode.all());
        line.getSubcommands().values().forEach(CommandLines::complete);
    }
}
