// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.change.BackfillCommand;
import org.stellaops.persistence.cli.change.CutoverCommand;
import org.stellaops.persistence.cli.change.MoveCommand;
import org.stellaops.persistence.cli.change.PrepareCommand;
import org.stellaops.persistence.cli.change.ReadmitCommand;
import org.stellaops.persistence.cli.change.ReassignCommand;
import org.stellaops.persistence.cli.change.RehearseCommand;
import org.stellaops.persistence.cli.change.RepairCommand;
import org.stellaops.persistence.cli.change.RetireCommand;
import org.stellaops.persistence.cli.change.SignOffCommand;
import org.stellaops.persistence.cli.change.TombstonesCommand;
import org.stellaops.persistence.cli.deadletters.DeadLettersCommand;
import org.stellaops.persistence.cli.evidence.EvidenceCommand;
import org.stellaops.persistence.cli.frame.CommandLines;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.infer.InferCommand;
import org.stellaops.persistence.cli.inspect.CoverageCommand;
import org.stellaops.persistence.cli.inspect.DivergencesCommand;
import org.stellaops.persistence.cli.inspect.PendingCommand;
import org.stellaops.persistence.cli.inspect.PreflightCommand;
import org.stellaops.persistence.cli.inspect.ReportCommand;
import org.stellaops.persistence.cli.inspect.StaleWritesCommand;
import org.stellaops.persistence.cli.inspect.StatusCommand;
import org.stellaops.persistence.cli.inspect.VerifyCommand;
import org.stellaops.persistence.cli.schema.CheckIndexesCommand;
import org.stellaops.persistence.cli.schema.GrantsCommand;
import org.stellaops.persistence.cli.schema.MigrationsCommand;
import org.stellaops.persistence.cli.schema.SchemaCommand;
import org.stellaops.persistence.cli.serve.ServeCommand;
import org.stellaops.persistence.cli.unreadable.UnreadableCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line with all its commands, also for a service that ships as one jar and wants them inside:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     if (args.length > 0 && args[0].equals("persistence")) {
 *         System.exit(PersistenceCommand.run(Arrays.copyOfRange(args, 1, args.length)));
 *     }
 *     // the service itself
 * }
 * }</pre>
 *
 * <p>Modules are found by {@link java.util.ServiceLoader}, in the context class loader of the thread and in the jars that
 * {@code --jars} names.
 */
@Command(
        name = "persistence",
        description = {"Moves applications from MongoDB to PostgreSQL, one module at a time.", ""},
        versionProvider = PersistenceCommand.Version.class,
        subcommands = {
            StatusCommand.class,
            ServeCommand.class,
            PendingCommand.class,
            VerifyCommand.class,
            ReportCommand.class,
            CoverageCommand.class,
            DivergencesCommand.class,
            DeadLettersCommand.class,
            StaleWritesCommand.class,
            UnreadableCommand.class,
            InferCommand.class,
            PreflightCommand.class,
            PrepareCommand.class,
            BackfillCommand.class,
            RepairCommand.class,
            MoveCommand.class,
            CutoverCommand.class,
            RehearseCommand.class,
            SignOffCommand.class,
            ReassignCommand.class,
            ReadmitCommand.class,
            RetireCommand.class,
            EvidenceCommand.class,
            TombstonesCommand.class,
            MigrationsCommand.class,
            SchemaCommand.class,
            CheckIndexesCommand.class,
            GrantsCommand.class,
            GenerateCompletion.class
        },
        footer = {"", "Example:", "  persistence status --config app.yaml --jars shop.jar"})
public final class PersistenceCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private PersistenceCommand() {}

    /**
     * Runs a command and waits for its end.
     *
     * @return the status with which the process should end, a {@link ExitCode}
     */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return CommandLines.of(new PersistenceCommand());
    }

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        CommandLine line = spec == null ? commandLine() : spec.commandLine();
        line.usage(line.getOut());
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = PersistenceCommand.class.getPackage().getImplementationVersion();
            return new String[] {"persistence " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
