// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandLines;
import org.stellaops.persistence.cli.frame.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The jobs, as commands with the options and exit codes of the command line. */
@Command(
        name = "persistence-spark",
        description = {"Backfills and verifies modules on the executors of a Spark cluster.", ""},
        subcommands = {BackfillJob.class, VerifyJob.class},
        footer = {
            "",
            "Example:",
            "  spark-submit --master spark://host:7077 --jars shop.jar persistence-spark.jar backfill --config app.yaml --module shop"
        })
public final class JobCommand implements Runnable {

    /** Jars for one process; {@code spark-submit} has an option of this name, which reaches all of them. */
    private static final String JARS = "--jars";

    @Spec
    private @Nullable CommandSpec spec;

    private JobCommand() {}

    /**
     * Runs a job and waits for its end.
     *
     * @return the status with which the process should end, an {@link ExitCode}
     */
    public static int run(String... arguments) {
        try {
            return commandLine().execute(arguments);
        } finally {
            OpenModules.closeAll();
        }
    }

    static CommandLine commandLine() {
        CommandLine line = CommandLines.of(new JobCommand());
        line.getSubcommands().values().forEach(JobCommand::removeJars);
        return line;
    }

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        CommandLine line = spec == null ? commandLine() : spec.commandLine();
        line.usage(line.getOut());
    }

    private static void removeJars(CommandLine job) {
        CommandSpec spec = job.getCommandSpec();
        OptionSpec jars = spec.findOption(JARS);
        if (jars != null) {
            spec.remove(jars);
        }
    }
}
