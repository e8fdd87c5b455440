// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.config.PostgresTls;
import org.stellaops.persistence.postgres.config.SecurityCheck;

/** Reads the section {@code persistence.postgres}. */
final class PostgresReader {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int MOST_MAINTENANCE = 100;

    private static final Map<String, Boolean> GIVEN = Choices.of("own", false, "given", true);
    private static final Map<String, Pooling> POOLING =
            Choices.of("none", Pooling.NONE, "transaction", Pooling.TRANSACTION);
    private static final Map<String, Boolean> SWITCH = Choices.of("true", true, "false", false);
    private static final Map<String, Boolean> ENFORCED = Choices.of("enforce", true, "warn", false);

    private PostgresReader() {}

    /**
     * What the section says.
     *
     * @param sharesPool whether the modules of the process share one pool
     */
    record Read(PostgresConfig config, boolean sharesPool) {}

    static Read read(Section section) {
        boolean given = section.choice("data-source", GIVEN, "own");
        String jdbcUrl = section.requiredUnless(given, "jdbc-url", "jdbc:postgresql://localhost:5432/stellaops");
        String user = section.requiredUnless(given, "user", "stellaops");
        String password = section.textUnless(given, "password");
        PostgresConfig defaults = PostgresConfig.of("jdbc:postgresql:unused", "unused", "");
        Optional<Login> maintenance = login(section.section("maintenance"), "stellaops_worker", given);
        Section pool = section.section("pool");
        int connections = pool.integer("max-size", defaults.maxPoolSize(), 1, MOST_CONNECTIONS);
        int besides = pool.integer("maintenance-size", defaults.maintenancePoolSize(), 1, MOST_MAINTENANCE);
        boolean shared = pool.choice("shared", SWITCH, "false");
        pool.done();
        Duration connect = section.duration("connect-timeout", defaults.connectTimeout(), LONGEST_TIMEOUT);
        Duration statement = section.duration("statement-timeout", defaults.statementTimeout(), LONGEST_TIMEOUT);
        Duration lock = section.duration("lock-timeout", defaults.lockTimeout(), LONGEST_TIMEOUT);
        String application = section.text("application-name", defaults.applicationName());
        String tenant = section.text("tenant-setting", defaults.tenantSetting());
        PostgresSecurity security = security(section, given);
        section.done();
        if (!given && (jdbcUrl.isEmpty() || user.isEmpty())) {
            return new Read(defaults, shared);
        }
        return new Read(
                section.build(
                        defaults,
                        () -> new PostgresConfig(
                                jdbcUrl,
                                user,
                                password,
                                maintenance,
                                connections,
                                besides,
                                connect,
                                statement,
                                lock,
                                application,
                                tenant,
                                defaults.scanPageSize(),
                                security)),
                shared);
    }

    private static PostgresSecurity security(Section section, boolean given) {
        Optional<Login> owner = login(section.section("owner"), "stellaops_owner", given);
        Optional<PostgresTls> tls = tls(section.section("tls"));
        Pooling pooling = section.choice("pooling", POOLING, "none");
        Set<SecurityCheck> reported = reportedOnly(section.section("security"));
        return new PostgresSecurity(owner, tls, pooling, reported);
    }

    private static Optional<Login> login(Section section, String example, boolean given) {
        if (!section.isThere()) {
            return Optional.empty();
        }
        if (given) {
            section.problem(
                    "user", "has no meaning with data-source: given; hand over a second data source in its place");
        }
        Login login = new Login(
                section.required("user", example), section.text("password").orElse(""));
        section.done();
        return Optional.of(login);
    }

    private static Optional<PostgresTls> tls(Section section) {
        if (!section.isThere()) {
            return Optional.empty();
        }
        Map<String, PostgresTls.Mode> modes = new LinkedHashMap<>();
        for (PostgresTls.Mode mode : PostgresTls.Mode.values()) {
            modes.put(mode.configName(), mode);
        }
        PostgresTls tls = new PostgresTls(
                section.choice("mode", modes, PostgresTls.Mode.VERIFY_FULL.configName()),
                section.file("root-certificate"),
                section.file("key-store"),
                section.text("key-store-password").orElse(""));
        section.done();
        return Optional.of(tls);
    }

    private static Set<SecurityCheck> reportedOnly(Section section) {
        Set<SecurityCheck> reported = EnumSet.noneOf(SecurityCheck.class);
        for (SecurityCheck check : SecurityCheck.values()) {
            if (!section.choice(check.configName(), ENFORCED, "enforce")) {
                reported.add(check);
            }
        }
        section.done();
        return reported;
    }
}
