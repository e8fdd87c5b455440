-- Exported from the schema that the migrations in db/audit create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA audit;
CREATE SCHEMA audit_app;

CREATE OR REPLACE FUNCTION audit_app.isolate_by_tenant(VARIADIC tables text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
    name text;
    cast_to text;
    relation pg_catalog.regclass;
BEGIN
    FOREACH name IN ARRAY tables LOOP
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'audit', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'audit', name USING ERRCODE = 'undefined_table';
        END IF;
        EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
        SELECT CASE WHEN atttypid = 'pg_catalog.uuid'::pg_catalog.regtype THEN '::uuid' ELSE '' END
        INTO STRICT cast_to
        FROM pg_catalog.pg_attribute
        WHERE attrelid = relation AND attname = 'tenant_id';
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = relation) THEN
            EXECUTE pg_catalog.format(
                'CREATE POLICY tenant_isolation ON %1$s FOR ALL'
                ' USING (tenant_id = (SELECT "audit_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "audit_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION audit_app.require_current_tenant()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
    tenant text := pg_catalog.current_setting('app.tenant_id', true);
BEGIN
    IF tenant IS NULL OR tenant OPERATOR(pg_catalog.=) '' THEN
        RAISE EXCEPTION 'no tenant is set for this transaction' USING
            ERRCODE = 'insufficient_privilege',
            HINT = 'set app.tenant_id for the transaction, as set_config(name, tenant, true) does';
    END IF;
    RETURN tenant;
END
$function$;

CREATE TABLE audit.events (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    event_number   bigint NOT NULL,
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    occurred_at    timestamptz NOT NULL,
    diff           jsonb,
    correlation_id text COLLATE "C",
    previous_hash  text COLLATE "C",
    content_hash   text COLLATE "C" NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT events_event_number UNIQUE (tenant_id, event_number),
    CONSTRAINT events_chain CHECK (((event_number = 1) = (previous_hash IS NULL))),
    CONSTRAINT events_content_hash CHECK ((content_hash ~ '^sha256:[0-9a-f]{64}$'::text)),
    CONSTRAINT events_event_number_check CHECK ((event_number > 0)),
    CONSTRAINT events_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_events_actor_occurred_at ON audit.events USING btree (tenant_id, actor, occurred_at DESC);
CREATE INDEX idx_events_entity_type_entity_id_occurred_at ON audit.events USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_events_occurred_at ON audit.events USING btree (tenant_id, occurred_at DESC);

ALTER TABLE audit.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON audit.events
    USING ((tenant_id = ( SELECT audit_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT audit_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE audit.events IS 'What anybody did to anything; append-only, and chained by hashes within a tenant.';
COMMENT ON COLUMN audit.events.event_number IS 'Counts the events of a tenant, from 1, without gaps.';
COMMENT ON COLUMN audit.events.entity_id IS 'Which thing, of the kind beside it; the event outlives it.';
COMMENT ON COLUMN audit.events.diff IS 'What changed, from what to what.';
COMMENT ON COLUMN audit.events.previous_hash IS 'The content_hash of the event before; absent for the first.';
COMMENT ON COLUMN audit.events.content_hash IS 'SHA-256 of the canonical JSON of this event, previous_hash included.';

CREATE TABLE audit.retention_policies (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    keep_days  integer NOT NULL,
    legal_hold boolean NOT NULL,
    updated_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT retention_policies_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT retention_policies_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT retention_policies_keep_days_check CHECK ((keep_days > 0)),
    CONSTRAINT retention_policies_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE audit.retention_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.retention_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON audit.retention_policies
    USING ((tenant_id = ( SELECT audit_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT audit_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE audit.retention_policies IS 'How long a tenant keeps its events. Its id is an entity type, or * for all others.';
COMMENT ON COLUMN audit.retention_policies.legal_hold IS 'Whether nothing may be removed meanwhile.';
