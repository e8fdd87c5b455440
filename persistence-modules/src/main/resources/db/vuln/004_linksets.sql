CREATE TABLE IF NOT EXISTS vuln.lnm_linkset_cache (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    source       text COLLATE "C" NOT NULL,
    advisory_id  text COLLATE "C" NOT NULL,
    observations text[] COLLATE "C" NOT NULL,
    normalized   jsonb,
    conflicts    jsonb,
    provenance   jsonb,
    confidence   double precision CHECK (confidence BETWEEN 0 AND 1),
    built_by_job text COLLATE "C",
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT lnm_linkset_cache_advisory_id UNIQUE (tenant_id, advisory_id, source),
    CONSTRAINT lnm_linkset_cache_id CHECK (id = source || '/' || advisory_id)
);

CREATE INDEX IF NOT EXISTS idx_lnm_linkset_cache_created_at ON vuln.lnm_linkset_cache (tenant_id, created_at DESC);

COMMENT ON TABLE vuln.lnm_linkset_cache IS 'The link set of an advisory as one source has it: one deterministic row per tenant, source and advisory. Its id is source/advisory.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.observations IS 'Ids of the observations, sorted.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.advisory_id IS 'As the source gave it; the advisory may not exist any longer.';
COMMENT ON COLUMN vuln.lnm_linkset_cache.confidence IS 'From 0 to 1; an estimate.';

SELECT vuln_app.isolate_by_tenant('lnm_linkset_cache');
