CREATE TABLE IF NOT EXISTS policy.packs (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    project_id     text COLLATE "C",
    name           text COLLATE "C" NOT NULL,
    display_name   text COLLATE "C" NOT NULL,
    description    text COLLATE "C",
    is_built_in    boolean NOT NULL,
    active_version integer,
    labels         jsonb,
    created_by     text COLLATE "C" NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT packs_id CHECK (id = coalesce(project_id, '-') || '/' || name)
);

CREATE INDEX IF NOT EXISTS idx_packs_project_id_created_at ON policy.packs (tenant_id, project_id, created_at DESC);

COMMENT ON TABLE policy.packs IS 'A policy pack of a project, or of the whole tenant. Its id is project/name, with - for the whole tenant, so that the key holds both.';
COMMENT ON COLUMN policy.packs.project_id IS 'Absent for the whole tenant.';

SELECT policy_app.isolate_by_tenant('packs');

CREATE TABLE IF NOT EXISTS policy.pack_versions (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    pack_id      text COLLATE "C" NOT NULL,
    project_id   text COLLATE "C",
    version      integer NOT NULL CHECK (version > 0),
    description  text COLLATE "C",
    content_hash text COLLATE "C" NOT NULL,
    is_published boolean NOT NULL,
    published_by text COLLATE "C",
    published_at timestamptz,
    created_by   text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT pack_versions_version UNIQUE (tenant_id, pack_id, version),
    CONSTRAINT pack_versions_pack_id_fkey FOREIGN KEY (tenant_id, pack_id) REFERENCES policy.packs (tenant_id, id)
);

CREATE TABLE IF NOT EXISTS policy.rules (
    tenant_id    text COLLATE "C" NOT NULL,
    parent_id    uuid NOT NULL,
    position     integer NOT NULL CHECK (position >= 0),
    name         text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('REGO', 'JSON', 'YAML')),
    severity     text COLLATE "C" NOT NULL CHECK (severity IN ('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    category     text COLLATE "C",
    content      text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL,
    tags         text[] COLLATE "C" NOT NULL,
    metadata     jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES policy.pack_versions (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE policy.pack_versions IS 'One version of a pack with its rules; not changed once it is published.';
COMMENT ON COLUMN policy.pack_versions.project_id IS 'As in the pack.';
COMMENT ON COLUMN policy.pack_versions.content_hash IS 'SHA-256 of the canonical JSON of the rules.';
COMMENT ON TABLE policy.rules IS 'The rules of a version, in the order in which they are evaluated.';

SELECT policy_app.isolate_by_tenant('pack_versions', 'rules');

CREATE TABLE IF NOT EXISTS policy.risk_profiles (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    project_id      text COLLATE "C",
    name            text COLLATE "C" NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    is_active       boolean NOT NULL,
    description     text COLLATE "C",
    thresholds      jsonb NOT NULL,
    scoring_weights jsonb NOT NULL,
    exemptions      jsonb NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT risk_profiles_id CHECK (id = coalesce(project_id, '-') || '/' || name || '/' || version)
);

CREATE INDEX IF NOT EXISTS idx_risk_profiles_project_id_name ON policy.risk_profiles (tenant_id, project_id, name)
    WHERE is_active;

COMMENT ON TABLE policy.risk_profiles IS 'How findings are scored. Its id is project/name/version, with - for the whole tenant.';
COMMENT ON COLUMN policy.risk_profiles.project_id IS 'Absent for the whole tenant.';

SELECT policy_app.isolate_by_tenant('risk_profiles');
