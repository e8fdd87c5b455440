package org.stellaops.persistence.cli.schema;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.schemacheck.SchemaCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaFinding;
import org.stellaops.persistence.postgres.schemacheck.SchemaScript;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks and exports live schemas. */
@Command(
        name = "schema",
        description = "Checks and exports the modules' schemas in a live database.",
        mixinStandardHelpOptions = true,
        subcommands = {SchemaCommand.Check.class, SchemaCommand.Export.class})
public final class SchemaCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SchemaCommand() {}

    /** Without a subcommand, shows what there is. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** What is done with a schema. */
    private interface Work {
        int on(SchemaSnapshot snapshot);
    }

    private static int each(CommandSpec spec, PostgresConfig postgres, List<String> modules, Work work) {
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            int findings = 0;
            for (String module : modules) {
                SchemaSnapshot snapshot = SchemaSnapshot.read(connection, module);
                if (snapshot.tables().isEmpty()) {
                    spec.commandLine()
                            .getErr()
                            .println("schema " + module + " has no tables; run its migrations first");
                    findings++;
                }
                findings += work.on(snapshot);
            }
            return findings == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (SQLException e) {
            spec.commandLine().getErr().println("reading the schemas failed with SQLSTATE " + e.getSQLState());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** One line for each finding. */
    @Command(
            name = "check",
            description = "Names every object that breaks a rule; exit status 1 if there is one.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Mixin
        private final Target target = new Target();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec own = Objects.requireNonNull(spec);
            return target.with(
                    own,
                    (postgres, modules) -> each(own, postgres, modules, snapshot -> {
                        List<SchemaFinding> findings = SchemaCheck.check(snapshot);
                        findings.forEach(own.commandLine().getOut()::println);
                        own.commandLine()
                                .getOut()
                                .println("schema " + snapshot.schema() + ": "
                                        + snapshot.tables().size() + " tables, " + findings.size() + " finding(s)");
                        return findings.size();
                    }));
        }
    }

    /** A script for each schema. */
    @Command(
            name = "export",
            description = "Writes a script that creates the schema in an empty database.",
            mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {

        @Mixin
        private final Target target = new Target();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec own = Objects.requireNonNull(spec);
            return target.with(
                    own,
                    (postgres, modules) -> each(own, postgres, modules, snapshot -> {
                        own.commandLine().getOut().println(SchemaScript.of(snapshot));
                        return 0;
                    }));
        }
    }
}
