// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.postgres.migration.MigrationStatus;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code migrations status}. */
@Command(
        name = "status",
        description = {
            "Shows where each migration stands: APPLIED, PENDING, CHANGED or UNKNOWN. Changes nothing.",
            "Ends with 1 if one is CHANGED or UNKNOWN; one that is PENDING only waits to be run.",
            ""
        },
        footer = {"", "Example:", "  persistence migrations status --config app.yaml --module vuln"})
public final class MigrationsStatusCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public MigrationsStatusCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> show(new LiveSchema(config.postgres(), module.module())));
    }

    private ExitCode show(LiveSchema schema) {
        List<MigrationStatus> all = schema.migrationsToRead().status();
        for (MigrationStatus it : all) {
            frame.output().result(text(schema.module(), it), line -> json(line, schema.module(), it));
        }
        frame.output()
                .note(schema.module() + ": " + all.size() + " migration(s), " + count(all, State.PENDING) + " pending");
        return count(all, State.CHANGED) + count(all, State.UNKNOWN) > 0 ? ExitCode.DIVERGENT : ExitCode.CLEAN;
    }

    private static long count(List<MigrationStatus> all, State state) {
        return all.stream().filter(it -> it.state() == state).count();
    }

    private static String text(String module, MigrationStatus it) {
        return module + " " + it.name() + " " + it.category().text() + " " + it.state()
                + it.appliedAt().map(at -> " " + at).orElse("");
    }

    private static void json(ObjectNode line, String module, MigrationStatus it) {
        line.put("module", module);
        line.put("migration", it.name());
        line.put("category", it.category().text());
        line.put("state", it.state().name());
        line.put("appliedAt", it.appliedAt().map(Instant::toString).orElse(null));
        line.put("appliedBy", it.appliedBy().orElse(null));
    }
}
