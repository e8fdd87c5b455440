// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.runtime.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Turns exceptions into one line on standard error and an exit code; a stack trace is logged at debug level only. */
public final class FailureHandlers {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.cli");

    private FailureHandlers() {}

    /** Handles the exceptions of a command line and of all its subcommands. */
    public static void handle(CommandLine line) {
        line.setParameterExceptionHandler((e, arguments) -> usage(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failure(e, command.getErr()));
    }

    private static int usage(ParameterException e) {
        CommandLine line = e.getCommandLine();
        line.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        line.getErr().flush();
        return ExitCode.USAGE.code();
    }

    private static int failure(Exception e, PrintWriter err) {
        ExitCode code = exitCodeOf(e);
        LOG.debug("the command ends with {}", code, e);
        err.println(code == ExitCode.INTERNAL ? "internal error: " + e : String.valueOf(e.getMessage()));
        err.flush();
        return code.code();
    }

    static ExitCode exitCodeOf(Exception e) {
        if (e instanceof CommandFailure it) {
            return it.exitCode();
        } else if (e instanceof ConfigException) {
            return ExitCode.CONFIGURATION;
        }
        return e instanceof StoreException ? ExitCode.NOT_VERIFIED : ExitCode.INTERNAL;
    }
}
