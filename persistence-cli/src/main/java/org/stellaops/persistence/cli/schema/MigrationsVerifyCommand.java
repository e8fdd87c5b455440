// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.MigrationStatus;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code migrations verify}. */
@Command(
        name = "verify",
        description = {
            "Compares the migrations that were run with the files at hand, and start-up files with their rules.",
            "Changes nothing. Ends with 1 if a file was changed, is unknown or breaks a rule, and with 2 if none was run.",
            ""
        },
        footer = {"", "Example:", "  persistence migrations verify --config app.yaml"})
public final class MigrationsVerifyCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public MigrationsVerifyCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> verify(new LiveSchema(config.postgres(), module.module())));
    }

    private ExitCode verify(LiveSchema schema) {
        MigrationRunner runner = schema.migrationsToRead();
        List<MigrationStatus> all = runner.status();
        List<String> problems = runner.verify();
        for (String it : problems) {
            frame.output().result(it, line -> {
                line.put("module", schema.module());
                line.put("problem", it);
            });
        }
        long run = all.stream().filter(it -> it.state() != State.PENDING).count();
        show(schema.module(), all.size(), run, problems.size());
        return exitCode(all.size(), run, problems.size());
    }

    private void show(String module, int migrations, long run, int problems) {
        frame.output()
                .result(
                        module + ": " + problems + " problem(s), " + run + " of " + migrations + " migration(s) run",
                        line -> {
                            line.put("module", module);
                            line.put("migrations", migrations);
                            line.put("run", run);
                            line.put("problems", problems);
                        });
    }

    private static ExitCode exitCode(int migrations, long run, int problems) {
        if (problems > 0) {
            return ExitCode.DIVERGENT;
        }
        return migrations > 0 && run == 0 ? ExitCode.NOT_VERIFIED : ExitCode.CLEAN;
    }
}
