// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.postgres.PostgresSchema;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code grants}. */
@Command(
        name = "grants",
        description = {
            "Prints the script with which an administrator makes the roles of the modules and gives them their rights: owner,",
            "service, work across tenants, status. Asks no database. The script can run any number of times, before the tables",
            "exist and after; logins that it makes have no password yet.",
            ""
        },
        footer = {"", "Example:", "  persistence grants --config app.yaml --jars shop.jar | psql -U postgres shop"})
public final class GrantsCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--status-login",
            paramLabel = "NAME",
            description = "a login for 'persistence status' that reads where a module stands, and no contents")
    private @Nullable String status;

    /** For picocli. */
    public GrantsCommand() {}

    @Override
    public Integer call() {
        return frame.configured((config, module) -> print(config.postgres(), module));
    }

    private ExitCode print(PostgresConfig config, ModuleDescriptor module) {
        String worker = config.maintenance().map(Login::user).orElse(config.user() + "_worker");
        List<String> statements = new PostgresSchema(module.module(), module.entityTypes(), config.tenantSetting())
                .grants(config.user(), worker, Optional.ofNullable(status));
        String script = String.join(";\n", statements) + ";\n";
        frame.output().script(script, line -> {
            line.put("module", module.name());
            line.put("script", script);
        });
        if (config.maintenance().isEmpty()) {
            frame.warn("module " + module.name() + ": name the login " + worker
                    + ", which the script makes, in persistence.postgres.maintenance");
        }
        return ExitCode.CLEAN;
    }
}
