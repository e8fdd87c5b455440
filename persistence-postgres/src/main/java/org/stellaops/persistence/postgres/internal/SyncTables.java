package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every module's schema has, whatever it stores: the tables of the protocol, and the function that knows the tenant. */
final class SyncTables {

    private static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS {module}."sync_control" (
                module {text} PRIMARY KEY,
                epoch bigint NOT NULL,
                phase {text} CHECK (phase IN ('STEADY', 'MOVING', 'AWAY')),
                leads boolean NOT NULL GENERATED ALWAYS AS (phase <> 'AWAY') STORED
            )""", """
            CREATE TABLE IF NOT EXISTS {module}."sync_state" (
                entity {text},
                tenant {text},
                id {text},
                version bigint NOT NULL,
                previous bigint NOT NULL DEFAULT 0,
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
            WHERE next_at IS NULL""");

    /** After a transaction that named a tenant the setting is empty and not null. */
    private static final String REQUIRE_CURRENT_TENANT = """
            CREATE OR REPLACE FUNCTION {app}.require_current_tenant() RETURNS text
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
            DECLARE
                tenant text := pg_catalog.current_setting({setting}, true);
            BEGIN
                IF tenant IS NULL OR tenant = '' THEN
                    RAISE EXCEPTION 'no tenant is set for this transaction' USING ERRCODE = 'insufficient_privilege', \
            HINT = 'set {setting_name} for the transaction, as set_config(name, tenant, true) does';
                END IF;
                RETURN tenant;
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

    private final Map<String, String> places;

    SyncTables(String module, String tenantSetting) {
        this.places = Map.of(
                "module", Sql.name(module),
                "app", Sql.name(module + "_app"),
                "text", "text COLLATE \"C\" NOT NULL",
                "setting", Sql.literal(tenantSetting),
                "setting_name", tenantSetting);
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add(fill("CREATE SCHEMA IF NOT EXISTS {module}"));
        statements.add(fill("CREATE SCHEMA IF NOT EXISTS {app}"));
        statements.add(fill(REQUIRE_CURRENT_TENANT));
        TABLES.forEach(it -> statements.add(fill(it)));
        // Not as a subquery: those are evaluated beforehand where a row is looked at again after waiting for its lock.
        statements.addAll(isolation(
                "sync_state", "CASE WHEN tenant = '' THEN true ELSE tenant = " + currentTenantOfRow() + " END"));
        return statements;
    }

    Set<String> columns() {
        return Set.of(
                "sync_control.phase",
                "sync_state.previous",
                "sync_checkpoints.name",
                "sync_stale_writes.entity",
                "sync_dead_letters.entity");
    }

    /** The tenant of the transaction, evaluated once for a statement. */
    String currentTenant() {
        return "(SELECT " + currentTenantOfRow() + ")";
    }

    /** The tenant of the transaction, evaluated only where a row needs it. */
    private String currentTenantOfRow() {
        return fill("{app}.require_current_tenant()");
    }

    /** Row level security of a table, for its owner too, with the one policy that compares tenants. */
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
