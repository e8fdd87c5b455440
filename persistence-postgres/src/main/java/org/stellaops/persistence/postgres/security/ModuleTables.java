// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables of a module and what protects them.
 *
 * @param module the module, whose name is that of the schema
 * @param records the tables of entity types
 * @param conditions what the policy of each tenant-scoped table says, the library's own tables included, by table
 * @param tenantFunction the statement that makes the function that returns the tenant
 */
public record ModuleTables(String module, List<String> records, Map<String, String> conditions, String tenantFunction) {

    private static final String ALL = "SELECT, INSERT, UPDATE, DELETE";

    /** Takes unmodifiable copies. */
    public ModuleTables {
        records = List.copyOf(records);
        conditions = Map.copyOf(conditions);
    }

    /**
     * Rights on a table.
     *
     * @param table its name
     * @param rights what the role may do
     * @param role who
     */
    record Grant(String table, String rights, String role) {}

    /** What the policy of a table must say; empty if it is not tenant-scoped. */
    Optional<String> condition(String table, boolean hasTenantColumn) {
        Optional<String> known = Optional.ofNullable(conditions.get(table));
        return known.isPresent() || !hasTenantColumn || records.contains(table)
                ? known
                : Optional.of("tenant_id = " + Identifiers.name(module + "_app") + ".require_current_tenant()");
    }

    /** The tables that are tenant-scoped, in order, with their policies. */
    TreeMap<String, String> isolated() {
        return new TreeMap<>(conditions);
    }

    /** The tables that the role for work across tenants may analyse after it has filled them, where the server has such a right. */
    List<String> analysed() {
        List<String> tables = new ArrayList<>(records);
        tables.add("sync_state");
        return tables;
    }

    /** Every right of every role, one line for each table and role. */
    List<Grant> grants() {
        ModuleRoles roles = new ModuleRoles(module);
        List<Grant> grants = new ArrayList<>();
        for (String table : records) {
            grants.add(new Grant(table, ALL, roles.service()));
            grants.add(new Grant(table, ALL, roles.maintenance()));
        }
        grants.add(new Grant("sync_state", "SELECT, INSERT, UPDATE", roles.service()));
        grants.add(new Grant("sync_control", "SELECT", roles.service()));
        grants.add(new Grant("schema_migrations", "SELECT", roles.service()));
        grants.add(new Grant("sync_state", ALL, roles.maintenance()));
        grants.add(new Grant("sync_control", "SELECT, INSERT, UPDATE", roles.maintenance()));
        grants.add(new Grant("sync_entries", ALL, roles.maintenance()));
        grants.add(new Grant("sync_checkpoints", ALL, roles.maintenance()));
        grants.add(new Grant("sync_stale_writes", "SELECT, INSERT", roles.maintenance()));
        grants.add(new Grant("sync_dead_letters", ALL, roles.maintenance()));
        grants.add(new Grant("sync_divergences", ALL, roles.maintenance()));
        grants.add(new Grant("sync_read_shapes", ALL, roles.maintenance()));
        grants.add(new Grant("sync_repairs", ALL, roles.maintenance()));
        grants.add(new Grant("schema_migrations", "SELECT", roles.maintenance()));
        for (String table : List.of("sync_control", "sync_entries", "sync_state", "schema_migrations")) {
            grants.add(new Grant(table, "SELECT", roles.status()));
        }
        grants.add(new Grant("sync_dead_letters", "SELECT", roles.status()));
        grants.add(new Grant("sync_divergences", "SELECT", roles.status()));
        grants.add(new Grant("sync_read_shapes", "SELECT", roles.status()));
        // Without the contents.
        grants.add(new Grant(
                "sync_stale_writes",
                "SELECT (entity, tenant, id, version, token, deleted, epoch, reported_at)",
                roles.status()));
        grants.add(new Grant(
                "sync_repairs",
                "SELECT (plan, entity, tenant, id, evidence, state, detail, planned_at, changed_at)",
                roles.status()));
        return grants;
    }
}
