// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stellaops.persistence.postgres.migration.SchemaFoundation;

/** The objects in every module's schema: the tables of the protocol, and the function that returns the tenant. */
final class SyncTables {

    private static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS {module}."sync_control" (
                module {text} PRIMARY KEY,
                epoch bigint NOT NULL,
                phase {text} CHECK (phase IN ('STEADY', 'MOVING', 'AWAY')),
                leads boolean NOT NULL GENERATED ALWAYS AS (phase <> 'AWAY') STORED,
                stage text COLLATE "C"
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_entries" (
                name {text} PRIMARY KEY,
                revision bigint NOT NULL,
                content text NOT NULL
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_state" (
                entity {text},
                tenant {text},
                id {text},
                version bigint NOT NULL,
                previous bigint NOT NULL DEFAULT 0,
                previous_token text COLLATE "C",
                token text COLLATE "C",
                hash text COLLATE "C",
                deleted boolean NOT NULL DEFAULT false,
                pending_epoch bigint,
                evicted boolean NOT NULL DEFAULT false,
                PRIMARY KEY (entity, tenant, id),
                CHECK ((version = 0) = (token IS NULL))
            )""", """
            CREATE INDEX IF NOT EXISTS idx_sync_state_pending ON {module}."sync_state" (entity, tenant, id) \
            WHERE pending_epoch IS NOT NULL""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_checkpoints" (
                name {text} PRIMARY KEY,
                content text NOT NULL,
                saved_at timestamptz NOT NULL DEFAULT now()
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_stale_writes" (
                entity {text},
                tenant {text},
                id {text},
                version bigint NOT NULL,
                token {text},
                deleted boolean NOT NULL,
                content text,
                epoch bigint NOT NULL,
                reported_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (entity, tenant, id, version, token)
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_dead_letters" (
                entity {text},
                tenant {text},
                id {text},
                version bigint NOT NULL,
                token text COLLATE "C",
                reason text NOT NULL,
                tries integer NOT NULL,
                first_at timestamptz NOT NULL,
                last_at timestamptz NOT NULL,
                next_at timestamptz,
                PRIMARY KEY (entity, tenant, id)
            )""", """
            CREATE INDEX IF NOT EXISTS idx_sync_dead_letters_dead ON {module}."sync_dead_letters" (entity, tenant, id) \
            WHERE next_at IS NULL""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_divergences" (
                entity {text},
                tenant {text},
                id {text},
                kind {text},
                cause {text},
                stage {text},
                detail text NOT NULL,
                first_at timestamptz NOT NULL,
                last_at timestamptz NOT NULL,
                seen bigint NOT NULL,
                PRIMARY KEY (entity, tenant, id, kind, first_at)
            )""", """
            CREATE INDEX IF NOT EXISTS idx_sync_divergences_last ON {module}."sync_divergences" (last_at)""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_read_shapes" (
                process {text},
                entity {text},
                operation {text},
                shape {text},
                uses bigint NOT NULL,
                compared bigint NOT NULL,
                confirmed bigint NOT NULL,
                compared_at timestamptz,
                saved_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (process, entity, operation, shape)
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_repairs" (
                plan {text},
                entity {text},
                tenant {text},
                id {text},
                evidence text NOT NULL,
                legacy_before text,
                target_before text,
                state {text},
                detail text NOT NULL,
                planned_at timestamptz NOT NULL,
                changed_at timestamptz NOT NULL,
                PRIMARY KEY (plan, entity, tenant, id)
            )""");

    /** For schemas that an earlier version made. */
    private static final String STAGE = """
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attname = 'stage' \
            AND attrelid = {control_literal}::pg_catalog.regclass) THEN
                    ALTER TABLE {module}."sync_control" ADD COLUMN stage text COLLATE "C";
                END IF;
            END
            $$""";

    /** For schemas that an earlier version made. */
    private static final String PREVIOUS_TOKEN = """
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attname = 'previous_token' \
            AND attrelid = {state_literal}::pg_catalog.regclass) THEN
                    ALTER TABLE {module}."sync_state" ADD COLUMN previous_token text COLLATE "C";
                END IF;
            END
            $$""";

    private static final String ROW_LEVEL_SECURITY = """
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE oid = {table_literal}::pg_catalog.regclass \
            AND relrowsecurity AND relforcerowsecurity) THEN
                    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
                END IF;
            END
            $$""";

    private static final String TENANT_ISOLATION = """
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_policy WHERE polrelid = {table_literal}::pg_catalog.regclass) THEN
                    CREATE POLICY tenant_isolation ON {table} FOR ALL USING ({condition}) WITH CHECK ({condition});
                END IF;
            END
            $$""";

    private static final List<String> ISOLATED =
            List.of("sync_state", "sync_dead_letters", "sync_divergences", "sync_stale_writes", "sync_repairs");

    private final Map<String, String> places;
    private final List<String> foundation;
    private final String tenantFunction;

    SyncTables(String module, String tenantSetting) {
        this.places = Map.of(
                "module", Sql.name(module),
                "app", Sql.name(module + "_app"),
                "text", "text COLLATE \"C\" NOT NULL",
                "control_literal", Sql.literal(Sql.name(module) + ".\"sync_control\""),
                "state_literal", Sql.literal(Sql.name(module) + ".\"sync_state\""));
        SchemaFoundation base = new SchemaFoundation(module, tenantSetting);
        this.foundation = base.statements();
        this.tenantFunction = base.requireCurrentTenant();
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>(foundation);
        TABLES.forEach(it -> statements.add(fill(it)));
        statements.add(fill(STAGE));
        statements.add(fill(PREVIOUS_TOKEN));
        ISOLATED.forEach(it -> statements.addAll(isolation(it, ofTenant())));
        return statements;
    }

    /** What the policies of the library's own tables say, by table. */
    Map<String, String> conditions() {
        Map<String, String> conditions = new TreeMap<>();
        ISOLATED.forEach(it -> conditions.put(it, ofTenant()));
        return conditions;
    }

    /** The statement that makes the function that returns the tenant. */
    String tenantFunction() {
        return tenantFunction;
    }

    private String ofTenant() {
        // Not as a subquery: when a row is rechecked after a lock wait, subqueries are evaluated beforehand.
        return "CASE WHEN tenant = '' THEN true ELSE tenant = " + currentTenantOfRow() + " END";
    }

    Set<String> columns() {
        return Set.of(
                "sync_control.phase",
                "sync_control.stage",
                "sync_entries.name",
                "sync_state.previous",
                "sync_state.previous_token",
                "sync_checkpoints.name",
                "sync_stale_writes.entity",
                "sync_dead_letters.entity",
                "sync_divergences.entity",
                "sync_read_shapes.entity",
                "sync_repairs.plan");
    }

    /** The tenant of the transaction, evaluated once per statement. */
    String currentTenant() {
        return "(SELECT " + currentTenantOfRow() + ")";
    }

    /** The tenant of the transaction, evaluated only for rows that need it. */
    private String currentTenantOfRow() {
        return fill("{app}.require_current_tenant()");
    }

    /** Row-level security of a table, including its owner, with one policy that compares tenants. */
    List<String> isolation(String table, String condition) {
        String qualified = fill("{module}.") + Sql.name(table);
        Map<String, String> places =
                Map.of("table", qualified, "table_literal", Sql.literal(qualified), "condition", condition);
        return List.of(SqlTemplate.fill(ROW_LEVEL_SECURITY, places), SqlTemplate.fill(TENANT_ISOLATION, places));
    }

    private String fill(String template) {
        return SqlTemplate.fill(template, places);
    }
}
