-- Exported from the schema that the migrations in db/audit create; a test compares the two. To run, not to edit.

CREATE SCHEMA audit;
CREATE SCHEMA audit_app;

CREATE OR REPLACE FUNCTION audit_app.isolate_by_tenant(VARIADIC tables text[])
 RETURNS void
 LANGUAGE plpgsql
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
AS $function$
DECLARE
    tenant text := pg_catalog.current_setting('app.tenant_id', true);
BEGIN
    IF tenant IS NULL OR tenant = '' THEN
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

CREATE TABLE audit.schema_migrations (
    migration_name text NOT NULL,
    category       text NOT NULL,
    checksum       text NOT NULL,
    applied_at     timestamptz NOT NULL DEFAULT now(),
    applied_by     text NOT NULL,
    duration_ms    bigint NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (migration_name),
    CONSTRAINT schema_migrations_category_check CHECK ((category = ANY (ARRAY['startup'::text, 'release'::text, 'seed'::text, 'data'::text])))
);

CREATE TABLE audit.sync_checkpoints (
    name     text COLLATE "C" NOT NULL,
    content  text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sync_checkpoints_pkey PRIMARY KEY (name)
);

CREATE TABLE audit.sync_control (
    module text COLLATE "C" NOT NULL,
    epoch  bigint NOT NULL,
    phase  text COLLATE "C" NOT NULL,
    leads  boolean NOT NULL GENERATED ALWAYS AS ((phase <> 'AWAY'::text)) STORED,
    CONSTRAINT sync_control_pkey PRIMARY KEY (module),
    CONSTRAINT sync_control_phase_check CHECK ((phase = ANY (ARRAY['STEADY'::text, 'MOVING'::text, 'AWAY'::text])))
);

CREATE TABLE audit.sync_dead_letters (
    entity   text COLLATE "C" NOT NULL,
    tenant   text COLLATE "C" NOT NULL,
    id       text COLLATE "C" NOT NULL,
    version  bigint NOT NULL,
    token    text COLLATE "C",
    reason   text NOT NULL,
    tries    integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    next_at  timestamptz,
    CONSTRAINT sync_dead_letters_pkey PRIMARY KEY (entity, tenant, id)
);

CREATE INDEX idx_sync_dead_letters_dead ON audit.sync_dead_letters USING btree (entity, tenant, id) WHERE (next_at IS NULL);

CREATE TABLE audit.sync_stale_writes (
    entity      text COLLATE "C" NOT NULL,
    tenant      text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    token       text COLLATE "C" NOT NULL,
    deleted     boolean NOT NULL,
    content     text,
    epoch       bigint NOT NULL,
    reported_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sync_stale_writes_pkey PRIMARY KEY (entity, tenant, id, version, token)
);

CREATE TABLE audit.sync_state (
    entity        text COLLATE "C" NOT NULL,
    tenant        text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    version       bigint NOT NULL,
    previous      bigint NOT NULL DEFAULT 0,
    token         text COLLATE "C",
    hash          text COLLATE "C",
    deleted       boolean NOT NULL DEFAULT false,
    pending_epoch bigint,
    evicted       boolean NOT NULL DEFAULT false,
    CONSTRAINT sync_state_pkey PRIMARY KEY (entity, tenant, id),
    CONSTRAINT sync_state_check CHECK (((version = 0) = (token IS NULL)))
);

CREATE INDEX idx_sync_state_pending ON audit.sync_state USING btree (entity, tenant, id) WHERE (pending_epoch IS NOT NULL);

ALTER TABLE audit.sync_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.sync_state FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON audit.sync_state
    USING (CASE WHEN (tenant = ''::text) THEN true ELSE (tenant = audit_app.require_current_tenant()) END)
    WITH CHECK (CASE WHEN (tenant = ''::text) THEN true ELSE (tenant = audit_app.require_current_tenant()) END);
