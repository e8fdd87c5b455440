// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code schema}. */
@Command(
        name = "schema",
        description = {"Checks and exports the modules' schemas in a live database.", ""},
        subcommands = {SchemaCheckCommand.class, SchemaExportCommand.class},
        footer = {"", "Example:", "  persistence schema check --config app.yaml --module vuln"})
public final class SchemaCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SchemaCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "say what to do: check or export");
    }
}
