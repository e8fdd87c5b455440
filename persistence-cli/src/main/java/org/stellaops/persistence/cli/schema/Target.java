package org.stellaops.persistence.cli.schema;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which schemas of which database a command is about. */
final class Target {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the configuration file of the service")
    private @Nullable Path config;

    @Option(
            names = "--module",
            paramLabel = "M",
            description = "one module only; otherwise all that the configuration names")
    private @Nullable String module;

    /** What a command does with a database and its schemas. */
    interface Work {
        int on(PostgresConfig postgres, List<String> modules);
    }

    /** The answer is the exit code. */
    int with(CommandSpec spec, Work work) {
        if (config == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--config is missing");
        }
        try {
            Config read = Config.load(config);
            List<String> modules =
                    module == null ? read.modules().keySet().stream().sorted().toList() : List.of(module);
            return work.on(read.postgres(), modules);
        } catch (ConfigException e) {
            spec.commandLine().getErr().println("--config: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (StoreException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    static MigrationRunner runner(PostgresConfig postgres, String module) {
        return MigrationRunner.of(postgres, Migrations.ofModule(module));
    }
}
