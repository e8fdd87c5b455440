CREATE TABLE IF NOT EXISTS vex.unknowns_snapshots (
    tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C" NOT NULL,
    graph_revision_id text COLLATE "C",
    artifact_digest   text COLLATE "C" NOT NULL,
    created_by        text COLLATE "C",
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT unknowns_snapshots_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES vex.projects (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_unknowns_snapshots_project_id_created_at ON vex.unknowns_snapshots (tenant_id, project_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_unknowns_snapshots_artifact_digest ON vex.unknowns_snapshots (tenant_id, artifact_digest);

CREATE TABLE IF NOT EXISTS vex.unknown_items (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    item_key  text COLLATE "C" NOT NULL,
    kind      text COLLATE "C" NOT NULL CHECK (kind IN ('MISSING_SBOM', 'AMBIGUOUS_PACKAGE', 'MISSING_FEED', 'UNRESOLVED_EDGE', 'NO_VERSION', 'UNKNOWN_ECOSYSTEM')),
    name      text COLLATE "C",
    version   text COLLATE "C",
    purl      text COLLATE "C",
    reason    text COLLATE "C" NOT NULL,
    severity  text COLLATE "C" CHECK (severity IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    metadata  jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.unknowns_snapshots (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE vex.unknowns_snapshots IS 'What a scan could not identify.';
COMMENT ON COLUMN vex.unknowns_snapshots.graph_revision_id IS 'The revision that was looked at; it is removed earlier, so there is no foreign key.';
COMMENT ON COLUMN vex.unknowns_snapshots.artifact_digest IS 'The digest of the artifact.';
COMMENT ON TABLE vex.unknown_items IS 'The unknown parts, in the order in which they were found.';

SELECT vex_app.isolate_by_tenant('unknowns_snapshots', 'unknown_items');

CREATE TABLE IF NOT EXISTS vex.evidence_manifests (
    tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C",
    graph_revision_id text COLLATE "C",
    merkle_root       text COLLATE "C" NOT NULL,
    digests           jsonb NOT NULL,
    signature         text COLLATE "C",
    created_by        text COLLATE "C",
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT evidence_manifests_merkle_root UNIQUE (tenant_id, merkle_root)
);

CREATE INDEX IF NOT EXISTS idx_evidence_manifests_graph_revision_id ON vex.evidence_manifests (tenant_id, graph_revision_id);

COMMENT ON TABLE vex.evidence_manifests IS 'The evidence of a decision, sealed by its Merkle root.';
COMMENT ON COLUMN vex.evidence_manifests.project_id IS 'The project; evidence outlives it, so there is no foreign key.';
COMMENT ON COLUMN vex.evidence_manifests.graph_revision_id IS 'The revision that was looked at; evidence outlives it.';

SELECT vex_app.isolate_by_tenant('evidence_manifests');

CREATE TABLE IF NOT EXISTS vex.cvss_receipts (
    tenant_id        text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    vulnerability_id text COLLATE "C" NOT NULL,
    vector           text COLLATE "C" NOT NULL,
    cvss_version     text COLLATE "C" NOT NULL CHECK (cvss_version IN ('V2_0', 'V3_0', 'V3_1', 'V4_0')),
    base_score       numeric NOT NULL CHECK (base_score BETWEEN 0 AND 10),
    effective_score  numeric NOT NULL CHECK (effective_score BETWEEN 0 AND 10),
    severity         text COLLATE "C" NOT NULL CHECK (severity IN ('NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    input_hash       text COLLATE "C" NOT NULL,
    policy_ref       text COLLATE "C",
    evidence         jsonb NOT NULL,
    supersedes_id    uuid,
    created_by       text COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT cvss_receipts_supersedes_id UNIQUE (tenant_id, supersedes_id)
);

CREATE INDEX IF NOT EXISTS idx_cvss_receipts_vulnerability_id_created_at ON vex.cvss_receipts (tenant_id, vulnerability_id, created_at DESC);

COMMENT ON TABLE vex.cvss_receipts IS 'A CVSS score with all that it was computed from.';
COMMENT ON COLUMN vex.cvss_receipts.input_hash IS 'SHA-256 of the canonical inputs; equal inputs give equal scores.';
COMMENT ON COLUMN vex.cvss_receipts.supersedes_id IS 'The receipt that this one amends; nothing else does.';
COMMENT ON COLUMN vex.cvss_receipts.vulnerability_id IS 'As published, such as a CVE.';

SELECT vex_app.isolate_by_tenant('cvss_receipts');

CREATE TABLE IF NOT EXISTS vex.attestations (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    subject_digest text COLLATE "C" NOT NULL,
    predicate_type text COLLATE "C" NOT NULL,
    envelope       jsonb NOT NULL,
    signed_by      text COLLATE "C",
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_attestations_subject_digest_created_at ON vex.attestations (tenant_id, subject_digest, created_at DESC);

COMMENT ON TABLE vex.attestations IS 'A signed statement about an artifact.';
COMMENT ON COLUMN vex.attestations.envelope IS 'The DSSE envelope.';
COMMENT ON COLUMN vex.attestations.subject_digest IS 'The digest of the artifact.';

SELECT vex_app.isolate_by_tenant('attestations');

CREATE TABLE IF NOT EXISTS vex.timeline_events (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id  text COLLATE "C",
    kind        text COLLATE "C" NOT NULL,
    entity_type text COLLATE "C" NOT NULL,
    entity_id   text COLLATE "C" NOT NULL,
    actor       text COLLATE "C",
    details     jsonb,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_timeline_events_project_id_occurred_at ON vex.timeline_events (tenant_id, project_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_timeline_events_entity_type_entity_id_occurred_at ON vex.timeline_events (tenant_id, entity_type, entity_id, occurred_at DESC);

COMMENT ON TABLE vex.timeline_events IS 'What happened to a project; append-only.';
COMMENT ON COLUMN vex.timeline_events.project_id IS 'The project; events outlive it, so there is no foreign key.';
COMMENT ON COLUMN vex.timeline_events.entity_id IS 'Which thing, of the kind beside it; the event outlives it.';

SELECT vex_app.isolate_by_tenant('timeline_events');
