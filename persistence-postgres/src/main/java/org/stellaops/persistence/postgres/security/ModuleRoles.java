// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.List;

/**
 * The roles of a module. None but the owner can log in; the logins of a configuration are members.
 *
 * <ul>
 *   <li>{@code <module>_owner} owns the schemas and everything in them, and runs the migrations;
 *   <li>{@code <module>_app} is the service: it sees the rows of one tenant at a time;
 *   <li>{@code <module>_maintenance} sees the rows of all tenants, for backfill, verification and repair;
 *   <li>{@code <module>_status} reads where the module stands, and no contents.
 * </ul>
 */
public final class ModuleRoles {

    private final String module;

    /**
     * The roles of a module.
     *
     * @throws IllegalArgumentException if this is no name of a module
     */
    public ModuleRoles(String module) {
        if (!module.matches("[a-z][a-z0-9_]{0,50}")) {
            throw new IllegalArgumentException("'" + module + "' is no name of a module");
        }
        this.module = module;
    }

    /** The module. */
    public String module() {
        return module;
    }

    /** The owner. */
    public String owner() {
        return module + "_owner";
    }

    /** The service. */
    public String service() {
        return module + "_app";
    }

    /** Whoever works across tenants. */
    public String maintenance() {
        return module + "_maintenance";
    }

    /** Whoever reads the status. */
    public String status() {
        return module + "_status";
    }

    /** The schema of the tables, and the one of the functions. */
    List<String> schemas() {
        return List.of(module, module + "_app");
    }

    /** Makes the role of the service if it is absent. */
    String createService() {
        return create(service(), "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS");
    }

    /** Makes the role for work across tenants if it is absent. */
    String createMaintenance() {
        return create(maintenance(), "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS");
    }

    /** Makes the owner if it is absent; without a password nobody can log in as it yet. */
    String createOwner() {
        return create(owner(), "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS");
    }

    /** Makes the role that reads the status if it is absent; it passes row-level security, but has rights on no contents. */
    String createStatus() {
        return create(status(), "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS");
    }

    /** Gives a role of the module its attributes, if somebody changed them; creating it again does not. */
    static String attributes(String create) {
        return create.replaceFirst("(?s)^.*?CREATE ROLE", "ALTER ROLE").replaceFirst(";.*$", "");
    }

    /** Roles are shared by all databases of a server, so another process may be creating it concurrently. */
    static String create(String role, String attributes) {
        return "DO $$ BEGIN CREATE ROLE " + Identifiers.name(role) + " " + attributes
                + "; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";
    }
}
