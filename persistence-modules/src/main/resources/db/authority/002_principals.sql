CREATE TABLE IF NOT EXISTS authority.roles (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    name        text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    built_in    boolean NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT roles_name UNIQUE (tenant_id, name),
    CONSTRAINT roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants (id)
);

CREATE TABLE IF NOT EXISTS authority.role_scopes (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    value     text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES authority.roles (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE authority.roles IS 'A named set of scopes.';
COMMENT ON COLUMN authority.roles.name IS 'Unique within the tenant.';
COMMENT ON COLUMN authority.roles.built_in IS 'Whether it ships with the product and cannot be edited.';
COMMENT ON TABLE authority.role_scopes IS 'The scopes of a role.';

SELECT authority_app.isolate_by_tenant('roles', 'role_scopes');

CREATE TABLE IF NOT EXISTS authority.users (
    tenant_id           text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                  uuid NOT NULL DEFAULT gen_random_uuid(),
    user_name           text COLLATE "C" NOT NULL,
    email               text COLLATE "C",
    display_name        text COLLATE "C",
    status              text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'LOCKED', 'DISABLED')),
    password_hash       text COLLATE "C",
    password_changed_at timestamptz,
    mfa_enabled         boolean NOT NULL,
    failed_logins       integer NOT NULL CHECK (failed_logins >= 0),
    locked_until        timestamptz,
    last_login_at       timestamptz,
    attributes          jsonb NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_user_name UNIQUE (tenant_id, user_name),
    CONSTRAINT users_email UNIQUE (tenant_id, email),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants (id)
);

CREATE INDEX IF NOT EXISTS idx_users_status_created_at ON authority.users (tenant_id, status, created_at DESC);

CREATE TABLE IF NOT EXISTS authority.user_roles (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  uuid NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    role_id    uuid NOT NULL,
    granted_by text COLLATE "C" NOT NULL,
    granted_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES authority.users (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_user_roles_role_id ON authority.user_roles (tenant_id, role_id);

COMMENT ON TABLE authority.users IS 'A person who can log in.';
COMMENT ON COLUMN authority.users.user_name IS 'Login name, unique within the tenant.';
COMMENT ON COLUMN authority.users.password_hash IS 'In the PHC string format; absent for users of an external identity provider.';
COMMENT ON COLUMN authority.users.failed_logins IS 'Failed logins since the last success.';
COMMENT ON COLUMN authority.users.attributes IS 'Claims from the identity provider.';
COMMENT ON TABLE authority.user_roles IS 'The roles of a user. A role can be deleted before the users that held it, so there is no foreign key.';
COMMENT ON COLUMN authority.user_roles.role_id IS 'Id of the role.';

SELECT authority_app.isolate_by_tenant('users', 'user_roles');

CREATE TABLE IF NOT EXISTS authority.service_accounts (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    description     text COLLATE "C",
    status          text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
    owner_user_id   uuid,
    allowed_scopes  text[] COLLATE "C" NOT NULL,
    credential_hash text COLLATE "C",
    expires_at      timestamptz,
    last_used_at    timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT service_accounts_name UNIQUE (tenant_id, name),
    CONSTRAINT service_accounts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES authority.tenants (id)
);

CREATE INDEX IF NOT EXISTS idx_service_accounts_owner_user_id ON authority.service_accounts (tenant_id, owner_user_id)
    WHERE owner_user_id IS NOT NULL;

COMMENT ON TABLE authority.service_accounts IS 'A machine that can log in.';
COMMENT ON COLUMN authority.service_accounts.name IS 'Unique within the tenant.';
COMMENT ON COLUMN authority.service_accounts.owner_user_id IS 'The user who answers for it.';

SELECT authority_app.isolate_by_tenant('service_accounts');
