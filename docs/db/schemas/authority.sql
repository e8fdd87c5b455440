-- Exported from the schema that the migrations in db/authority create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA authority;
CREATE SCHEMA authority_app;

CREATE OR REPLACE FUNCTION authority_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'authority', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'authority', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "authority_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "authority_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION authority_app.require_current_tenant()
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

CREATE TABLE authority.license_usage (
    tenant_id     text COLLATE "C" NOT NULL,
    id            uuid NOT NULL DEFAULT gen_random_uuid(),
    license_id    uuid NOT NULL,
    node_id       text COLLATE "C" NOT NULL,
    product       text COLLATE "C",
    used_seats    integer NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    properties    jsonb,
    CONSTRAINT license_usage_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT license_usage_node_id UNIQUE (tenant_id, license_id, node_id),
    CONSTRAINT license_usage_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT license_usage_used_seats_check CHECK ((used_seats >= 0))
);

CREATE INDEX idx_license_usage_last_seen_at ON authority.license_usage USING btree (tenant_id, last_seen_at DESC);

ALTER TABLE authority.license_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.license_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.license_usage
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.license_usage IS 'Which node uses how many seats of a license.';
COMMENT ON COLUMN authority.license_usage.license_id IS 'The license. No foreign key, because licenses have another unique key (ADR 0031).';
COMMENT ON COLUMN authority.license_usage.node_id IS 'The installation that uses seats, by its own name.';

CREATE TABLE authority.login_attempts (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id        uuid,
    user_name      text COLLATE "C" NOT NULL,
    client_id      text COLLATE "C",
    outcome        text COLLATE "C" NOT NULL,
    failure_detail text COLLATE "C",
    source_address text COLLATE "C",
    user_agent     text COLLATE "C",
    correlation_id text COLLATE "C",
    occurred_at    timestamptz NOT NULL,
    properties     jsonb,
    CONSTRAINT login_attempts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT login_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['SUCCESS'::text, 'BAD_CREDENTIALS'::text, 'LOCKED'::text, 'MFA_REQUIRED'::text, 'MFA_FAILED'::text, 'ERROR'::text]))),
    CONSTRAINT login_attempts_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_login_attempts_occurred_at ON authority.login_attempts USING btree (tenant_id, occurred_at DESC);
CREATE INDEX idx_login_attempts_source_address_occurred_at ON authority.login_attempts USING btree (tenant_id, source_address, occurred_at DESC) WHERE (outcome <> 'SUCCESS'::text);
CREATE INDEX idx_login_attempts_user_name_occurred_at ON authority.login_attempts USING btree (tenant_id, user_name, occurred_at DESC);

ALTER TABLE authority.login_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.login_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.login_attempts
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.login_attempts IS 'Protocol evidence of logins; append-only, and never pruned by a cutover.';
COMMENT ON COLUMN authority.login_attempts.user_id IS 'Absent if no user has the name.';
COMMENT ON COLUMN authority.login_attempts.user_name IS 'The name that was given.';
COMMENT ON COLUMN authority.login_attempts.client_id IS 'As it was given; evidence outlives the client.';

CREATE TABLE authority.revocations (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    category    text COLLATE "C" NOT NULL,
    revoked_id  text COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    reason_text text COLLATE "C",
    revoked_by  text COLLATE "C" NOT NULL,
    revoked_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    metadata    jsonb,
    CONSTRAINT revocations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT revocations_revoked_id UNIQUE (tenant_id, category, revoked_id),
    CONSTRAINT revocations_category_check CHECK ((category = ANY (ARRAY['TOKEN'::text, 'SUBJECT'::text, 'CLIENT'::text, 'KEY'::text]))),
    CONSTRAINT revocations_reason_check CHECK ((reason = ANY (ARRAY['COMPROMISED'::text, 'ROTATED'::text, 'LEFT'::text, 'POLICY'::text, 'OTHER'::text]))),
    CONSTRAINT revocations_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_revocations_revoked_at ON authority.revocations USING btree (tenant_id, revoked_at DESC);

ALTER TABLE authority.revocations ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.revocations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.revocations
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.revocations IS 'Something that must no longer be accepted.';
COMMENT ON COLUMN authority.revocations.revoked_id IS 'Id of what is revoked, of the kind that category names.';
COMMENT ON COLUMN authority.revocations.expires_at IS 'When it need not be kept any longer.';

CREATE TABLE authority.scopes (
    id          text COLLATE "C" NOT NULL,
    description text COLLATE "C" NOT NULL,
    category    text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scopes_pkey PRIMARY KEY (id),
    CONSTRAINT scopes_category_check CHECK ((category = ANY (ARRAY['READ'::text, 'WRITE'::text, 'ADMIN'::text]))),
    CONSTRAINT scopes_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000)))
);

