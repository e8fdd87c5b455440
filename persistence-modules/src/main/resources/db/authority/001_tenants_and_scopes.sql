CREATE TABLE IF NOT EXISTS authority.tenants (
    id         text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    name       text COLLATE "C" NOT NULL,
    status     text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
    settings   jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

COMMENT ON TABLE authority.tenants IS 'A customer of the control plane. Its id is the tenant_id of every other table.';
COMMENT ON COLUMN authority.tenants.name IS 'Name shown to people.';
COMMENT ON COLUMN authority.tenants.settings IS 'Settings of the tenant that only its own services read.';

CREATE TABLE IF NOT EXISTS authority.scopes (
    id          text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    description text COLLATE "C" NOT NULL,
    category    text COLLATE "C" NOT NULL CHECK (category IN ('READ', 'WRITE', 'ADMIN')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

COMMENT ON TABLE authority.scopes IS 'A right that clients, roles and service accounts can be given. Its id is the name of the scope, such as vuln:read.';
