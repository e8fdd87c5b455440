CREATE TABLE IF NOT EXISTS vex.raw_documents (
    tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    digest            text COLLATE "C" NOT NULL CHECK (digest <> '' AND octet_length(digest) <= 1000),
    provider_id       text COLLATE "C" NOT NULL,
    format            text COLLATE "C" NOT NULL CHECK (format IN ('OPENVEX', 'CSAF', 'CYCLONEDX', 'CUSTOM')),
    source_uri        text COLLATE "C" NOT NULL,
    etag              text COLLATE "C" NOT NULL,
    retrieved_at      timestamptz NOT NULL,
    supersedes_digest text COLLATE "C",
    content           jsonb NOT NULL,
    metadata          jsonb NOT NULL,
    provenance        jsonb NOT NULL,
    PRIMARY KEY (tenant_id, digest),
    CONSTRAINT raw_documents_etag UNIQUE (tenant_id, provider_id, source_uri, etag),
    CONSTRAINT raw_documents_digest CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
    CONSTRAINT raw_documents_supersedes_digest UNIQUE (tenant_id, supersedes_digest)
);

CREATE INDEX IF NOT EXISTS idx_raw_documents_provider_id_retrieved_at ON vex.raw_documents (tenant_id, provider_id, retrieved_at DESC);

CREATE INDEX IF NOT EXISTS idx_raw_documents_content ON vex.raw_documents USING gin (content jsonb_path_ops);

CREATE INDEX IF NOT EXISTS idx_raw_documents_metadata ON vex.raw_documents USING gin (metadata jsonb_path_ops);

CREATE INDEX IF NOT EXISTS idx_raw_documents_provenance ON vex.raw_documents USING gin (provenance jsonb_path_ops);

COMMENT ON TABLE vex.raw_documents IS 'A VEX document as a provider published it; append-only. The digest is that of its canonical JSON.';
COMMENT ON COLUMN vex.raw_documents.supersedes_digest IS 'The document that this one replaces; nothing else does.';
COMMENT ON COLUMN vex.raw_documents.provider_id IS 'The provider, as the configuration names it.';

SELECT vex_app.isolate_by_tenant('raw_documents');

CREATE TABLE IF NOT EXISTS vex.observations (
    tenant_id        text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id               text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    provider_id      text COLLATE "C" NOT NULL,
    vulnerability_id text COLLATE "C" NOT NULL,
    product_key      text COLLATE "C" NOT NULL,
    document_digest  text COLLATE "C",
    content_hash     text COLLATE "C" NOT NULL,
    supersedes_id    text COLLATE "C",
    statement        jsonb NOT NULL,
    provenance       jsonb NOT NULL,
    observed_at      timestamptz NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT observations_supersedes_id UNIQUE (tenant_id, supersedes_id)
);

CREATE INDEX IF NOT EXISTS idx_observations_vulnerability_id_product_key ON vex.observations (tenant_id, vulnerability_id, product_key);

CREATE INDEX IF NOT EXISTS idx_observations_provider_id_observed_at ON vex.observations (tenant_id, provider_id, observed_at DESC);

CREATE INDEX IF NOT EXISTS idx_observations_statement ON vex.observations USING gin (statement jsonb_path_ops);

COMMENT ON TABLE vex.observations IS 'What one provider says of one vulnerability in one product; append-only.';
COMMENT ON COLUMN vex.observations.document_digest IS 'The raw document that it was read from. No foreign key, because documents have another unique key (ADR 0031).';
COMMENT ON COLUMN vex.observations.supersedes_id IS 'The observation that this one replaces; nothing else does.';
COMMENT ON COLUMN vex.observations.provider_id IS 'The provider, as the configuration names it.';
COMMENT ON COLUMN vex.observations.vulnerability_id IS 'As published, such as a CVE.';

SELECT vex_app.isolate_by_tenant('observations');

CREATE TABLE IF NOT EXISTS vex.statements (
    tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C",
    graph_revision_id text COLLATE "C",
    vulnerability_id  text COLLATE "C" NOT NULL,
    product_id        text COLLATE "C" NOT NULL,
    status            text COLLATE "C" NOT NULL CHECK (status IN ('NOT_AFFECTED', 'AFFECTED', 'FIXED', 'UNDER_INVESTIGATION')),
    justification     text COLLATE "C" CHECK (justification IN ('COMPONENT_NOT_PRESENT', 'VULNERABLE_CODE_NOT_PRESENT', 'VULNERABLE_CODE_NOT_IN_EXECUTE_PATH', 'VULNERABLE_CODE_CANNOT_BE_CONTROLLED_BY_ADVERSARY', 'INLINE_MITIGATIONS_ALREADY_EXIST')),
    impact_statement  text COLLATE "C",
    action_statement  text COLLATE "C",
    source            text COLLATE "C" NOT NULL,
    evidence          jsonb NOT NULL,
    provenance        jsonb NOT NULL,
    supersedes_id     uuid,
    is_active         boolean NOT NULL,
    issued_at         timestamptz NOT NULL,
    created_by        text COLLATE "C",
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT statements_supersedes_id UNIQUE (tenant_id, supersedes_id)
);

CREATE INDEX IF NOT EXISTS idx_statements_vulnerability_id_created_at ON vex.statements (tenant_id, vulnerability_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_statements_vulnerability_id_product_id_active ON vex.statements (tenant_id, vulnerability_id, product_id)
    WHERE is_active;

CREATE INDEX IF NOT EXISTS idx_statements_product_id_created_at ON vex.statements (tenant_id, product_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_statements_project_id_created_at ON vex.statements (tenant_id, project_id, created_at DESC)
    WHERE project_id IS NOT NULL;

COMMENT ON TABLE vex.statements IS 'A VEX statement that is in force, or was.';
COMMENT ON COLUMN vex.statements.supersedes_id IS 'The statement that this one replaces; nothing else does.';
COMMENT ON COLUMN vex.statements.is_active IS 'Whether nothing has replaced it.';
COMMENT ON COLUMN vex.statements.project_id IS 'Absent for the whole tenant; statements outlive their project, so there is no foreign key.';
COMMENT ON COLUMN vex.statements.graph_revision_id IS 'The revision that was looked at; it is removed earlier, so there is no foreign key.';
COMMENT ON COLUMN vex.statements.vulnerability_id IS 'As published, such as a CVE.';
COMMENT ON COLUMN vex.statements.product_id IS 'The product, by its package URL or the name that its source gives it.';

SELECT vex_app.isolate_by_tenant('statements');
