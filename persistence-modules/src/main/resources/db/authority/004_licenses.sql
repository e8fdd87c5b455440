CREATE TABLE IF NOT EXISTS authority.licenses (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    license_key text COLLATE "C" NOT NULL,
    edition     text COLLATE "C" NOT NULL CHECK (edition IN ('COMMUNITY', 'STANDARD', 'ENTERPRISE')),
    seats       integer NOT NULL CHECK (seats > 0),
    features    text[] COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'EXPIRED')),
    signature   text COLLATE "C" NOT NULL,
    payload     jsonb NOT NULL,
    issued_at   timestamptz NOT NULL,
    not_before  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT licenses_license_key UNIQUE (tenant_id, license_key),
    CONSTRAINT licenses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants (id)
);

CREATE INDEX IF NOT EXISTS idx_licenses_expires_at ON authority.licenses (tenant_id, expires_at)
    WHERE status = 'ACTIVE';

COMMENT ON TABLE authority.licenses IS 'A license of the product.';
COMMENT ON COLUMN authority.licenses.signature IS 'Signature of the issuer over payload.';
COMMENT ON COLUMN authority.licenses.payload IS 'The license as it was signed.';

SELECT authority_app.isolate_by_tenant('licenses');

CREATE TABLE IF NOT EXISTS authority.license_usage (
    tenant_id     text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id            uuid NOT NULL DEFAULT gen_random_uuid(),
    license_id    uuid NOT NULL,
    node_id       text COLLATE "C" NOT NULL,
    product       text COLLATE "C",
    used_seats    integer NOT NULL CHECK (used_seats >= 0),
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    properties    jsonb,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT license_usage_node_id UNIQUE (tenant_id, license_id, node_id)
);

CREATE INDEX IF NOT EXISTS idx_license_usage_last_seen_at ON authority.license_usage (tenant_id, last_seen_at DESC);

COMMENT ON TABLE authority.license_usage IS 'Which node uses how many seats of a license.';
COMMENT ON COLUMN authority.license_usage.license_id IS 'The license. No foreign key, because licenses have another unique key (ADR 0031).';
COMMENT ON COLUMN authority.license_usage.node_id IS 'The installation that uses seats, by its own name.';

SELECT authority_app.isolate_by_tenant('license_usage');
