package org.stellaops.persistence.cli.schema;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.migration.MigrationCategory;
import org.stellaops.persistence.postgres.migration.MigrationReport;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.MigrationStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows, checks and runs the migrations of schemas. */
@Command(
        name = "migrations",
        description = "Shows, checks and runs the migrations of the modules' schemas.",
        mixinStandardHelpOptions = true,
        subcommands = {MigrationsCommand.Status.class, MigrationsCommand.Verify.class, MigrationsCommand.Run.class})
public final class MigrationsCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public MigrationsCommand() {}

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** One line for each migration. */
    @Command(
            name = "status",
            description = "Where each migration stands: APPLIED, PENDING, CHANGED or UNKNOWN.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {

        @Mixin
        private final Target target = new Target();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec own = Objects.requireNonNull(spec);
            return target.with(own, (postgres, modules) -> {
                PrintWriter out = own.commandLine().getOut();
                for (String module : modules) {
                    for (MigrationStatus it : Target.runner(postgres, module).status()) {
                        out.printf(
                                "%s %s %s %s%s%n",
                                module,
                                it.name(),
                                it.category().text(),
                                it.state(),
                                it.appliedAt().map(at -> " " + at).orElse(""));
                    }
                }
                return CommandLine.ExitCode.OK;
            });
        }
    }

    /** One line for each problem. */
    @Command(
            name = "verify",
            description =
                    "Compares what was run with the files at hand; exit status 1 if a file was changed, or is unknown.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Mixin
        private final Target target = new Target();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec own = Objects.requireNonNull(spec);
            return target.with(own, (postgres, modules) -> {
                List<String> problems = modules.stream()
                        .flatMap(it -> Target.runner(postgres, it).verify().stream())
                        .toList();
                problems.forEach(own.commandLine().getOut()::println);
                own.commandLine().getOut().println(problems.size() + " problem(s) in " + modules.size() + " schema(s)");
                return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
            });
        }
    }

    /** Runs what is pending. */
    @Command(
            name = "run",
            description = "Runs what is pending; with --dry-run in a transaction that is rolled back.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {

        @Mixin
        private final Target target = new Target();

        @Option(
                names = "--category",
                paramLabel = "C",
                description = "STARTUP, RELEASE, SEED or DATA; may be repeated; otherwise all")
        private final Set<MigrationCategory> categories = new HashSet<>();

        @Option(names = "--dry-run", description = "tries start-up, release and seed migrations and rolls them back")
        private boolean dryRun;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec own = Objects.requireNonNull(spec);
            return target.with(own, (postgres, modules) -> {
                modules.forEach(it -> run(own.commandLine().getOut(), postgres, it));
                return CommandLine.ExitCode.OK;
            });
        }

        private void run(PrintWriter out, PostgresConfig postgres, String module) {
            MigrationRunner runner = Target.runner(postgres, module);
            Set<MigrationCategory> wanted =
                    categories.isEmpty() ? EnumSet.allOf(MigrationCategory.class) : EnumSet.copyOf(categories);
            MigrationReport report = dryRun ? runner.rehearse(wanted) : runner.run(wanted);
            for (MigrationReport.Step it : report.steps()) {
                out.printf(
                        "%s %s %s %d rows, %d batches, %d ms%n",
                        module,
                        it.name(),
                        dryRun ? "WOULD RUN" : "APPLIED",
                        it.rows(),
                        it.batches(),
                        it.durationMillis());
            }
            out.println(module + ": " + report.steps().size() + " migration(s)" + (dryRun ? " would run" : " run"));
        }
    }
}
