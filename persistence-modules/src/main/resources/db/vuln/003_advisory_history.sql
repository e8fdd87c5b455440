CREATE TABLE IF NOT EXISTS vuln.advisory_snapshots (
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    feed_snapshot_id uuid NOT NULL,
    advisory_id      text COLLATE "C" NOT NULL,
    content_hash     text COLLATE "C" NOT NULL,
    content          jsonb NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    CONSTRAINT advisory_snapshots_advisory_id UNIQUE (feed_snapshot_id, advisory_id)
);

CREATE INDEX IF NOT EXISTS idx_advisory_snapshots_advisory_id_created_at ON vuln.advisory_snapshots (advisory_id, created_at DESC);

COMMENT ON TABLE vuln.advisory_snapshots IS 'An advisory as one download had it; append-only.';
COMMENT ON COLUMN vuln.advisory_snapshots.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.advisory_snapshots.content_hash IS 'SHA-256 of the canonical JSON of content.';
COMMENT ON COLUMN vuln.advisory_snapshots.feed_snapshot_id IS 'The download. No foreign key, because downloads have another unique key (ADR 0031).';

CREATE TABLE IF NOT EXISTS vuln.merge_events (
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    advisory_id    text COLLATE "C" NOT NULL,
    source_id      text COLLATE "C",
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('CREATED', 'UPDATED', 'MERGED', 'WITHDRAWN')),
    before_hash    text COLLATE "C",
    after_hash     text COLLATE "C" NOT NULL,
    changed_fields text[] COLLATE "C" NOT NULL,
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS idx_merge_events_advisory_id_occurred_at ON vuln.merge_events (advisory_id, occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_merge_events_occurred_at ON vuln.merge_events (occurred_at DESC);

COMMENT ON TABLE vuln.merge_events IS 'What changed an advisory, and from what to what; append-only.';
COMMENT ON COLUMN vuln.merge_events.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.merge_events.source_id IS 'The source that changed it; events outlive it.';
