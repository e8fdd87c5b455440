package org.stellaops.persistence.cli.deadletters;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Lists and retries the images that the follower of a module rejects.",
        mixinStandardHelpOptions = true,
        subcommands = {ListCommand.class, RetryCommand.class})
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
