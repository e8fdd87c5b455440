package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What every module's schema has, whatever it stores: the tables of the protocol, and the function that knows the tenant. */
final class SyncTables {

    private static final String TEXT = " text COLLATE \"C\" NOT NULL";

    private final String module;
    private final String tenantSetting;

    SyncTables(String module, String tenantSetting) {
        this.module = module;
        this.tenantSetting = tenantSetting;
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE SCHEMA IF NOT EXISTS " + Sql.name(module));
        statements.add("CREATE SCHEMA IF NOT EXISTS " + Sql.name(module + "_app"));
        statements.add(requireCurrentTenant());
        statements.add("CREATE TABLE IF NOT EXISTS " + table("sync_control")
                + " (\n    module" + TEXT + " PRIMARY KEY,\n    epoch bigint NOT NULL,\n    phase" + TEXT
                + " CHECK (phase IN ('STEADY', 'MOVING', 'AWAY')),\n    leads boolean NOT NULL GENERATED ALWAYS AS"
                + " (phase <> 'AWAY') STORED\n)");
        statements.add("CREATE TABLE IF NOT EXISTS " + table("sync_state") + " (\n    entity" + TEXT + ",\n    tenant"
                + TEXT + ",\n    id" + TEXT
                + ",\n    version bigint NOT NULL,\n    previous bigint NOT NULL DEFAULT 0,\n"
                + "    token text COLLATE \"C\",\n    hash text COLLATE \"C\",\n    deleted boolean NOT NULL DEFAULT"
                + " false,\n    pending_epoch bigint,\n    evicted boolean NOT NULL DEFAULT false,\n    PRIMARY KEY"
                + " (entity, tenant, id),\n    CHECK ((version = 0) = (token IS NULL))\n)");
        statements.add("CREATE INDEX IF NOT EXISTS idx_sync_state_pending ON " + table("sync_state")
                + " (entity, tenant, id) WHERE pending_epoch IS NOT NULL");
        statements.add("CREATE TABLE IF NOT EXISTS " + table("sync_checkpoints") + " (\n    name" + TEXT
                + " PRIMARY KEY,\n    content text NOT NULL,\n    saved_at timestamptz NOT NULL DEFAULT now()\n)");
        statements.add(
                "CREATE TABLE IF NOT EXISTS " + table("sync_stale_writes") + " (\n    entity" + TEXT + ",\n    tenant"
                        + TEXT + ",\n    id" + TEXT + ",\n    version bigint NOT NULL,\n    token" + TEXT
                        + ",\n    deleted boolean NOT NULL,\n    content text,\n    epoch bigint NOT NULL,\n    reported_at"
                        + " timestamptz NOT NULL DEFAULT now(),\n    PRIMARY KEY (entity, tenant, id, version, token)\n)");
        statements.add("CREATE TABLE IF NOT EXISTS " + table("sync_dead_letters") + " (\n    entity" + TEXT
                + ",\n    tenant" + TEXT + ",\n    id" + TEXT + ",\n    version bigint NOT NULL,\n"
                + "    token text COLLATE \"C\",\n    reason text NOT NULL,\n    tries integer NOT NULL,\n"
                + "    first_at timestamptz NOT NULL,\n    last_at timestamptz NOT NULL,\n"
                + "    next_at timestamptz,\n    PRIMARY KEY (entity, tenant, id)\n)");
        statements.add("CREATE INDEX IF NOT EXISTS idx_sync_dead_letters_dead ON " + table("sync_dead_letters")
                + " (entity, tenant, id) WHERE next_at IS NULL");
        statements.add("ALTER TABLE " + table("sync_control") + " ADD COLUMN IF NOT EXISTS stage text COLLATE \"C\"");
        statements.add("CREATE TABLE IF NOT EXISTS " + table("sync_entries") + " (\n    name" + TEXT
                + " PRIMARY KEY,\n    revision bigint NOT NULL,\n    content text NOT NULL\n)");
        // Not as a subquery: those are evaluated beforehand where a row is looked at again after waiting for its lock.
        statements.addAll(isolation(
                "sync_state", "CASE WHEN tenant = '' THEN true ELSE tenant = " + currentTenantOfRow() + " END"));
        return statements;
    }

    Set<String> columns() {
        return Set.of(
                "sync_control.phase",
                "sync_control.stage",
                "sync_entries.name",
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
        return Sql.name(module + "_app") + ".require_current_tenant()";
    }

    /** Row level security of a table, for its owner too, with the one policy that compares tenants. */
    List<String> isolation(String table, String condition) {
        String qualified = table(table);
        return List.of(
                onlyUnless(
                        "SELECT 1 FROM pg_catalog.pg_class WHERE oid = " + Sql.literal(qualified)
                                + "::pg_catalog.regclass AND relrowsecurity AND relforcerowsecurity",
                        "ALTER TABLE " + qualified + " ENABLE ROW LEVEL SECURITY; ALTER TABLE " + qualified
                                + " FORCE ROW LEVEL SECURITY"),
                onlyUnless(
                        "SELECT 1 FROM pg_catalog.pg_policy WHERE polrelid = " + Sql.literal(qualified)
                                + "::pg_catalog.regclass",
                        "CREATE POLICY tenant_isolation ON " + qualified + " FOR ALL USING (" + condition
                                + ") WITH CHECK (" + condition + ")"));
    }

    private String requireCurrentTenant() {
        // After a transaction that named a tenant the setting is empty and not null.
        return "CREATE OR REPLACE FUNCTION " + Sql.name(module + "_app") + ".require_current_tenant() RETURNS text\n"
                + "LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$\nDECLARE\n    tenant text := pg_catalog.current_setting("
                + Sql.literal(tenantSetting) + ", true);\nBEGIN\n    IF tenant IS NULL OR tenant = '' THEN\n"
                + "        RAISE EXCEPTION 'no tenant is set for this transaction' USING ERRCODE ="
                + " 'insufficient_privilege', HINT = 'set " + tenantSetting
                + " for the transaction, as set_config(name, tenant, true) does';\n    END IF;\n    RETURN tenant;\nEND\n$$";
    }

    private static String onlyUnless(String query, String statement) {
        return "DO $$\nBEGIN\n    IF NOT EXISTS (" + query + ") THEN\n        " + statement + ";\n    END IF;\nEND\n$$";
    }

    private String table(String name) {
        return Sql.name(module) + "." + Sql.name(name);
    }
}
