CREATE TABLE IF NOT EXISTS issuer.issuers (
    id             text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    display_name   text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('VENDOR', 'DISTRO', 'COMMUNITY', 'CSIRT', 'INTERNAL')),
    status         text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE', 'REVOKED')),
    default_weight double precision NOT NULL CHECK (default_weight BETWEEN 0 AND 1),
    contact        jsonb,
    endpoints      jsonb NOT NULL,
    tags           text[] COLLATE "C" NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS idx_issuers_status_created_at ON issuer.issuers (status, created_at DESC);

COMMENT ON TABLE issuer.issuers IS 'A publisher whose statements can be trusted more or less.';
COMMENT ON COLUMN issuer.issuers.default_weight IS 'How much it counts where a tenant says nothing.';

CREATE TABLE IF NOT EXISTS issuer.issuer_keys (
    id              text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    issuer_id       text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('ED25519', 'X509', 'DSSE', 'PGP')),
    public_key      text COLLATE "C" NOT NULL,
    fingerprint     text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'RETIRED', 'REVOKED')),
    valid_from      timestamptz NOT NULL,
    expires_at      timestamptz,
    replaces_key_id text COLLATE "C",
    revoked_at      timestamptz,
    revoked_reason  text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    CONSTRAINT issuer_keys_fingerprint UNIQUE (issuer_id, fingerprint),
    CONSTRAINT issuer_keys_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer.issuers (id)
);

CREATE INDEX IF NOT EXISTS idx_issuer_keys_expires_at ON issuer.issuer_keys (expires_at)
    WHERE status = 'ACTIVE';

COMMENT ON TABLE issuer.issuer_keys IS 'A key that an issuer signs with.';
COMMENT ON COLUMN issuer.issuer_keys.replaces_key_id IS 'The key that was rotated out in favour of this one.';

CREATE TABLE IF NOT EXISTS issuer.trust_overrides (
    tenant_id  text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    issuer_id  text COLLATE "C" NOT NULL,
    weight     double precision NOT NULL CHECK (weight BETWEEN 0 AND 1),
    reason     text COLLATE "C" NOT NULL,
    expires_at timestamptz,
    created_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT trust_overrides_issuer_id UNIQUE (tenant_id, issuer_id),
    CONSTRAINT trust_overrides_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer.issuers (id)
);

CREATE INDEX IF NOT EXISTS idx_trust_overrides_issuer_id ON issuer.trust_overrides (issuer_id);
COMMENT ON INDEX issuer.idx_trust_overrides_issuer_id IS 'cross-tenant: deleting an issuer looks for the overrides of all tenants.';

COMMENT ON TABLE issuer.trust_overrides IS 'How much an issuer counts for one tenant.';

SELECT issuer_app.isolate_by_tenant('trust_overrides');

CREATE TABLE IF NOT EXISTS issuer.audit (
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

CREATE INDEX IF NOT EXISTS idx_audit_occurred_at ON issuer.audit (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_audit_entity_type_entity_id_occurred_at ON issuer.audit (tenant_id, entity_type, entity_id, occurred_at DESC);

COMMENT ON TABLE issuer.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN issuer.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

SELECT issuer_app.isolate_by_tenant('audit');
