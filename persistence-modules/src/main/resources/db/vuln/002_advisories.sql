CREATE TABLE IF NOT EXISTS vuln.advisories (
    id                text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    schema_version    text COLLATE "C",
    modified          timestamptz,
    published         timestamptz,
    withdrawn         timestamptz,
    summary           text COLLATE "C",
    details           text COLLATE "C",
    related           text[] COLLATE "C",
    upstream          text[] COLLATE "C",
    database_specific jsonb,
    remainder         jsonb,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS idx_advisories_modified_id ON vuln.advisories (modified DESC, id);

CREATE TABLE IF NOT EXISTS vuln.advisory_aliases (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    value     text COLLATE "C" NOT NULL,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_advisory_aliases_value ON vuln.advisory_aliases USING hash (value);
COMMENT ON INDEX vuln.idx_advisory_aliases_value IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE IF NOT EXISTS vuln.advisory_cvss (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    type      text COLLATE "C",
    score     text COLLATE "C",
    extra     jsonb,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS vuln.advisory_affected (
    parent_id          text COLLATE "C" NOT NULL,
    position           integer NOT NULL CHECK (position >= 0),
    ecosystem          text COLLATE "C",
    package_name       text COLLATE "C",
    purl               text COLLATE "C",
    ranges             jsonb,
    versions           text[] COLLATE "C",
    severity           jsonb,
    ecosystem_specific jsonb,
    database_specific  jsonb,
    extra              jsonb,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_advisory_affected_purl ON vuln.advisory_affected USING hash (purl);
COMMENT ON INDEX vuln.idx_advisory_affected_purl IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE INDEX IF NOT EXISTS idx_advisory_affected_package_name ON vuln.advisory_affected USING hash (package_name);
COMMENT ON INDEX vuln.idx_advisory_affected_package_name IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE IF NOT EXISTS vuln.advisory_references (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    type      text COLLATE "C",
    url       text COLLATE "C",
    extra     jsonb,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS vuln.advisory_credits (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    name      text COLLATE "C",
    contact   text[] COLLATE "C",
    type      text COLLATE "C",
    extra     jsonb,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS vuln.advisory_weaknesses (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    value     text COLLATE "C" NOT NULL,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_advisory_weaknesses_value ON vuln.advisory_weaknesses USING hash (value);
COMMENT ON INDEX vuln.idx_advisory_weaknesses_value IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE IF NOT EXISTS vuln.kev_flags (
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    cve        text COLLATE "C",
    date_added text COLLATE "C",
    due_date   text COLLATE "C",
    extra      jsonb,
    PRIMARY KEY (parent_id, position),
    FOREIGN KEY (parent_id) REFERENCES vuln.advisories (id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_kev_flags_cve ON vuln.kev_flags USING hash (cve);
COMMENT ON INDEX vuln.idx_kev_flags_cve IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

-- A tsvector holds at most 1 MiB, so that very long details are searched by their beginning.
ALTER TABLE vuln.advisories ADD COLUMN IF NOT EXISTS search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', left(coalesce(summary, ''), 10000)), 'A')
    || setweight(to_tsvector('english', left(coalesce(details, ''), 100000)), 'B')
) STORED;

CREATE INDEX IF NOT EXISTS idx_advisories_search ON vuln.advisories USING gin (search);

COMMENT ON TABLE vuln.advisories IS 'A vulnerability advisory as its source published it. Its id is the one that the source gave it.';
COMMENT ON COLUMN vuln.advisories.modified IS 'When the source last changed it.';
COMMENT ON COLUMN vuln.advisories.withdrawn IS 'When the source took it back.';
COMMENT ON COLUMN vuln.advisories.database_specific IS 'What only the source understands, apart from what has a table of its own.';
COMMENT ON COLUMN vuln.advisories.remainder IS 'Members of the document that no column holds, verbatim.';
COMMENT ON COLUMN vuln.advisories.search IS 'Full text of summary (weight A) and details (weight B).';
COMMENT ON COLUMN vuln.advisories.related IS 'Ids of advisories that are about something similar, as published.';
COMMENT ON COLUMN vuln.advisories.upstream IS 'Ids of advisories that this one was derived from, as published.';
COMMENT ON TABLE vuln.advisory_aliases IS 'Other names of an advisory, such as its CVE.';
COMMENT ON TABLE vuln.advisory_cvss IS 'Scores of an advisory, as vectors.';
COMMENT ON COLUMN vuln.advisory_cvss.score IS 'The vector, as published; scores are computed from it elsewhere.';
COMMENT ON COLUMN vuln.advisory_cvss.type IS 'The version of CVSS, as published, such as CVSS_V3.';
COMMENT ON TABLE vuln.advisory_affected IS 'Packages that an advisory is about.';
COMMENT ON COLUMN vuln.advisory_affected.ranges IS 'Version ranges, raw, as the source gave them.';
COMMENT ON COLUMN vuln.advisory_affected.extra IS 'Members of the element that no column holds, verbatim; so in the tables beside it.';
COMMENT ON COLUMN vuln.advisory_affected.purl IS 'The package URL, as published.';
COMMENT ON COLUMN vuln.advisory_affected.versions IS 'Affected versions, as published; they sort by no rule that holds for all ecosystems.';
COMMENT ON TABLE vuln.advisory_references IS 'Where to read more.';
COMMENT ON TABLE vuln.advisory_credits IS 'Who found or mended it.';
COMMENT ON TABLE vuln.advisory_weaknesses IS 'CWE numbers of an advisory.';
COMMENT ON TABLE vuln.kev_flags IS 'Entries of an advisory in the catalogue of known exploited vulnerabilities.';
COMMENT ON COLUMN vuln.kev_flags.date_added IS 'As the catalogue writes it.';
COMMENT ON COLUMN vuln.kev_flags.due_date IS 'As the catalogue writes it.';
