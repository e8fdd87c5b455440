// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The roles of a module, what they own and what they may do, as statements for an administrator in the module's database. They can
 * run any number of times, before the tables exist and after: what exists gets its rights, and only these. Equal input gives equal
 * text.
 */
public final class GrantScript {

    private final ModuleTables tables;
    private final ModuleRoles roles;

    /** The script of a module. */
    public GrantScript(ModuleTables tables) {
        this.tables = tables;
        this.roles = new ModuleRoles(tables.module());
    }

    /**
     * The whole script.
     *
     * @param service the login of the service
     * @param worker the login for work across tenants
     * @param status the login that reads the status; empty if there is none
     */
    public List<String> statements(String service, String worker, Optional<String> status) {
        List<String> statements = new ArrayList<>(roles());
        roles().forEach(it -> statements.add(ModuleRoles.attributes(it)));
        statements.add(login(service));
        statements.add(login(worker));
        status.ifPresent(it -> statements.add(login(it)));
        statements.addAll(ownership());
        statements.addAll(usage());
        statements.add(member(roles.service(), service));
        statements.add(notMember(roles.maintenance(), service));
        statements.add(member(roles.maintenance(), worker));
        status.ifPresent(it -> statements.add(member(roles.status(), it)));
        statements.add(rights());
        return statements;
    }

    /** Makes the roles that are absent. */
    List<String> roles() {
        return List.of(roles.createOwner(), roles.createService(), roles.createMaintenance(), roles.createStatus());
    }

    /** Makes the schemas, and the owner the owner of them and of everything in them. */
    List<String> ownership() {
        List<String> statements = new ArrayList<>();
        String owner = Identifiers.name(roles.owner());
        for (String schema : roles.schemas()) {
            statements.add("CREATE SCHEMA IF NOT EXISTS " + Identifiers.name(schema) + " AUTHORIZATION " + owner);
            statements.add("ALTER SCHEMA " + Identifiers.name(schema) + " OWNER TO " + owner);
        }
        statements.add(everythingToOwner());
        return statements;
    }

    private String everythingToOwner() {
        return """
                DO $$ DECLARE it record; BEGIN
                    FOR it IN SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind,
                                     pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name
                              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                              WHERE n.nspname IN (%1$s) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                                AND c.relowner <> %2$s::pg_catalog.regrole
                                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
                              UNION ALL
                              SELECT 'ROUTINE', p.oid::pg_catalog.regprocedure::text
                              FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                              WHERE n.nspname IN (%1$s) AND p.proowner <> %2$s::pg_catalog.regrole LOOP
                        EXECUTE pg_catalog.format('ALTER %%s %%s OWNER TO %3$s', it.kind, it.name);
                    END LOOP;
                END $$""".formatted(
                        schemaLiterals(),
                        Identifiers.literal(Identifiers.name(roles.owner())),
                        Identifiers.name(roles.owner()));
    }

    /** Lets the roles reach the schemas. */
    List<String> usage() {
        return roles.schemas().stream()
                .map(it -> "GRANT USAGE ON SCHEMA " + Identifiers.name(it) + " TO " + Identifiers.name(roles.service())
                        + ", " + Identifiers.name(roles.maintenance()) + ", " + Identifiers.name(roles.status()))
                .toList();
    }

    /** Makes a login a member of a role. */
    static String member(String role, String login) {
        return "GRANT " + Identifiers.name(role) + " TO " + Identifiers.name(login);
    }

    private static String notMember(String role, String login) {
        return "REVOKE " + Identifiers.name(role) + " FROM " + Identifiers.name(login);
    }

    private static String login(String login) {
        return ModuleRoles.create(login, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS");
    }

    /** Takes every right on the tables that exist from the three roles, and gives each its own. */
    String rights() {
        return """
                DO $$ DECLARE it record; BEGIN
                    FOR it IN SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name
                              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                              WHERE n.nspname = %1$s AND c.relkind IN ('r', 'p') AND (c.relname = ANY (ARRAY[%2$s])) LOOP
                        EXECUTE pg_catalog.format('REVOKE ALL ON %%s FROM %3$s', it.name);
                    END LOOP;
                    FOR it IN SELECT g.name, g.rights, g.grantee FROM (VALUES
                %4$s) AS g (name, rights, grantee)
                              WHERE pg_catalog.to_regclass(g.name) IS NOT NULL LOOP
                        EXECUTE pg_catalog.format('GRANT %%s ON %%s TO %%s', it.rights, it.name, it.grantee);
                    END LOOP;
                    IF pg_catalog.current_setting('server_version_num')::integer >= 170000 THEN
                        FOR it IN SELECT a.name FROM pg_catalog.unnest(ARRAY[%5$s]) AS a (name)
                                  WHERE pg_catalog.to_regclass(a.name) IS NOT NULL LOOP
                            EXECUTE pg_catalog.format('GRANT MAINTAIN ON %%s TO %6$s', it.name);
                        END LOOP;
                    END IF;
                END $$""".formatted(
                Identifiers.literal(tables.module()),
                tables.grants().stream()
                        .map(it -> Identifiers.literal(it.table()))
                        .distinct()
                        .collect(Collectors.joining(", ")),
                Identifiers.name(roles.service()) + ", " + Identifiers.name(roles.maintenance()) + ", "
                        + Identifiers.name(roles.status()),
                tables.grants().stream()
                        .map(it -> "        (" + Identifiers.literal(Identifiers.name(tables.module(), it.table()))
                                + ", " + Identifiers.literal(it.rights()) + ", "
                                + Identifiers.literal(Identifiers.name(it.role())) + ")")
                        .collect(Collectors.joining(",\n")),
                tables.analysed().stream()
                        .map(it -> Identifiers.literal(Identifiers.name(tables.module(), it)))
                        .collect(Collectors.joining(", ")),
                Identifiers.name(roles.maintenance()));
    }

    private String schemaLiterals() {
        return roles.schemas().stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    }
}
