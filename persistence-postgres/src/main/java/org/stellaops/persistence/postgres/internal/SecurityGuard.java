// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.security.ModuleTables;
import org.stellaops.persistence.postgres.security.SecurityFinding;
import org.stellaops.persistence.postgres.security.SecurityInspection;

/** Lets nothing be sent to a server in which tenants are not protected, unless the configuration turns the check off. */
public final class SecurityGuard {

    private static final Logger LOG = LoggerFactory.getLogger("persistence.security");

    private final Database database;
    private final PostgresConfig config;
    private final String module;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    SecurityGuard(Database database, String module) {
        this.database = database;
        this.config = database.config();
        this.module = module;
    }

    /** What is found of a module with these types, whatever the configuration says of it. */
    public static List<SecurityFinding> findings(
            PostgresConfig config, String module, Collection<? extends EntityType<?>> types) {
        try (Database database = new Database(config, module)) {
            return new SecurityGuard(database, module).findings(types);
        }
    }

    /**
     * Refuses what can be refused before anything is sent.
     *
     * @throws StoreException if a finding is enforced; it names each, and what mends it
     */
    void beforeConnecting() {
        refuse(SecurityInspection.ofAddress(config));
    }

    /**
     * Looks at logins and tables.
     *
     * @throws StoreException as above, or if the server cannot be asked
     */
    void check(Collection<? extends EntityType<?>> types) {
        refuse(findings(types));
    }

    private List<SecurityFinding> findings(Collection<? extends EntityType<?>> types) {
        ModuleTables tables =
                new SchemaStatements(module, types, database.config().tenantSetting()).tables();
        return new SecurityInspection(database.config(), tables).findings(new DatabaseLogins(database, module));
    }

    /** The logins of a module's connections. */
    private record DatabaseLogins(Database database, String module) implements SecurityInspection.Logins {

        @Override
        public boolean hasWorker() {
            return database.hasSeparateMaintenance();
        }

        @Override
        public boolean isGiven() {
            return database.isGiven();
        }

        @Override
        public <T> T asService(SecurityInspection.Question<T> question) {
            return database.asLogin(Access.SERVICE, "checking schema " + module, question::on);
        }

        @Override
        public <T> T asWorker(SecurityInspection.Question<T> question) {
            return database.asLogin(Access.MAINTENANCE, "checking schema " + module, question::on);
        }
    }

    private void refuse(List<SecurityFinding> findings) {
        List<SecurityFinding> enforced = findings.stream()
                .filter(it -> !config.security().reportedOnly().contains(it.check()))
                .toList();
        findings.stream()
                .filter(it -> !enforced.contains(it) && reported.add(it.problem()))
                .forEach(it -> LOG.warn(
                        "module {} uses PostgreSQL all the same, since persistence.postgres.security.{} is warn: {}",
                        module,
                        it.check().configName(),
                        it.problem()));
        if (!enforced.isEmpty()) {
            throw new StoreException(Fault.Kind.REFUSED, refusal(enforced), null);
        }
    }

    private String refusal(List<SecurityFinding> findings) {
        return "module " + module + " does not use PostgreSQL, because of " + findings.size()
                + " finding(s) of the security check: "
                + findings.stream().map(it -> "[" + it.text() + "]").collect(Collectors.joining(" "))
                + " To use it all the same, set "
                + findings.stream()
                        .map(it -> "persistence.postgres.security." + it.check().configName() + ": warn")
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
