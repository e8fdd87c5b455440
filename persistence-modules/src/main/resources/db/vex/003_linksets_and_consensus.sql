CREATE TABLE IF NOT EXISTS vex.linksets (
    tenant_id        text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id               text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    vulnerability_id text COLLATE "C" NOT NULL,
    product_key      text COLLATE "C" NOT NULL,
    providers        text[] COLLATE "C" NOT NULL,
    observation_ids  text[] COLLATE "C" NOT NULL,
    disagreements    jsonb NOT NULL,
    confidence       text COLLATE "C" NOT NULL CHECK (confidence IN ('LOW', 'MEDIUM', 'HIGH')),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT linksets_vulnerability_id UNIQUE (tenant_id, vulnerability_id, product_key)
);

CREATE INDEX IF NOT EXISTS idx_linksets_updated_at ON vex.linksets (tenant_id, updated_at DESC);

COMMENT ON TABLE vex.linksets IS 'The observations of one vulnerability in one product, and where they contradict each other.';
COMMENT ON COLUMN vex.linksets.vulnerability_id IS 'As published, such as a CVE.';

SELECT vex_app.isolate_by_tenant('linksets');

CREATE TABLE IF NOT EXISTS vex.linkset_events (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    linkset_id     text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('CREATED', 'OBSERVATION_ADDED', 'OBSERVATION_REMOVED', 'CONFLICT_FOUND', 'CONFLICT_RESOLVED')),
    observation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_linkset_events_linkset_id_occurred_at ON vex.linkset_events (tenant_id, linkset_id, occurred_at DESC);

COMMENT ON TABLE vex.linkset_events IS 'What changed a link set; append-only.';
COMMENT ON COLUMN vex.linkset_events.linkset_id IS 'The link set. No foreign key, because link sets have another unique key (ADR 0031).';
COMMENT ON COLUMN vex.linkset_events.observation_id IS 'The observation that changed it. No foreign key, because observations have another unique key (ADR 0031).';

SELECT vex_app.isolate_by_tenant('linkset_events');

CREATE TABLE IF NOT EXISTS vex.consensus (
    tenant_id        text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    vulnerability_id text COLLATE "C" NOT NULL,
    product_key      text COLLATE "C" NOT NULL,
    status           text COLLATE "C" NOT NULL CHECK (status IN ('NOT_AFFECTED', 'AFFECTED', 'FIXED', 'UNDER_INVESTIGATION', 'DIVERGENT')),
    policy_version   text COLLATE "C",
    summary          text COLLATE "C",
    sources          jsonb NOT NULL,
    confidence       double precision CHECK (confidence BETWEEN 0 AND 1),
    calculated_at    timestamptz NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT consensus_vulnerability_id UNIQUE (tenant_id, vulnerability_id, product_key)
);

CREATE INDEX IF NOT EXISTS idx_consensus_calculated_at ON vex.consensus (tenant_id, calculated_at DESC);

COMMENT ON TABLE vex.consensus IS 'What all sources together say.';
COMMENT ON COLUMN vex.consensus.vulnerability_id IS 'As published, such as a CVE.';

SELECT vex_app.isolate_by_tenant('consensus');

CREATE TABLE IF NOT EXISTS vex.consensus_holds (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    consensus_id uuid NOT NULL,
    reason       text COLLATE "C" NOT NULL,
    held_by      text COLLATE "C" NOT NULL,
    held_at      timestamptz NOT NULL,
    release_at   timestamptz,
    released_by  text COLLATE "C",
    released_at  timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_consensus_holds_consensus_id ON vex.consensus_holds (tenant_id, consensus_id);

CREATE INDEX IF NOT EXISTS idx_consensus_holds_release_at ON vex.consensus_holds (tenant_id, release_at)
    WHERE released_at IS NULL;

COMMENT ON TABLE vex.consensus_holds IS 'A consensus that must not be published yet.';
COMMENT ON COLUMN vex.consensus_holds.consensus_id IS 'What is held back. No foreign key, because results have another unique key (ADR 0031).';

SELECT vex_app.isolate_by_tenant('consensus_holds');