COMMENT ON TABLE authority.scopes IS 'A right that clients, roles and service accounts can be given. Its id is the name of the scope, such as vuln:read.';

CREATE TABLE authority.tenants (
    id         text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    status     text COLLATE "C" NOT NULL,
    settings   jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT tenants_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text])))
);

COMMENT ON TABLE authority.tenants IS 'A customer of the control plane. Its id is the tenant_id of every other table.';
COMMENT ON COLUMN authority.tenants.name IS 'Name shown to people.';
COMMENT ON COLUMN authority.tenants.settings IS 'Settings of the tenant that only its own services read.';

CREATE TABLE authority.clients (
    tenant_id            text COLLATE "C" NOT NULL,
    id                   text COLLATE "C" NOT NULL,
    name                 text COLLATE "C" NOT NULL,
    kind                 text COLLATE "C" NOT NULL,
    secret_hash          text COLLATE "C",
    redirect_uris        text[] COLLATE "C" NOT NULL,
    grant_types          text[] COLLATE "C" NOT NULL,
    allowed_scopes       text[] COLLATE "C" NOT NULL,
    require_pkce         boolean NOT NULL,
    access_token_seconds integer NOT NULL,
    enabled              boolean NOT NULL,
    properties           jsonb NOT NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT clients_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT clients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants(id),
    CONSTRAINT clients_access_token_seconds_check CHECK ((access_token_seconds > 0)),
    CONSTRAINT clients_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT clients_kind_check CHECK ((kind = ANY (ARRAY['CONFIDENTIAL'::text, 'PUBLIC'::text]))),
    CONSTRAINT clients_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE authority.clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.clients FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.clients
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.clients IS 'An OAuth client. Its id is the client_id of the protocol.';
COMMENT ON COLUMN authority.clients.access_token_seconds IS 'Lifetime of an access token.';

CREATE TABLE authority.licenses (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    license_key text COLLATE "C" NOT NULL,
    edition     text COLLATE "C" NOT NULL,
    seats       integer NOT NULL,
    features    text[] COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    signature   text COLLATE "C" NOT NULL,
    payload     jsonb NOT NULL,
    issued_at   timestamptz NOT NULL,
    not_before  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT licenses_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT licenses_license_key UNIQUE (tenant_id, license_key),
    CONSTRAINT licenses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants(id),
    CONSTRAINT licenses_edition_check CHECK ((edition = ANY (ARRAY['COMMUNITY'::text, 'STANDARD'::text, 'ENTERPRISE'::text]))),
    CONSTRAINT licenses_seats_check CHECK ((seats > 0)),
    CONSTRAINT licenses_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'EXPIRED'::text]))),
    CONSTRAINT licenses_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_licenses_expires_at ON authority.licenses USING btree (tenant_id, expires_at) WHERE (status = 'ACTIVE'::text);

ALTER TABLE authority.licenses ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.licenses FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.licenses
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.licenses IS 'A license of the product.';
COMMENT ON COLUMN authority.licenses.signature IS 'Signature of the issuer over payload.';
COMMENT ON COLUMN authority.licenses.payload IS 'The license as it was signed.';

