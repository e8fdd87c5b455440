CREATE TABLE IF NOT EXISTS vuln.sources (
    id         text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    name       text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('OSV', 'NVD', 'CSAF', 'GHSA', 'DISTRO', 'VENDOR', 'OTHER')),
    url        text COLLATE "C",
    priority   integer NOT NULL,
    enabled    boolean NOT NULL,
    config     jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS idx_sources_priority ON vuln.sources (priority DESC)
    WHERE enabled;

COMMENT ON TABLE vuln.sources IS 'A publisher of advisories.';
COMMENT ON COLUMN vuln.sources.priority IS 'Higher wins where two sources contradict each other.';

CREATE TABLE IF NOT EXISTS vuln.source_states (
    id              text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    cursor          jsonb,
    paused          boolean NOT NULL,
    last_sync_at    timestamptz,
    last_success_at timestamptz,
    last_error      text COLLATE "C",
    sync_count      bigint NOT NULL CHECK (sync_count >= 0),
    error_count     bigint NOT NULL CHECK (error_count >= 0),
    metadata        jsonb,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    CONSTRAINT source_states_id_fkey FOREIGN KEY (id) REFERENCES vuln.sources (id)
);

COMMENT ON TABLE vuln.source_states IS 'How far a source was read: one cursor per provider. Its id is that of the source.';
COMMENT ON COLUMN vuln.source_states.cursor IS 'Whatever the provider needs to continue.';
COMMENT ON COLUMN vuln.source_states.paused IS 'Whether it must not be read for now.';

CREATE TABLE IF NOT EXISTS vuln.feed_snapshots (
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    source_id      text COLLATE "C" NOT NULL,
    snapshot_key   text COLLATE "C" NOT NULL,
    advisory_count integer NOT NULL CHECK (advisory_count >= 0),
    checksum       text COLLATE "C",
    metadata       jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    CONSTRAINT feed_snapshots_snapshot_key UNIQUE (source_id, snapshot_key),
    CONSTRAINT feed_snapshots_source_id_fkey FOREIGN KEY (source_id) REFERENCES vuln.sources (id)
);

CREATE INDEX IF NOT EXISTS idx_feed_snapshots_source_id_created_at ON vuln.feed_snapshots (source_id, created_at DESC);

COMMENT ON TABLE vuln.feed_snapshots IS 'One download of a source.';
COMMENT ON COLUMN vuln.feed_snapshots.snapshot_key IS 'The source''s own name of the snapshot.';
