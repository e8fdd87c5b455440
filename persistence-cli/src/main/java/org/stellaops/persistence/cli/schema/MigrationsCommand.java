// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code migrations}. */
@Command(
        name = "migrations",
        description = {"Shows, checks and runs the migrations of the modules' schemas.", ""},
        subcommands = {MigrationsStatusCommand.class, MigrationsVerifyCommand.class, MigrationsRunCommand.class},
        footer = {"", "Example:", "  persistence migrations run --config app.yaml --module vuln --dry-run"})
public final class MigrationsCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public MigrationsCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "say what to do: status, verify or run");
    }
}
