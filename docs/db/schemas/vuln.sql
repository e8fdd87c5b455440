-- Exported from the schema that the migrations in db/vuln create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA vuln;
CREATE SCHEMA vuln_app;

CREATE OR REPLACE FUNCTION vuln_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'vuln', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'vuln', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "vuln_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "vuln_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION vuln_app.require_current_tenant()
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

CREATE TABLE vuln.advisories (
    id                text COLLATE "C" NOT NULL,
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
    search            tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('english'::regconfig, "left"(COALESCE(summary, ''::text), 10000)), 'A'::"char") || setweight(to_tsvector('english'::regconfig, "left"(COALESCE(details, ''::text), 100000)), 'B'::"char"))) STORED,
    CONSTRAINT advisories_pkey PRIMARY KEY (id),
    CONSTRAINT advisories_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000)))
);

CREATE INDEX idx_advisories_modified_id ON vuln.advisories USING btree (modified DESC, id);
CREATE INDEX idx_advisories_search ON vuln.advisories USING gin (search);

COMMENT ON TABLE vuln.advisories IS 'A vulnerability advisory as its source published it. Its id is the one that the source gave it.';
COMMENT ON COLUMN vuln.advisories.modified IS 'When the source last changed it.';
COMMENT ON COLUMN vuln.advisories.withdrawn IS 'When the source took it back.';
COMMENT ON COLUMN vuln.advisories.related IS 'Ids of advisories that are about something similar, as published.';
COMMENT ON COLUMN vuln.advisories.upstream IS 'Ids of advisories that this one was derived from, as published.';
COMMENT ON COLUMN vuln.advisories.database_specific IS 'What only the source understands, apart from what has a table of its own.';
COMMENT ON COLUMN vuln.advisories.remainder IS 'Members of the document that no column holds, verbatim.';
COMMENT ON COLUMN vuln.advisories.search IS 'Full text of summary (weight A) and details (weight B).';

