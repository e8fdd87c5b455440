package org.stellaops.persistence.cli;

import org.stellaops.persistence.cli.deadletters.DeadLettersCommand;
import org.stellaops.persistence.cli.schema.MigrationsCommand;
import org.stellaops.persistence.cli.schema.SchemaCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point of the executable jar. */
@Command(
        name = "persistence",
        description = "Moves applications from MongoDB to PostgreSQL, one module at a time.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {DeadLettersCommand.class, MigrationsCommand.class, SchemaCommand.class},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:what was asked for holds", "1:something that was claimed does not hold", "2:wrong usage"})
public final class Main implements Runnable {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"persistence " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
