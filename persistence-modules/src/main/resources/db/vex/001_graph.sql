CREATE TABLE IF NOT EXISTS vex.projects (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    name        text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    settings    jsonb NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

COMMENT ON TABLE vex.projects IS 'What is scanned together.';

SELECT vex_app.isolate_by_tenant('projects');

CREATE TABLE IF NOT EXISTS vex.graph_revisions (
    tenant_id          text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                 text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    project_id         text COLLATE "C" NOT NULL,
    parent_revision_id text COLLATE "C",
    sbom_digest        text COLLATE "C" NOT NULL,
    feed_snapshot      text COLLATE "C",
    policy_version     text COLLATE "C",
    node_count         integer NOT NULL CHECK (node_count >= 0),
    edge_count         integer NOT NULL CHECK (edge_count >= 0),
    created_by         text COLLATE "C",
    created_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT graph_revisions_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES vex.projects (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_graph_revisions_project_id_created_at ON vex.graph_revisions (tenant_id, project_id, created_at DESC);

CREATE TABLE IF NOT EXISTS vex.graph_nodes (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    node_key   text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('ARTIFACT', 'COMPONENT', 'PACKAGE', 'FILE', 'VULNERABILITY')),
    purl       text COLLATE "C",
    name       text COLLATE "C",
    version    text COLLATE "C",
    attributes jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.graph_revisions (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS vex.graph_edges (
    tenant_id  text COLLATE "C" NOT NULL,
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    from_key   text COLLATE "C" NOT NULL,
    to_key     text COLLATE "C" NOT NULL,
    relation   text COLLATE "C" NOT NULL CHECK (relation IN ('CONTAINS', 'DEPENDS_ON', 'AFFECTED_BY', 'DESCRIBES')),
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    evidence   jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES vex.graph_revisions (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_graph_nodes_node_key ON vex.graph_nodes (tenant_id, node_key);

CREATE INDEX IF NOT EXISTS idx_graph_edges_to_key ON vex.graph_edges (tenant_id, to_key);

COMMENT ON TABLE vex.graph_revisions IS 'A dependency graph. Its id is computed from its inputs: the same inputs, the same id.';
COMMENT ON COLUMN vex.graph_revisions.parent_revision_id IS 'The revision that it was computed after; older ones are removed first, so there is no foreign key.';
COMMENT ON COLUMN vex.graph_revisions.sbom_digest IS 'The digest of the SBOM.';
COMMENT ON TABLE vex.graph_nodes IS 'The nodes of a revision.';
COMMENT ON COLUMN vex.graph_nodes.node_key IS 'Unique within the revision.';
COMMENT ON TABLE vex.graph_edges IS 'The edges of a revision, between keys of its nodes.';

SELECT vex_app.isolate_by_tenant('graph_revisions', 'graph_nodes', 'graph_edges');
