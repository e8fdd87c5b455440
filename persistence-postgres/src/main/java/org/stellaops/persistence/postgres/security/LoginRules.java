// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.postgres.security.LoginFacts.Kind;
import org.stellaops.persistence.postgres.security.LoginFacts.Power;

/** What is wrong with a login. Pure. */
final class LoginRules {

    private static final String SCRIPT = "'persistence grants' prints the whole script of roles and rights";

    private final ModuleTables tables;
    private final ModuleRoles roles;
    private final GrantScript script;
    private final Purpose purpose;
    private final LoginFacts login;
    private final String quoted;

    /** What a login is for. */
    enum Purpose {
        /** The pool of the service, whose login also works across tenants. */
        SERVICE_AND_WORKER,
        /** The pool of the service. */
        SERVICE,
        /** The pool for work across tenants. */
        WORKER
    }

    LoginRules(ModuleTables tables, LoginFacts login, Purpose purpose) {
        this.tables = tables;
        this.roles = new ModuleRoles(tables.module());
        this.script = new GrantScript(tables);
        this.login = login;
        this.purpose = purpose;
        this.quoted = Identifiers.name(login.name());
    }

    List<SecurityFinding> findings() {
        List<SecurityFinding> findings = new ArrayList<>();
        powers(findings);
        if (!login.superuser()) {
            ownership(findings);
        }
        acrossTenants(findings);
        searchPath(findings);
        return findings;
    }

    private void powers(List<SecurityFinding> findings) {
        if (login.superuser()) {
            add(
                    findings,
                    SecurityCheck.LOGIN,
                    "login " + quoted + " is a superuser, which no policy binds",
                    List.of("ALTER ROLE " + quoted + " NOSUPERUSER"),
                    "The first superuser of a server must stay one: connect as another login; " + SCRIPT);
        }
        for (Power power : login.powers()) {
            if (power.kind() != Kind.BYPASS || purpose != Purpose.WORKER) {
                power(findings, power);
            }
        }
    }

    private void power(List<SecurityFinding> findings, Power power) {
        String role = Identifiers.name(power.role());
        boolean own = power.role().equals(login.name());
        if (own || power.role().equals(roles.service())) {
            add(
                    findings,
                    SecurityCheck.LOGIN,
                    (own ? "login " + quoted : "role " + role) + " "
                            + power.kind().words(),
                    List.of("ALTER ROLE " + role + " " + power.kind().without()),
                    "");
            return;
        }
        List<String> statements = new ArrayList<>(List.of("REVOKE " + role + " FROM " + quoted));
        boolean worker = power.role().equals(roles.maintenance()) && purpose == Purpose.SERVICE_AND_WORKER;
        if (worker) {
            String other = login.name() + "_worker";
            statements.add(ModuleRoles.create(other, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"));
            statements.add(GrantScript.member(roles.maintenance(), other));
        }
        add(
                findings,
                SecurityCheck.LOGIN,
                "login " + quoted + " may take the role " + role + ", which "
                        + power.kind().words(),
                statements,
                worker
                        ? "Then name the login " + Identifiers.name(login.name() + "_worker")
                                + " in persistence.postgres.maintenance"
                        : "");
    }

    private void ownership(List<SecurityFinding> findings) {
        if (!login.owned().isEmpty()) {
            List<String> statements = new ArrayList<>(script.roles());
            statements.addAll(script.ownership());
            statements.addAll(script.usage());
            statements.add(GrantScript.member(
                    purpose == Purpose.WORKER ? roles.maintenance() : roles.service(), login.name()));
            statements.add("REVOKE " + Identifiers.name(roles.owner()) + " FROM " + quoted);
            statements.add(script.rights());
            add(
                    findings,
                    SecurityCheck.LOGIN,
                    "login " + quoted + " owns, or may take the role that owns, "
                            + login.owned().stream().limit(5).collect(Collectors.joining(", "))
                            + (login.owned().size() > 5
                                    ? " and " + (login.owned().size() - 5) + " more"
                                    : "")
                            + ": it can switch row-level security off",
                    statements,
                    "Migrations then need the owner: persistence.postgres.owner, or 'persistence migrations run'. "
                            + SCRIPT);
            return;
        }
        for (String schema : login.creates()) {
            add(
                    findings,
                    SecurityCheck.LOGIN,
                    "login " + quoted + " may create in schema " + schema,
                    List.of("REVOKE CREATE ON SCHEMA " + Identifiers.name(schema) + " FROM PUBLIC, " + quoted + ", "
                            + Identifiers.name(roles.service()) + ", "
                            + Identifiers.name(roles.maintenance())),
                    "");
        }
        for (String table : login.unlimited()) {
            add(
                    findings,
                    SecurityCheck.LOGIN,
                    "login " + quoted + " has TRUNCATE, TRIGGER or REFERENCES on " + tables.module() + "." + table
                            + ", which no policy limits",
                    List.of("REVOKE TRUNCATE, TRIGGER, REFERENCES ON " + Identifiers.name(tables.module(), table)
                            + " FROM PUBLIC, " + quoted + ", " + Identifiers.name(roles.service()) + ", "
                            + Identifiers.name(roles.maintenance())),
                    "");
        }
    }

    private void acrossTenants(List<SecurityFinding> findings) {
        if (purpose != Purpose.SERVICE && !login.canWorkAcrossTenants(roles)) {
            add(
                    findings,
                    SecurityCheck.CROSS_TENANT,
                    "login " + quoted
                            + " cannot work across tenants: backfill, verification, scans and counts would fail",
                    List.of(
                            roles.createMaintenance(),
                            "ALTER ROLE " + Identifiers.name(roles.maintenance()) + " BYPASSRLS",
                            GrantScript.member(roles.maintenance(), login.name())),
                    purpose == Purpose.WORKER
                            ? ""
                            : "Better, make a login of its own for it and name it in persistence.postgres.maintenance; "
                                    + SCRIPT);
        }
    }

    private void searchPath(List<SecurityFinding> findings) {
        if (!login.shadows().isEmpty()) {
            add(
                    findings,
                    SecurityCheck.SEARCH_PATH,
                    "the search path of login " + quoted + " leads to objects with names of the library: "
                            + login.shadows().stream().limit(5).collect(Collectors.joining(", ")),
                    List.of("ALTER ROLE " + quoted + " IN DATABASE " + Identifiers.name(login.database())
                            + " SET search_path = pg_catalog"),
                    "");
        }
    }

    private static void add(
            List<SecurityFinding> findings,
            SecurityCheck check,
            String problem,
            List<String> statements,
            String advice) {
        findings.add(new SecurityFinding(check, problem, statements, advice));
    }
}
