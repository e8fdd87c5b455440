// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.postgres.schemacheck.SchemaCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaFinding;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code schema check}. */
@Command(
        name = "check",
        description = {
            "Names every object of a live schema that breaks a rule. Changes nothing.",
            "Ends with 1 if there is one, and with 2 if a schema has no tables.",
            ""
        },
        footer = {"", "Example:", "  persistence schema check --config app.yaml --module vuln"})
public final class SchemaCheckCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public SchemaCheckCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> check(new LiveSchema(config.postgres(), module.module())));
    }

    private ExitCode check(LiveSchema schema) {
        Optional<SchemaSnapshot> snapshot = schema.snapshot();
        if (snapshot.isEmpty()) {
            frame.warn(schema.nothingThere());
            return ExitCode.NOT_VERIFIED;
        }
        List<SchemaFinding> findings = SchemaCheck.check(snapshot.get());
        findings.forEach(it -> show(schema.module(), it));
        summary(schema.module(), snapshot.get().tables().size(), findings.size());
        return findings.isEmpty() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private void show(String module, SchemaFinding it) {
        frame.output().result(it.toString(), line -> {
            line.put("module", module);
            line.put("rule", it.rule().name());
            line.put("object", it.object());
            line.put("reason", it.reason());
            line.put("demand", it.rule().demand());
        });
    }

    private void summary(String module, int tables, int findings) {
        frame.output().result("schema " + module + ": " + tables + " tables, " + findings + " finding(s)", line -> {
            line.put("module", module);
            line.put("tables", tables);
            line.put("findings", findings);
        });
    }
}
