CREATE TABLE IF NOT EXISTS policy.exceptions (
    tenant_id        text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id       text COLLATE "C",
    name             text COLLATE "C" NOT NULL,
    description      text COLLATE "C",
    rule_pattern     text COLLATE "C",
    resource_pattern text COLLATE "C",
    artifact_pattern text COLLATE "C",
    reason           text COLLATE "C" NOT NULL,
    status           text COLLATE "C" NOT NULL CHECK (status IN ('REQUESTED', 'ACTIVE', 'EXPIRED', 'REVOKED')),
    expires_at       timestamptz,
    approved_by      text COLLATE "C",
    approved_at      timestamptz,
    revoked_by       text COLLATE "C",
    revoked_at       timestamptz,
    metadata         jsonb,
    created_by       text COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_exceptions_project_id_created_at ON policy.exceptions (tenant_id, project_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_exceptions_expires_at ON policy.exceptions (tenant_id, expires_at)
    WHERE status = 'ACTIVE';

COMMENT ON TABLE policy.exceptions IS 'A permission to deviate from a rule for a while.';
COMMENT ON COLUMN policy.exceptions.project_id IS 'Absent for the whole tenant.';

SELECT policy_app.isolate_by_tenant('exceptions');

CREATE TABLE IF NOT EXISTS policy.audit (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id     text COLLATE "C",
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_audit_occurred_at ON policy.audit (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_audit_entity_type_entity_id_occurred_at ON policy.audit (tenant_id, entity_type, entity_id, occurred_at DESC);

COMMENT ON TABLE policy.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN policy.audit.project_id IS 'Absent for the whole tenant.';
COMMENT ON COLUMN policy.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

SELECT policy_app.isolate_by_tenant('audit');
