package org.stellaops.persistence.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the executable jar. */
@Command(name = "persistence", mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
