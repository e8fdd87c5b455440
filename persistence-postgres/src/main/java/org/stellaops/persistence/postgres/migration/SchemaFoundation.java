// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.List;

/** What a module's migrations build on: its two schemas and the functions of tenancy. Creating it again changes nothing. */
public final class SchemaFoundation {

    private final String module;
    private final String tenantSetting;

    /** The foundation of a module whose transactions name their tenant in this setting. */
    public SchemaFoundation(String module, String tenantSetting) {
        this.module = module;
        this.tenantSetting = tenantSetting;
    }

    /** The statements, in order. */
    public List<String> statements() {
        return List.of(
                schema(module),
                schema(module + "_app"),
                requireCurrentTenant(),
                isolateByTenant(),
                "REVOKE ALL ON FUNCTION \"" + module + "_app\".isolate_by_tenant(text[]) FROM PUBLIC");
    }

    /** With IF NOT EXISTS alone the server asks for the right to create even where the schema exists. */
    private static String schema(String name) {
        return """
                DO $$
                BEGIN
                    IF pg_catalog.to_regnamespace('"%1$s"') IS NULL THEN
                        CREATE SCHEMA IF NOT EXISTS "%1$s";
                    END IF;
                END
                $$""".formatted(name);
    }

    /** What a schema's comment says that has exactly this foundation. */
    String fingerprint() {
        return "stellaops.persistence foundation "
                + new Migration("001_foundation.sql", String.join(";", statements())).checksum();
    }

    /** The statement that makes the function that returns the tenant of the transaction, or fails. */
    public String requireCurrentTenant() {
        // After a transaction that named a tenant the setting is empty and not null.
        return """
                CREATE OR REPLACE FUNCTION "%1$s_app".require_current_tenant() RETURNS text
                LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
                DECLARE
                    tenant text := pg_catalog.current_setting('%2$s', true);
                BEGIN
                    IF tenant IS NULL OR tenant OPERATOR(pg_catalog.=) '' THEN
                        RAISE EXCEPTION 'no tenant is set for this transaction' USING
                            ERRCODE = 'insufficient_privilege',
                            HINT = 'set %2$s for the transaction, as set_config(name, tenant, true) does';
                    END IF;
                    RETURN tenant;
                END
                $$""".formatted(module, tenantSetting);
    }

    private String isolateByTenant() {
        return """
                CREATE OR REPLACE FUNCTION "%1$s_app".isolate_by_tenant(VARIADIC tables text[]) RETURNS void
                LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
                DECLARE
                    name text;
                    cast_to text;
                    relation pg_catalog.regclass;
                BEGIN
                    FOREACH name IN ARRAY tables LOOP
                        relation := pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', '%1$s', name));
                        IF relation IS NULL THEN
                            RAISE EXCEPTION 'table %%.%% does not exist', '%1$s', name USING ERRCODE = 'undefined_table';
                        END IF;
                        EXECUTE pg_catalog.format('ALTER TABLE %%s ENABLE ROW LEVEL SECURITY', relation);
                        EXECUTE pg_catalog.format('ALTER TABLE %%s FORCE ROW LEVEL SECURITY', relation);
                        SELECT CASE WHEN atttypid = 'pg_catalog.uuid'::pg_catalog.regtype THEN '::uuid' ELSE '' END
                        INTO STRICT cast_to
                        FROM pg_catalog.pg_attribute
                        WHERE attrelid = relation AND attname = 'tenant_id';
                        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = relation) THEN
                            EXECUTE pg_catalog.format(
                                'CREATE POLICY tenant_isolation ON %%1$s FOR ALL'
                                ' USING (tenant_id = (SELECT "%1$s_app".require_current_tenant())%%2$s)'
                                ' WITH CHECK (tenant_id = (SELECT "%1$s_app".require_current_tenant())%%2$s)',
                                relation, cast_to);
                        END IF;
                    END LOOP;
                END
                $$""".formatted(module);
    }
}
