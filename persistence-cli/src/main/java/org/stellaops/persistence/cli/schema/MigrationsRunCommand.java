// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresIndexes;
import org.stellaops.persistence.postgres.migration.MigrationCategory;
import org.stellaops.persistence.postgres.migration.MigrationReport;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.MigrationStatus;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code migrations run}. */
@Command(
        name = "run",
        description = {
            "Runs the migrations that are pending; with --dry-run in a transaction that is rolled back.",
            "With the category STARTUP also makes the tables that no migration makes, and gives the module's roles their rights;",
            "with the category RELEASE builds the indexes that entity types declare, beside running services.",
            "Ends with 1 if a migration was changed after it had been run, or the server refuses it.",
            ""
        },
        footer = {"", "Example:", "  persistence migrations run --config app.yaml --module vuln --dry-run"})
public final class MigrationsRunCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--category",
            paramLabel = "C",
            description = "${COMPLETION-CANDIDATES}; may be repeated; without it all of them")
    private final Set<MigrationCategory> categories = new HashSet<>();

    @Option(
            names = "--dry-run",
            description =
                    "runs start-up, release and seed migrations and rolls them back; leaves out data migrations and"
                            + " indexes that are built concurrently")
    private boolean dryRun;

    /** For picocli. */
    public MigrationsRunCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> run(new LiveSchema(config.postgres(), module.module()), module));
    }

    private ExitCode run(LiveSchema schema, ModuleDescriptor module) {
        MigrationReport report = report(schema);
        if (!dryRun && wanted().contains(MigrationCategory.STARTUP)) {
            // So that a service whose login may not change the schema finds everything that it needs.
            PostgresBackend.install(schema.postgres(), module.module(), module.entityTypes());
        }
        if (!dryRun && wanted().contains(MigrationCategory.RELEASE)) {
            buildIndexes(schema, module);
        }
        report.steps().forEach(it -> frame.output().result(text(report.module(), it), line -> json(line, report, it)));
        frame.output()
                .note(report.module() + ": " + report.steps().size() + " migration(s)"
                        + (dryRun ? " would run" : " run"));
        return ExitCode.CLEAN;
    }

    /** Beside writers, as a release migration that works concurrently. */
    private void buildIndexes(LiveSchema schema, ModuleDescriptor module) {
        Map<String, String> declared = PostgresIndexes.statements(module.entityTypes());
        if (declared.isEmpty()) {
            return;
        }
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            List<String> built = schema.migrations().withProgress(progress::on).buildIndexes(declared);
            built.forEach(it -> frame.output().result(module.name() + " " + it + " BUILT", line -> {
                line.put("module", module.name());
                line.put("index", it);
                line.put("built", true);
            }));
        } catch (StoreException e) {
            throw new CommandFailure(
                    e.fault().kind() == Fault.Kind.BROKEN ? ExitCode.DIVERGENT : ExitCode.NOT_VERIFIED,
                    e.getMessage() + "; 'persistence check-indexes' shows what is missing");
        }
    }

    private MigrationReport report(LiveSchema schema) {
        MigrationRunner runner = schema.migrations();
        // Asked first, so that a server that cannot be asked is told from one that refuses a migration.
        List<MigrationStatus> unused = runner.status();
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            return dryRun
                    ? runner.rehearse(wanted())
                    : runner.withProgress(progress::on).run(wanted());
        } catch (StoreException e) {
            throw new CommandFailure(
                    e.fault().kind() == Fault.Kind.BROKEN ? ExitCode.DIVERGENT : ExitCode.NOT_VERIFIED,
                    e.getMessage() + (dryRun ? "" : "; 'persistence migrations status' shows what was run before it"));
        }
    }

    private Set<MigrationCategory> wanted() {
        return categories.isEmpty() ? EnumSet.allOf(MigrationCategory.class) : EnumSet.copyOf(categories);
    }

    private String text(String module, MigrationReport.Step it) {
        return module + " " + it.name() + (dryRun ? " WOULD RUN " : " APPLIED ") + it.rows() + " rows, " + it.batches()
                + " batches, " + it.durationMillis() + " ms";
    }

    private void json(ObjectNode line, MigrationReport report, MigrationReport.Step it) {
        line.put("module", report.module());
        line.put("migration", it.name());
        line.put("category", it.category().text());
        line.put("dryRun", dryRun);
        line.put("rows", it.rows());
        line.put("batches", it.batches());
        line.put("durationMillis", it.durationMillis());
    }
}