CREATE TABLE authority.roles (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    name        text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    built_in    boolean NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT roles_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT roles_name UNIQUE (tenant_id, name),
    CONSTRAINT roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants(id),
    CONSTRAINT roles_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE authority.roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.roles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.roles
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.roles IS 'A named set of scopes.';
COMMENT ON COLUMN authority.roles.name IS 'Unique within the tenant.';
COMMENT ON COLUMN authority.roles.built_in IS 'Whether it ships with the product and cannot be edited.';

CREATE TABLE authority.role_scopes (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL,
    value     text COLLATE "C" NOT NULL,
    CONSTRAINT role_scopes_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT role_scopes_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES authority.roles(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT role_scopes_position_check CHECK (("position" >= 0))
);

ALTER TABLE authority.role_scopes ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.role_scopes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.role_scopes
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.role_scopes IS 'The scopes of a role.';

CREATE TABLE authority.service_accounts (
    tenant_id       text COLLATE "C" NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    description     text COLLATE "C",
    status          text COLLATE "C" NOT NULL,
    owner_user_id   uuid,
    allowed_scopes  text[] COLLATE "C" NOT NULL,
    credential_hash text COLLATE "C",
    expires_at      timestamptz,
    last_used_at    timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT service_accounts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT service_accounts_name UNIQUE (tenant_id, name),
    CONSTRAINT service_accounts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants(id),
    CONSTRAINT service_accounts_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DISABLED'::text]))),
    CONSTRAINT service_accounts_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_service_accounts_owner_user_id ON authority.service_accounts USING btree (tenant_id, owner_user_id) WHERE (owner_user_id IS NOT NULL);

ALTER TABLE authority.service_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.service_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.service_accounts
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.service_accounts IS 'A machine that can log in.';
COMMENT ON COLUMN authority.service_accounts.name IS 'Unique within the tenant.';
COMMENT ON COLUMN authority.service_accounts.owner_user_id IS 'The user who answers for it.';

CREATE TABLE authority.tokens (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    kind        text COLLATE "C" NOT NULL,
    subject_id  text COLLATE "C" NOT NULL,
    client_id   text COLLATE "C",
    token_hash  text COLLATE "C" NOT NULL,
    scopes      text[] COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    issued_at   timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    redeemed_at timestamptz,
    payload     jsonb,
    CONSTRAINT tokens_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tokens_token_hash UNIQUE (tenant_id, token_hash),
    CONSTRAINT tokens_kind_check CHECK ((kind = ANY (ARRAY['ACCESS'::text, 'REFRESH'::text, 'DEVICE_CODE'::text, 'AUTHORIZATION_CODE'::text]))),
    CONSTRAINT tokens_status_check CHECK ((status = ANY (ARRAY['VALID'::text, 'REDEEMED'::text, 'REVOKED'::text]))),
    CONSTRAINT tokens_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_tokens_expires_at ON authority.tokens USING btree (tenant_id, expires_at) WHERE (status = 'VALID'::text);
CREATE INDEX idx_tokens_subject_id_issued_at ON authority.tokens USING btree (tenant_id, subject_id, issued_at DESC);

ALTER TABLE authority.tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.tokens
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.tokens IS 'A token that was issued, by its hash.';
COMMENT ON COLUMN authority.tokens.subject_id IS 'The user or service account it speaks for.';
COMMENT ON COLUMN authority.tokens.client_id IS 'The client it was issued to; absent for a token of the product itself. No foreign key, because revoked tokens outlive their client.';
COMMENT ON COLUMN authority.tokens.token_hash IS 'SHA-256 of the token; the token itself is never stored.';

CREATE TABLE authority.users (
    tenant_id           text COLLATE "C" NOT NULL,
    id                  uuid NOT NULL DEFAULT gen_random_uuid(),
    user_name           text COLLATE "C" NOT NULL,
    email               text COLLATE "C",
    display_name        text COLLATE "C",
    status              text COLLATE "C" NOT NULL,
    password_hash       text COLLATE "C",
    password_changed_at timestamptz,
    mfa_enabled         boolean NOT NULL,
    failed_logins       integer NOT NULL,
    locked_until        timestamptz,
    last_login_at       timestamptz,
    attributes          jsonb NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_email UNIQUE (tenant_id, email),
    CONSTRAINT users_user_name UNIQUE (tenant_id, user_name),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants(id),
    CONSTRAINT users_failed_logins_check CHECK ((failed_logins >= 0)),
    CONSTRAINT users_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'LOCKED'::text, 'DISABLED'::text]))),
    CONSTRAINT users_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_users_status_created_at ON authority.users USING btree (tenant_id, status, created_at DESC);

ALTER TABLE authority.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.users FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.users
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.users IS 'A person who can log in.';
COMMENT ON COLUMN authority.users.user_name IS 'Login name, unique within the tenant.';
COMMENT ON COLUMN authority.users.password_hash IS 'In the PHC string format; absent for users of an external identity provider.';
COMMENT ON COLUMN authority.users.failed_logins IS 'Failed logins since the last success.';
COMMENT ON COLUMN authority.users.attributes IS 'Claims from the identity provider.';

CREATE TABLE authority.user_roles (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  uuid NOT NULL,
    position   integer NOT NULL,
    role_id    uuid NOT NULL,
    granted_by text COLLATE "C" NOT NULL,
    granted_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT user_roles_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT user_roles_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES authority.users(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT user_roles_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_user_roles_role_id ON authority.user_roles USING btree (tenant_id, role_id);

ALTER TABLE authority.user_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE authority.user_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON authority.user_roles
    USING ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT authority_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE authority.user_roles IS 'The roles of a user. A role can be deleted before the users that held it, so there is no foreign key.';
COMMENT ON COLUMN authority.user_roles.role_id IS 'Id of the role.';
