CREATE TABLE IF NOT EXISTS authority.clients (
    tenant_id            text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                   text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    name                 text COLLATE "C" NOT NULL,
    kind                 text COLLATE "C" NOT NULL CHECK (kind IN ('CONFIDENTIAL', 'PUBLIC')),
    secret_hash          text COLLATE "C",
    redirect_uris        text[] COLLATE "C" NOT NULL,
    grant_types          text[] COLLATE "C" NOT NULL,
    allowed_scopes       text[] COLLATE "C" NOT NULL,
    require_pkce         boolean NOT NULL,
    access_token_seconds integer NOT NULL CHECK (access_token_seconds > 0),
    enabled              boolean NOT NULL,
    properties           jsonb NOT NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT clients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants (id)
);

COMMENT ON TABLE authority.clients IS 'An OAuth client. Its id is the client_id of the protocol.';
COMMENT ON COLUMN authority.clients.access_token_seconds IS 'Lifetime of an access token.';

SELECT authority_app.isolate_by_tenant('clients');

CREATE TABLE IF NOT EXISTS authority.tokens (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('ACCESS', 'REFRESH', 'DEVICE_CODE', 'AUTHORIZATION_CODE')),
    subject_id  text COLLATE "C" NOT NULL,
    client_id   text COLLATE "C",
    token_hash  text COLLATE "C" NOT NULL,
    scopes      text[] COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL CHECK (status IN ('VALID', 'REDEEMED', 'REVOKED')),
    issued_at   timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    redeemed_at timestamptz,
    payload     jsonb,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tokens_token_hash UNIQUE (tenant_id, token_hash)
);

CREATE INDEX IF NOT EXISTS idx_tokens_subject_id_issued_at ON authority.tokens (tenant_id, subject_id, issued_at DESC);

CREATE INDEX IF NOT EXISTS idx_tokens_expires_at ON authority.tokens (tenant_id, expires_at)
    WHERE status = 'VALID';

COMMENT ON TABLE authority.tokens IS 'A token that was issued, by its hash.';
COMMENT ON COLUMN authority.tokens.subject_id IS 'The user or service account it speaks for.';
COMMENT ON COLUMN authority.tokens.token_hash IS 'SHA-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN authority.tokens.client_id IS 'The client it was issued to; absent for a token of the product itself. No foreign key, because revoked tokens outlive their client.';

SELECT authority_app.isolate_by_tenant('tokens');

CREATE TABLE IF NOT EXISTS authority.revocations (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    category    text COLLATE "C" NOT NULL CHECK (category IN ('TOKEN', 'SUBJECT', 'CLIENT', 'KEY')),
    revoked_id  text COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL CHECK (reason IN ('COMPROMISED', 'ROTATED', 'LEFT', 'POLICY', 'OTHER')),
    reason_text text COLLATE "C",
    revoked_by  text COLLATE "C" NOT NULL,
    revoked_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    metadata    jsonb,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT revocations_revoked_id UNIQUE (tenant_id, category, revoked_id)
);

CREATE INDEX IF NOT EXISTS idx_revocations_revoked_at ON authority.revocations (tenant_id, revoked_at DESC);

COMMENT ON TABLE authority.revocations IS 'Something that must no longer be accepted.';
COMMENT ON COLUMN authority.revocations.revoked_id IS 'Id of what is revoked, of the kind that category names.';
COMMENT ON COLUMN authority.revocations.expires_at IS 'When it need not be kept any longer.';

SELECT authority_app.isolate_by_tenant('revocations');

CREATE TABLE IF NOT EXISTS authority.login_attempts (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id        uuid,
    user_name      text COLLATE "C" NOT NULL,
    client_id      text COLLATE "C",
    outcome        text COLLATE "C" NOT NULL CHECK (outcome IN ('SUCCESS', 'BAD_CREDENTIALS', 'LOCKED', 'MFA_REQUIRED', 'MFA_FAILED', 'ERROR')),
    failure_detail text COLLATE "C",
    source_address text COLLATE "C",
    user_agent     text COLLATE "C",
    correlation_id text COLLATE "C",
    occurred_at    timestamptz NOT NULL,
    properties     jsonb,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_login_attempts_user_name_occurred_at ON authority.login_attempts (tenant_id, user_name, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_login_attempts_occurred_at ON authority.login_attempts (tenant_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_login_attempts_source_address_occurred_at ON authority.login_attempts (tenant_id, source_address, occurred_at DESC)
    WHERE outcome <> 'SUCCESS';

COMMENT ON TABLE authority.login_attempts IS 'Protocol evidence of logins; append-only, and never pruned by a cutover.';
COMMENT ON COLUMN authority.login_attempts.user_id IS 'Absent if no user has the name.';
COMMENT ON COLUMN authority.login_attempts.user_name IS 'The name that was given.';
COMMENT ON COLUMN authority.login_attempts.client_id IS 'As it was given; evidence outlives the client.';

SELECT authority_app.isolate_by_tenant('login_attempts');
