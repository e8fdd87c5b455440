CREATE TABLE IF NOT EXISTS notify.localization_bundles (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    locale      text COLLATE "C" NOT NULL,
    bundle_key  text COLLATE "C" NOT NULL,
    content     jsonb NOT NULL,
    description text COLLATE "C",
    is_default  boolean NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT localization_bundles_bundle_key UNIQUE (tenant_id, bundle_key, locale)
);

COMMENT ON TABLE notify.localization_bundles IS 'Texts of one locale.';

SELECT notify_app.isolate_by_tenant('localization_bundles');

CREATE TABLE IF NOT EXISTS notify.locks (
    tenant_id     text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id            text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    owner         text COLLATE "C" NOT NULL,
    fencing_token bigint NOT NULL CHECK (fencing_token > 0),
    acquired_at   timestamptz NOT NULL,
    renewed_at    timestamptz,
    expires_at    timestamptz NOT NULL,
    metadata      jsonb,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT locks_lease CHECK (expires_at > acquired_at)
);

CREATE INDEX IF NOT EXISTS idx_locks_expires_at ON notify.locks (tenant_id, expires_at);

COMMENT ON TABLE notify.locks IS 'A distributed lock. Its id is what is locked; whoever holds an unexpired lease owns it.';
COMMENT ON COLUMN notify.locks.fencing_token IS 'Grows with every change of owner.';

SELECT notify_app.isolate_by_tenant('locks');

CREATE TABLE IF NOT EXISTS notify.audit (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_audit_occurred_at ON notify.audit (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_audit_entity_type_entity_id_occurred_at ON notify.audit (tenant_id, entity_type, entity_id, occurred_at DESC);

COMMENT ON TABLE notify.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN notify.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

SELECT notify_app.isolate_by_tenant('audit');