CREATE TABLE vuln.advisory_affected (
    parent_id          text COLLATE "C" NOT NULL,
    position           integer NOT NULL,
    ecosystem          text COLLATE "C",
    package_name       text COLLATE "C",
    purl               text COLLATE "C",
    ranges             jsonb,
    versions           text[] COLLATE "C",
    severity           jsonb,
    ecosystem_specific jsonb,
    database_specific  jsonb,
    extra              jsonb,
    CONSTRAINT advisory_affected_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_affected_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_affected_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_advisory_affected_package_name ON vuln.advisory_affected USING hash (package_name);
CREATE INDEX idx_advisory_affected_purl ON vuln.advisory_affected USING hash (purl);

COMMENT ON TABLE vuln.advisory_affected IS 'Packages that an advisory is about.';
COMMENT ON COLUMN vuln.advisory_affected.purl IS 'The package URL, as published.';
COMMENT ON COLUMN vuln.advisory_affected.ranges IS 'Version ranges, raw, as the source gave them.';
COMMENT ON COLUMN vuln.advisory_affected.versions IS 'Affected versions, as published; they sort by no rule that holds for all ecosystems.';
COMMENT ON COLUMN vuln.advisory_affected.extra IS 'Members of the element that no column holds, verbatim; so in the tables beside it.';
COMMENT ON INDEX vuln.idx_advisory_affected_package_name IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';
COMMENT ON INDEX vuln.idx_advisory_affected_purl IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE vuln.advisory_aliases (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL,
    value     text COLLATE "C" NOT NULL,
    CONSTRAINT advisory_aliases_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_aliases_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_aliases_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_advisory_aliases_value ON vuln.advisory_aliases USING hash (value);

COMMENT ON TABLE vuln.advisory_aliases IS 'Other names of an advisory, such as its CVE.';
COMMENT ON INDEX vuln.idx_advisory_aliases_value IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE vuln.advisory_credits (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL,
    name      text COLLATE "C",
    contact   text[] COLLATE "C",
    type      text COLLATE "C",
    extra     jsonb,
    CONSTRAINT advisory_credits_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_credits_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_credits_position_check CHECK (("position" >= 0))
);

COMMENT ON TABLE vuln.advisory_credits IS 'Who found or mended it.';

CREATE TABLE vuln.advisory_cvss (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL,
    type      text COLLATE "C",
    score     text COLLATE "C",
    extra     jsonb,
    CONSTRAINT advisory_cvss_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_cvss_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_cvss_position_check CHECK (("position" >= 0))
);

COMMENT ON TABLE vuln.advisory_cvss IS 'Scores of an advisory, as vectors.';
COMMENT ON COLUMN vuln.advisory_cvss.type IS 'The version of CVSS, as published, such as CVSS_V3.';
COMMENT ON COLUMN vuln.advisory_cvss.score IS 'The vector, as published; scores are computed from it elsewhere.';

CREATE TABLE vuln.advisory_references (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL,
    type      text COLLATE "C",
    url       text COLLATE "C",
    extra     jsonb,
    CONSTRAINT advisory_references_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_references_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_references_position_check CHECK (("position" >= 0))
);

COMMENT ON TABLE vuln.advisory_references IS 'Where to read more.';

CREATE TABLE vuln.advisory_snapshots (
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    feed_snapshot_id uuid NOT NULL,
    advisory_id      text COLLATE "C" NOT NULL,
    content_hash     text COLLATE "C" NOT NULL,
    content          jsonb NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT advisory_snapshots_pkey PRIMARY KEY (id),
    CONSTRAINT advisory_snapshots_advisory_id UNIQUE (feed_snapshot_id, advisory_id)
);

CREATE INDEX idx_advisory_snapshots_advisory_id_created_at ON vuln.advisory_snapshots USING btree (advisory_id, created_at DESC);

COMMENT ON TABLE vuln.advisory_snapshots IS 'An advisory as one download had it; append-only.';
COMMENT ON COLUMN vuln.advisory_snapshots.feed_snapshot_id IS 'The download. No foreign key, because downloads have another unique key (ADR 0031).';
COMMENT ON COLUMN vuln.advisory_snapshots.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.advisory_snapshots.content_hash IS 'SHA-256 of the canonical JSON of content.';

CREATE TABLE vuln.advisory_weaknesses (
    parent_id text COLLATE "C" NOT NULL,
    position  integer NOT NULL,
    value     text COLLATE "C" NOT NULL,
    CONSTRAINT advisory_weaknesses_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT advisory_weaknesses_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT advisory_weaknesses_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_advisory_weaknesses_value ON vuln.advisory_weaknesses USING hash (value);

COMMENT ON TABLE vuln.advisory_weaknesses IS 'CWE numbers of an advisory.';
COMMENT ON INDEX vuln.idx_advisory_weaknesses_value IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE vuln.kev_flags (
    parent_id  text COLLATE "C" NOT NULL,
    position   integer NOT NULL,
    cve        text COLLATE "C",
    date_added text COLLATE "C",
    due_date   text COLLATE "C",
    extra      jsonb,
    CONSTRAINT kev_flags_pkey PRIMARY KEY (parent_id, "position"),
    CONSTRAINT kev_flags_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES vuln.advisories(id) ON DELETE CASCADE,
    CONSTRAINT kev_flags_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_kev_flags_cve ON vuln.kev_flags USING hash (cve);

COMMENT ON TABLE vuln.kev_flags IS 'Entries of an advisory in the catalogue of known exploited vulnerabilities.';
COMMENT ON COLUMN vuln.kev_flags.date_added IS 'As the catalogue writes it.';
COMMENT ON COLUMN vuln.kev_flags.due_date IS 'As the catalogue writes it.';
COMMENT ON INDEX vuln.idx_kev_flags_cve IS 'Hash: values come from outside and may be longer than an entry of a B-tree; only equality is asked for.';

CREATE TABLE vuln.lnm_linkset_cache (
    tenant_id    text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    source       text COLLATE "C" NOT NULL,
    advisory_id  text COLLATE "C" NOT NULL,
    observations text[] COLLATE "C" NOT NULL,
    normalized   jsonb,
    conflicts    jsonb,
    provenance   jsonb,
    confidence   double precision,
    built_by_job text COLLATE "C",
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lnm_linkset_cache_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT lnm_linkset_cache_advisory_id UNIQUE (tenant_id, advisory_id, source),
    CONSTRAINT lnm_linkset_cache_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT lnm_linkset_cache_id CHECK ((id = ((source || '/'::text) || advisory_id))),
    CONSTRAINT lnm_linkset_cache_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT lnm_linkset_cache_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_lnm_linkset_cache_created_at ON vuln.lnm_linkset_cache USING btree (tenant_id, created_at DESC);

ALTER TABLE vuln.lnm_linkset_cache ENABLE ROW LEVEL SECURITY;
ALTER TABLE vuln.lnm_linkset_cache FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vuln.lnm_linkset_cache
    USING ((tenant_id = ( SELECT vuln_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT vuln_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE vuln.lnm_linkset_cache IS 'The link set of an advisory as one source has it: one deterministic row per tenant, source and advisory. Its id is source/advisory.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.observations IS 'Ids of the observations, sorted.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.confidence IS 'From 0 to 1; an estimate.';

CREATE TABLE vuln.merge_events (
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    advisory_id    text COLLATE "C" NOT NULL,
    source_id      text COLLATE "C",
    kind           text COLLATE "C" NOT NULL,
    before_hash    text COLLATE "C",
    after_hash     text COLLATE "C" NOT NULL,
    changed_fields text[] COLLATE "C" NOT NULL,
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    CONSTRAINT merge_events_pkey PRIMARY KEY (id),
    CONSTRAINT merge_events_kind_check CHECK ((kind = ANY (ARRAY['CREATED'::text, 'UPDATED'::text, 'MERGED'::text, 'WITHDRAWN'::text])))
);

CREATE INDEX idx_merge_events_advisory_id_occurred_at ON vuln.merge_events USING btree (advisory_id, occurred_at DESC);
CREATE INDEX idx_merge_events_occurred_at ON vuln.merge_events USING btree (occurred_at DESC);

COMMENT ON TABLE vuln.merge_events IS 'What changed an advisory, and from what to what; append-only.';
COMMENT ON COLUMN vuln.merge_events.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.merge_events.source_id IS 'The source that changed it; events outlive it.';

CREATE TABLE vuln.sources (
    id         text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    url        text COLLATE "C",
    priority   integer NOT NULL,
    enabled    boolean NOT NULL,
    config     jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sources_pkey PRIMARY KEY (id),
    CONSTRAINT sources_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT sources_kind_check CHECK ((kind = ANY (ARRAY['OSV'::text, 'NVD'::text, 'CSAF'::text, 'GHSA'::text, 'DISTRO'::text, 'VENDOR'::text, 'OTHER'::text])))
);

CREATE INDEX idx_sources_priority ON vuln.sources USING btree (priority DESC) WHERE enabled;

COMMENT ON TABLE vuln.sources IS 'A publisher of advisories.';
COMMENT ON COLUMN vuln.sources.priority IS 'Higher wins where two sources contradict each other.';

CREATE TABLE vuln.feed_snapshots (
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    source_id      text COLLATE "C" NOT NULL,
    snapshot_key   text COLLATE "C" NOT NULL,
    advisory_count integer NOT NULL,
    checksum       text COLLATE "C",
    metadata       jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feed_snapshots_pkey PRIMARY KEY (id),
    CONSTRAINT feed_snapshots_snapshot_key UNIQUE (source_id, snapshot_key),
    CONSTRAINT feed_snapshots_source_id_fkey FOREIGN KEY (source_id) REFERENCES vuln.sources(id),
    CONSTRAINT feed_snapshots_advisory_count_check CHECK ((advisory_count >= 0))
);

CREATE INDEX idx_feed_snapshots_source_id_created_at ON vuln.feed_snapshots USING btree (source_id, created_at DESC);

COMMENT ON TABLE vuln.feed_snapshots IS 'One download of a source.';
COMMENT ON COLUMN vuln.feed_snapshots.snapshot_key IS 'The source''s own name of the snapshot.';

CREATE TABLE vuln.source_states (
    id              text COLLATE "C" NOT NULL,
    cursor          jsonb,
    paused          boolean NOT NULL,
    last_sync_at    timestamptz,
    last_success_at timestamptz,
    last_error      text COLLATE "C",
    sync_count      bigint NOT NULL,
    error_count     bigint NOT NULL,
    metadata        jsonb,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT source_states_pkey PRIMARY KEY (id),
    CONSTRAINT source_states_id_fkey FOREIGN KEY (id) REFERENCES vuln.sources(id),
    CONSTRAINT source_states_error_count_check CHECK ((error_count >= 0)),
    CONSTRAINT source_states_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT source_states_sync_count_check CHECK ((sync_count >= 0))
);

COMMENT ON TABLE vuln.source_states IS 'How far a source was read: one cursor per provider. Its id is that of the source.';
COMMENT ON COLUMN vuln.source_states.cursor IS 'Whatever the provider needs to continue.';
COMMENT ON COLUMN vuln.source_states.paused IS 'Whether it must not be read for now.';
