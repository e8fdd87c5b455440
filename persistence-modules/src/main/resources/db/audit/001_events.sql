CREATE TABLE IF NOT EXISTS audit.events (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    event_number   bigint NOT NULL CHECK (event_number > 0),
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    occurred_at    timestamptz NOT NULL,
    diff           jsonb,
    correlation_id text COLLATE "C",
    previous_hash  text COLLATE "C",
    content_hash   text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT events_event_number UNIQUE (tenant_id, event_number),
    CONSTRAINT events_content_hash CHECK (content_hash ~ '^sha256:[0-9a-f]{64}$'),
    CONSTRAINT events_chain CHECK ((event_number = 1) = (previous_hash IS NULL))
);

CREATE INDEX IF NOT EXISTS idx_events_occurred_at ON audit.events (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_events_entity_type_entity_id_occurred_at ON audit.events (tenant_id, entity_type, entity_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_events_actor_occurred_at ON audit.events (tenant_id, actor, occurred_at DESC);

COMMENT ON TABLE audit.events IS 'What anybody did to anything; append-only, and chained by hashes within a tenant.';
COMMENT ON COLUMN audit.events.event_number IS 'Counts the events of a tenant, from 1, without gaps.';
COMMENT ON COLUMN audit.events.diff IS 'What changed, from what to what.';
COMMENT ON COLUMN audit.events.previous_hash IS 'The content_hash of the event before; absent for the first.';
COMMENT ON COLUMN audit.events.content_hash IS 'SHA-256 of the canonical JSON of this event, previous_hash included.';
COMMENT ON COLUMN audit.events.entity_id IS 'Which thing, of the kind beside it; the event outlives it.';

SELECT audit_app.isolate_by_tenant('events');

CREATE TABLE IF NOT EXISTS audit.retention_policies (
    tenant_id  text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id         text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    keep_days  integer NOT NULL CHECK (keep_days > 0),
    legal_hold boolean NOT NULL,
    updated_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

COMMENT ON TABLE audit.retention_policies IS 'How long a tenant keeps its events. Its id is an entity type, or * for all others.';
COMMENT ON COLUMN audit.retention_policies.legal_hold IS 'Whether nothing may be removed meanwhile.';

SELECT audit_app.isolate_by_tenant('retention_policies');
