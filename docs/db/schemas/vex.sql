-- Exported from the schema that the migrations in db/vex create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA vex;
CREATE SCHEMA vex_app;

CREATE OR REPLACE FUNCTION vex_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'vex', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'vex', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "vex_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "vex_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION vex_app.require_current_tenant()
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

CREATE TABLE vex.attestations (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    subject_digest text COLLATE "C" NOT NULL,
    predicate_type text COLLATE "C" NOT NULL,
    envelope       jsonb NOT NULL,
    signed_by      text COLLATE "C",
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT attestations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT attestations_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_attestations_subject_digest_created_at ON vex.attestations USING btree (tenant_id, subject_digest, created_at DESC);

ALTER TABLE vex.attestations ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.attestations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.attestations
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.attestations IS 'A signed statement about an artifact.';
COMMENT ON COLUMN vex.attestations.subject_digest IS 'The digest of the artifact.';
COMMENT ON COLUMN vex.attestations.envelope IS 'The DSSE envelope.';

CREATE TABLE vex.consensus (
    tenant_id        text COLLATE "C" NOT NULL,
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    vulnerability_id text COLLATE "C" NOT NULL,
    product_key      text COLLATE "C" NOT NULL,
    status           text COLLATE "C" NOT NULL,
    policy_version   text COLLATE "C",
    summary          text COLLATE "C",
    sources          jsonb NOT NULL,
    confidence       double precision,
    calculated_at    timestamptz NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT consensus_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT consensus_vulnerability_id UNIQUE (tenant_id, vulnerability_id, product_key),
    CONSTRAINT consensus_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT consensus_status_check CHECK ((status = ANY (ARRAY['NOT_AFFECTED'::text, 'AFFECTED'::text, 'FIXED'::text, 'UNDER_INVESTIGATION'::text, 'DIVERGENT'::text]))),
    CONSTRAINT consensus_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_consensus_calculated_at ON vex.consensus USING btree (tenant_id, calculated_at DESC);

ALTER TABLE vex.consensus ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.consensus FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.consensus
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.consensus IS 'What all sources together say.';
COMMENT ON COLUMN vex.consensus.vulnerability_id IS 'As published, such as a CVE.';

CREATE TABLE vex.consensus_holds (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    consensus_id uuid NOT NULL,
    reason       text COLLATE "C" NOT NULL,
    held_by      text COLLATE "C" NOT NULL,
    held_at      timestamptz NOT NULL,
    release_at   timestamptz,
    released_by  text COLLATE "C",
    released_at  timestamptz,
    CONSTRAINT consensus_holds_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT consensus_holds_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_consensus_holds_consensus_id ON vex.consensus_holds USING btree (tenant_id, consensus_id);
CREATE INDEX idx_consensus_holds_release_at ON vex.consensus_holds USING btree (tenant_id, release_at) WHERE (released_at IS NULL);

ALTER TABLE vex.consensus_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.consensus_holds FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.consensus_holds
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.consensus_holds IS 'A consensus that must not be published yet.';
COMMENT ON COLUMN vex.consensus_holds.consensus_id IS 'What is held back. No foreign key, because results have another unique key (ADR 0031).';

CREATE TABLE vex.cvss_receipts (
    tenant_id        text COLLATE "C" NOT NULL,
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    vulnerability_id text COLLATE "C" NOT NULL,
    vector           text COLLATE "C" NOT NULL,
    cvss_version     text COLLATE "C" NOT NULL,
    base_score       numeric NOT NULL,
    effective_score  numeric NOT NULL,
    severity         text COLLATE "C" NOT NULL,
    input_hash       text COLLATE "C" NOT NULL,
    policy_ref       text COLLATE "C",
    evidence         jsonb NOT NULL,
    supersedes_id    uuid,
    created_by       text COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cvss_receipts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT cvss_receipts_supersedes_id UNIQUE (tenant_id, supersedes_id),
    CONSTRAINT cvss_receipts_base_score_check CHECK (((base_score >= (0)::numeric) AND (base_score <= (10)::numeric))),
    CONSTRAINT cvss_receipts_cvss_version_check CHECK ((cvss_version = ANY (ARRAY['V2_0'::text, 'V3_0'::text, 'V3_1'::text, 'V4_0'::text]))),
    CONSTRAINT cvss_receipts_effective_score_check CHECK (((effective_score >= (0)::numeric) AND (effective_score <= (10)::numeric))),
    CONSTRAINT cvss_receipts_severity_check CHECK ((severity = ANY (ARRAY['NONE'::text, 'LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text]))),
    CONSTRAINT cvss_receipts_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_cvss_receipts_vulnerability_id_created_at ON vex.cvss_receipts USING btree (tenant_id, vulnerability_id, created_at DESC);

ALTER TABLE vex.cvss_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.cvss_receipts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.cvss_receipts
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.cvss_receipts IS 'A CVSS score with all that it was computed from.';
COMMENT ON COLUMN vex.cvss_receipts.vulnerability_id IS 'As published, such as a CVE.';
COMMENT ON COLUMN vex.cvss_receipts.input_hash IS 'SHA-256 of the canonical inputs; equal inputs give equal scores.';
COMMENT ON COLUMN vex.cvss_receipts.supersedes_id IS 'The receipt that this one amends; nothing else does.';

CREATE TABLE vex.evidence_manifests (
    tenant_id         text COLLATE "C" NOT NULL,
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C",
    graph_revision_id text COLLATE "C",
    merkle_root       text COLLATE "C" NOT NULL,
    digests           jsonb NOT NULL,
    signature         text COLLATE "C",
    created_by        text COLLATE "C",
    created_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT evidence_manifests_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT evidence_manifests_merkle_root UNIQUE (tenant_id, merkle_root),
    CONSTRAINT evidence_manifests_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_evidence_manifests_graph_revision_id ON vex.evidence_manifests USING btree (tenant_id, graph_revision_id);

ALTER TABLE vex.evidence_manifests ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.evidence_manifests FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.evidence_manifests
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.evidence_manifests IS 'The evidence of a decision, sealed by its Merkle root.';
COMMENT ON COLUMN vex.evidence_manifests.project_id IS 'The project; evidence outlives it, so there is no foreign key.';
COMMENT ON COLUMN vex.evidence_manifests.graph_revision_id IS 'The revision that was looked at; evidence outlives it.';

CREATE TABLE vex.linkset_events (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    linkset_id     text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    observation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    CONSTRAINT linkset_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT linkset_events_kind_check CHECK ((kind = ANY (ARRAY['CREATED'::text, 'OBSERVATION_ADDED'::text, 'OBSERVATION_REMOVED'::text, 'CONFLICT_FOUND'::text, 'CONFLICT_RESOLVED'::text]))),
    CONSTRAINT linkset_events_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_linkset_events_linkset_id_occurred_at ON vex.linkset_events USING btree (tenant_id, linkset_id, occurred_at DESC);

ALTER TABLE vex.linkset_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.linkset_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.linkset_events
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.linkset_events IS 'What changed a link set; append-only.';
COMMENT ON COLUMN vex.linkset_events.linkset_id IS 'The link set. No foreign key, because link sets have another unique key (ADR 0031).';
COMMENT ON COLUMN vex.linkset_events.observation_id IS 'The observation that changed it. No foreign key, because observations have another unique key (ADR 0031).';

CREATE TABLE vex.linksets (
    tenant_id        text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    vulnerability_id text COLLATE "C" NOT NULL,
    product_key      text COLLATE "C" NOT NULL,
    providers        text[] COLLATE "C" NOT NULL,
    observation_ids  text[] COLLATE "C" NOT NULL,
    disagreements    jsonb NOT NULL,
    confidence       text COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT linksets_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT linksets_vulnerability_id UNIQUE (tenant_id, vulnerability_id, product_key),
    CONSTRAINT linksets_confidence_check CHECK ((confidence = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text]))),
    CONSTRAINT linksets_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT linksets_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_linksets_updated_at ON vex.linksets USING btree (tenant_id, updated_at DESC);

ALTER TABLE vex.linksets ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.linksets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.linksets
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.linksets IS 'The observations of one vulnerability in one product, and where they contradict each other.';
COMMENT ON COLUMN vex.linksets.vulnerability_id IS 'As published, such as a CVE.';

CREATE TABLE vex.observations (
    tenant_id        text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
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
    CONSTRAINT observations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT observations_supersedes_id UNIQUE (tenant_id, supersedes_id),
    CONSTRAINT observations_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT observations_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_observations_provider_id_observed_at ON vex.observations USING btree (tenant_id, provider_id, observed_at DESC);
CREATE INDEX idx_observations_statement ON vex.observations USING gin (statement jsonb_path_ops);
CREATE INDEX idx_observations_vulnerability_id_product_key ON vex.observations USING btree (tenant_id, vulnerability_id, product_key);

ALTER TABLE vex.observations ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.observations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.observations
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.observations IS 'What one provider says of one vulnerability in one product; append-only.';
COMMENT ON COLUMN vex.observations.provider_id IS 'The provider, as the configuration names it.';
COMMENT ON COLUMN vex.observations.vulnerability_id IS 'As published, such as a CVE.';
COMMENT ON COLUMN vex.observations.document_digest IS 'The raw document that it was read from. No foreign key, because documents have another unique key (ADR 0031).';
COMMENT ON COLUMN vex.observations.supersedes_id IS 'The observation that this one replaces; nothing else does.';

CREATE TABLE vex.projects (
    tenant_id   text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    settings    jsonb NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT projects_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT projects_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT projects_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE vex.projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.projects FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.projects
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.projects IS 'What is scanned together.';

CREATE TABLE vex.graph_revisions (
    tenant_id          text COLLATE "C" NOT NULL,
    id                 text COLLATE "C" NOT NULL,
    project_id         text COLLATE "C" NOT NULL,
    parent_revision_id text COLLATE "C",
    sbom_digest        text COLLATE "C" NOT NULL,
    feed_snapshot      text COLLATE "C",
    policy_version     text COLLATE "C",
    node_count         integer NOT NULL,
    edge_count         integer NOT NULL,
    created_by         text COLLATE "C",
    created_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT graph_revisions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT graph_revisions_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES vex.projects(tenant_id, id),
    CONSTRAINT graph_revisions_edge_count_check CHECK ((edge_count >= 0)),
    CONSTRAINT graph_revisions_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT graph_revisions_node_count_check CHECK ((node_count >= 0)),
    CONSTRAINT graph_revisions_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_graph_revisions_project_id_created_at ON vex.graph_revisions USING btree (tenant_id, project_id, created_at DESC);

ALTER TABLE vex.graph_revisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.graph_revisions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.graph_revisions
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.graph_revisions IS 'A dependency graph. Its id is computed from its inputs: the same inputs, the same id.';
COMMENT ON COLUMN vex.graph_revisions.parent_revision_id IS 'The revision that it was computed after; older ones are removed first, so there is no foreign key.';
COMMENT ON COLUMN vex.graph_revisions.sbom_digest IS 'The digest of the SBOM.';

CREATE TABLE vex.graph_edges (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL,
    from_key   text COLLATE "C" NOT NULL,
    to_key     text COLLATE "C" NOT NULL,
    relation   text COLLATE "C" NOT NULL,
    confidence double precision,
    evidence   jsonb,
    CONSTRAINT graph_edges_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT graph_edges_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.graph_revisions(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT graph_edges_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT graph_edges_position_check CHECK (("position" >= 0)),
    CONSTRAINT graph_edges_relation_check CHECK ((relation = ANY (ARRAY['CONTAINS'::text, 'DEPENDS_ON'::text, 'AFFECTED_BY'::text, 'DESCRIBES'::text])))
);

CREATE INDEX idx_graph_edges_to_key ON vex.graph_edges USING btree (tenant_id, to_key);

ALTER TABLE vex.graph_edges ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.graph_edges FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.graph_edges
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.graph_edges IS 'The edges of a revision, between keys of its nodes.';

CREATE TABLE vex.graph_nodes (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL,
    node_key   text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    purl       text COLLATE "C",
    name       text COLLATE "C",
    version    text COLLATE "C",
    attributes jsonb,
    CONSTRAINT graph_nodes_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT graph_nodes_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.graph_revisions(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT graph_nodes_kind_check CHECK ((kind = ANY (ARRAY['ARTIFACT'::text, 'COMPONENT'::text, 'PACKAGE'::text, 'FILE'::text, 'VULNERABILITY'::text]))),
    CONSTRAINT graph_nodes_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_graph_nodes_node_key ON vex.graph_nodes USING btree (tenant_id, node_key);

ALTER TABLE vex.graph_nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.graph_nodes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.graph_nodes
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.graph_nodes IS 'The nodes of a revision.';
COMMENT ON COLUMN vex.graph_nodes.node_key IS 'Unique within the revision.';

CREATE TABLE vex.raw_documents (
    tenant_id         text COLLATE "C" NOT NULL,
    digest            text COLLATE "C" NOT NULL,
    provider_id       text COLLATE "C" NOT NULL,
    format            text COLLATE "C" NOT NULL,
    source_uri        text COLLATE "C" NOT NULL,
    etag              text COLLATE "C" NOT NULL,
    retrieved_at      timestamptz NOT NULL,
    supersedes_digest text COLLATE "C",
    content           jsonb NOT NULL,
    metadata          jsonb NOT NULL,
    provenance        jsonb NOT NULL,
    CONSTRAINT raw_documents_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT raw_documents_etag UNIQUE (tenant_id, provider_id, source_uri, etag),
    CONSTRAINT raw_documents_supersedes_digest UNIQUE (tenant_id, supersedes_digest),
    CONSTRAINT raw_documents_digest CHECK ((digest ~ '^sha256:[0-9a-f]{64}$'::text)),
    CONSTRAINT raw_documents_digest_check CHECK (((digest <> ''::text) AND (octet_length(digest) <= 1000))),
    CONSTRAINT raw_documents_format_check CHECK ((format = ANY (ARRAY['OPENVEX'::text, 'CSAF'::text, 'CYCLONEDX'::text, 'CUSTOM'::text]))),
    CONSTRAINT raw_documents_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_raw_documents_content ON vex.raw_documents USING gin (content jsonb_path_ops);
CREATE INDEX idx_raw_documents_metadata ON vex.raw_documents USING gin (metadata jsonb_path_ops);
CREATE INDEX idx_raw_documents_provenance ON vex.raw_documents USING gin (provenance jsonb_path_ops);
CREATE INDEX idx_raw_documents_provider_id_retrieved_at ON vex.raw_documents USING btree (tenant_id, provider_id, retrieved_at DESC);

ALTER TABLE vex.raw_documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.raw_documents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.raw_documents
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.raw_documents IS 'A VEX document as a provider published it; append-only. The digest is that of its canonical JSON.';
COMMENT ON COLUMN vex.raw_documents.provider_id IS 'The provider, as the configuration names it.';
COMMENT ON COLUMN vex.raw_documents.supersedes_digest IS 'The document that this one replaces; nothing else does.';

CREATE TABLE vex.statements (
    tenant_id         text COLLATE "C" NOT NULL,
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C",
    graph_revision_id text COLLATE "C",
    vulnerability_id  text COLLATE "C" NOT NULL,
    product_id        text COLLATE "C" NOT NULL,
    status            text COLLATE "C" NOT NULL,
    justification     text COLLATE "C",
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
    CONSTRAINT statements_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT statements_supersedes_id UNIQUE (tenant_id, supersedes_id),
    CONSTRAINT statements_justification_check CHECK ((justification = ANY (ARRAY['COMPONENT_NOT_PRESENT'::text, 'VULNERABLE_CODE_NOT_PRESENT'::text, 'VULNERABLE_CODE_NOT_IN_EXECUTE_PATH'::text, 'VULNERABLE_CODE_CANNOT_BE_CONTROLLED_BY_ADVERSARY'::text, 'INLINE_MITIGATIONS_ALREADY_EXIST'::text]))),
    CONSTRAINT statements_status_check CHECK ((status = ANY (ARRAY['NOT_AFFECTED'::text, 'AFFECTED'::text, 'FIXED'::text, 'UNDER_INVESTIGATION'::text]))),
    CONSTRAINT statements_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_statements_product_id_created_at ON vex.statements USING btree (tenant_id, product_id, created_at DESC);
CREATE INDEX idx_statements_project_id_created_at ON vex.statements USING btree (tenant_id, project_id, created_at DESC) WHERE (project_id IS NOT NULL);
CREATE INDEX idx_statements_vulnerability_id_created_at ON vex.statements USING btree (tenant_id, vulnerability_id, created_at DESC);
CREATE INDEX idx_statements_vulnerability_id_product_id_active ON vex.statements USING btree (tenant_id, vulnerability_id, product_id) WHERE is_active;

ALTER TABLE vex.statements ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.statements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.statements
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.statements IS 'A VEX statement that is in force, or was.';
COMMENT ON COLUMN vex.statements.project_id IS 'Absent for the whole tenant; statements outlive their project, so there is no foreign key.';
COMMENT ON COLUMN vex.statements.graph_revision_id IS 'The revision that was looked at; it is removed earlier, so there is no foreign key.';
COMMENT ON COLUMN vex.statements.vulnerability_id IS 'As published, such as a CVE.';
COMMENT ON COLUMN vex.statements.product_id IS 'The product, by its package URL or the name that its source gives it.';
COMMENT ON COLUMN vex.statements.supersedes_id IS 'The statement that this one replaces; nothing else does.';
COMMENT ON COLUMN vex.statements.is_active IS 'Whether nothing has replaced it.';

CREATE TABLE vex.timeline_events (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id  text COLLATE "C",
    kind        text COLLATE "C" NOT NULL,
    entity_type text COLLATE "C" NOT NULL,
    entity_id   text COLLATE "C" NOT NULL,
    actor       text COLLATE "C",
    details     jsonb,
    occurred_at timestamptz NOT NULL,
    CONSTRAINT timeline_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT timeline_events_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_timeline_events_entity_type_entity_id_occurred_at ON vex.timeline_events USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_timeline_events_project_id_occurred_at ON vex.timeline_events USING btree (tenant_id, project_id, occurred_at DESC);

ALTER TABLE vex.timeline_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.timeline_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.timeline_events
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.timeline_events IS 'What happened to a project; append-only.';
COMMENT ON COLUMN vex.timeline_events.project_id IS 'The project; events outlive it, so there is no foreign key.';
COMMENT ON COLUMN vex.timeline_events.entity_id IS 'Which thing, of the kind beside it; the event outlives it.';

CREATE TABLE vex.unknowns_snapshots (
    tenant_id         text COLLATE "C" NOT NULL,
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id        text COLLATE "C" NOT NULL,
    graph_revision_id text COLLATE "C",
    artifact_digest   text COLLATE "C" NOT NULL,
    created_by        text COLLATE "C",
    created_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unknowns_snapshots_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT unknowns_snapshots_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES vex.projects(tenant_id, id),
    CONSTRAINT unknowns_snapshots_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_unknowns_snapshots_artifact_digest ON vex.unknowns_snapshots USING btree (tenant_id, artifact_digest);
CREATE INDEX idx_unknowns_snapshots_project_id_created_at ON vex.unknowns_snapshots USING btree (tenant_id, project_id, created_at DESC);

ALTER TABLE vex.unknowns_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.unknowns_snapshots FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.unknowns_snapshots
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.unknowns_snapshots IS 'What a scan could not identify.';
COMMENT ON COLUMN vex.unknowns_snapshots.graph_revision_id IS 'The revision that was looked at; it is removed earlier, so there is no foreign key.';
COMMENT ON COLUMN vex.unknowns_snapshots.artifact_digest IS 'The digest of the artifact.';

CREATE TABLE vex.unknown_items (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL,
    item_key  text COLLATE "C" NOT NULL,
    kind      text COLLATE "C" NOT NULL,
    name      text COLLATE "C",
    version   text COLLATE "C",
    purl      text COLLATE "C",
    reason    text COLLATE "C" NOT NULL,
    severity  text COLLATE "C",
    metadata  jsonb,
    CONSTRAINT unknown_items_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT unknown_items_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.unknowns_snapshots(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT unknown_items_kind_check CHECK ((kind = ANY (ARRAY['MISSING_SBOM'::text, 'AMBIGUOUS_PACKAGE'::text, 'MISSING_FEED'::text, 'UNRESOLVED_EDGE'::text, 'NO_VERSION'::text, 'UNKNOWN_ECOSYSTEM'::text]))),
    CONSTRAINT unknown_items_position_check CHECK (("position" >= 0)),
    CONSTRAINT unknown_items_severity_check CHECK ((severity = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text])))
);

ALTER TABLE vex.unknown_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE vex.unknown_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vex.unknown_items
    USING ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vex_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vex.unknown_items IS 'The unknown parts, in the order in which they were found.';
