// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.postgres.schemacheck.SchemaScript;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code schema export}. */
@Command(
        name = "export",
        description = {
            "Prints a script that creates the live schema in an empty database. Changes nothing.",
            "Ends with 1 if no order of its tables satisfies their foreign keys, and with 2 if a schema has no tables.",
            ""
        },
        footer = {"", "Example:", "  persistence schema export --config app.yaml --module vuln"})
public final class SchemaExportCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public SchemaExportCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> export(new LiveSchema(config.postgres(), module.module())));
    }

    private ExitCode export(LiveSchema schema) {
        Optional<SchemaSnapshot> snapshot = schema.snapshot();
        if (snapshot.isEmpty()) {
            frame.warn(schema.nothingThere());
            return ExitCode.NOT_VERIFIED;
        }
        String script = script(snapshot.get());
        frame.output().script(script, line -> {
            line.put("module", schema.module());
            line.put("script", script);
        });
        return ExitCode.CLEAN;
    }

    private static String script(SchemaSnapshot snapshot) {
        try {
            return SchemaScript.of(snapshot);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.DIVERGENT, e.getMessage() + "; export the schema with pg_dump --schema-only");
        }
    }
}
