CREATE TABLE IF NOT EXISTS scheduler.workers (
    id                text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    hostname          text COLLATE "C" NOT NULL,
    status            text COLLATE "C" NOT NULL CHECK (status IN ('STARTING', 'READY', 'DRAINING', 'STOPPED')),
    capacity          integer NOT NULL CHECK (capacity >= 0),
    labels            text[] COLLATE "C" NOT NULL,
    version           text COLLATE "C" NOT NULL,
    started_at        timestamptz NOT NULL,
    last_heartbeat_at timestamptz NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS idx_workers_last_heartbeat_at ON scheduler.workers (last_heartbeat_at)
    WHERE status <> 'STOPPED';

COMMENT ON TABLE scheduler.workers IS 'A process that claims jobs, of whichever tenant.';

CREATE TABLE IF NOT EXISTS scheduler.locks (
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

CREATE INDEX IF NOT EXISTS idx_locks_expires_at ON scheduler.locks (tenant_id, expires_at);

COMMENT ON TABLE scheduler.locks IS 'A distributed lock. Its id is what is locked; whoever holds an unexpired lease owns it.';
COMMENT ON COLUMN scheduler.locks.fencing_token IS 'Grows with every change of owner.';

SELECT scheduler_app.isolate_by_tenant('locks');

CREATE TABLE IF NOT EXISTS scheduler.audit (
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

CREATE INDEX IF NOT EXISTS idx_audit_occurred_at ON scheduler.audit (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_audit_entity_type_entity_id_occurred_at ON scheduler.audit (tenant_id, entity_type, entity_id, occurred_at DESC);

COMMENT ON TABLE scheduler.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN scheduler.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

SELECT scheduler_app.isolate_by_tenant('audit');
