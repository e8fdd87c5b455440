// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tombstones}. */
@Command(
        name = "tombstones",
        description = {"Works on what remains of deleted keys.", ""},
        subcommands = TombstonesRemoveCommand.class,
        footer = {
            "",
            "Example:",
            "  persistence tombstones remove --config app.yaml --jars shop.jar --module shop --keep 30d"
        })
public final class TombstonesCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public TombstonesCommand() {}

    @Override
    public void run() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        throw new ParameterException(known.commandLine(), "say what to do: remove");
    }
}
