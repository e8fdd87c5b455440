-- Exported from the schema that the migrations in db/policy create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA policy;
CREATE SCHEMA policy_app;

CREATE OR REPLACE FUNCTION policy_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'policy', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'policy', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "policy_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "policy_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION policy_app.require_current_tenant()
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

CREATE TABLE policy.audit (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id     text COLLATE "C",
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_audit_entity_type_entity_id_occurred_at ON policy.audit USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_audit_occurred_at ON policy.audit USING btree (tenant_id, occurred_at DESC);

ALTER TABLE policy.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.audit
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN policy.audit.project_id IS 'Absent for the whole tenant.';
COMMENT ON COLUMN policy.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

CREATE TABLE policy.evaluation_runs (
    tenant_id       text COLLATE "C" NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id      text COLLATE "C",
    artifact_id     text COLLATE "C",
    pack_id         text COLLATE "C" NOT NULL,
    pack_version    integer NOT NULL,
    risk_profile_id text COLLATE "C",
    status          text COLLATE "C" NOT NULL,
    result          text COLLATE "C",
    score           numeric,
    findings_count  integer NOT NULL,
    severity_counts jsonb NOT NULL,
    input_hash      text COLLATE "C" NOT NULL,
    error           text COLLATE "C",
    metadata        jsonb,
    started_at      timestamptz,
    completed_at    timestamptz,
    created_by      text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT evaluation_runs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT evaluation_runs_findings_count_check CHECK ((findings_count >= 0)),
    CONSTRAINT evaluation_runs_result_check CHECK ((result = ANY (ARRAY['PASS'::text, 'WARN'::text, 'FAIL'::text, 'ERROR'::text]))),
    CONSTRAINT evaluation_runs_score_check CHECK (((score >= (0)::numeric) AND (score <= (100)::numeric))),
    CONSTRAINT evaluation_runs_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text]))),
    CONSTRAINT evaluation_runs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_evaluation_runs_artifact_id_created_at ON policy.evaluation_runs USING btree (tenant_id, artifact_id, created_at DESC);
CREATE INDEX idx_evaluation_runs_project_id_created_at ON policy.evaluation_runs USING btree (tenant_id, project_id, created_at DESC);
CREATE INDEX idx_evaluation_runs_status_created_at ON policy.evaluation_runs USING btree (tenant_id, status, created_at DESC);

ALTER TABLE policy.evaluation_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.evaluation_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.evaluation_runs
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.evaluation_runs IS 'One evaluation of an artifact.';
COMMENT ON COLUMN policy.evaluation_runs.project_id IS 'Absent for the whole tenant.';
COMMENT ON COLUMN policy.evaluation_runs.artifact_id IS 'What was evaluated, by its digest or name.';
COMMENT ON COLUMN policy.evaluation_runs.pack_id IS 'The pack, in the version beside it; evaluations outlive their pack.';
COMMENT ON COLUMN policy.evaluation_runs.risk_profile_id IS 'The profile; evaluations outlive their profile.';
COMMENT ON COLUMN policy.evaluation_runs.input_hash IS 'SHA-256 of the canonical input; equal inputs give equal results.';

CREATE TABLE policy.exceptions (
    tenant_id        text COLLATE "C" NOT NULL,
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id       text COLLATE "C",
    name             text COLLATE "C" NOT NULL,
    description      text COLLATE "C",
    rule_pattern     text COLLATE "C",
    resource_pattern text COLLATE "C",
    artifact_pattern text COLLATE "C",
    reason           text COLLATE "C" NOT NULL,
    status           text COLLATE "C" NOT NULL,
    expires_at       timestamptz,
    approved_by      text COLLATE "C",
    approved_at      timestamptz,
    revoked_by       text COLLATE "C",
    revoked_at       timestamptz,
    metadata         jsonb,
    created_by       text COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exceptions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT exceptions_status_check CHECK ((status = ANY (ARRAY['REQUESTED'::text, 'ACTIVE'::text, 'EXPIRED'::text, 'REVOKED'::text]))),
    CONSTRAINT exceptions_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_exceptions_expires_at ON policy.exceptions USING btree (tenant_id, expires_at) WHERE (status = 'ACTIVE'::text);
CREATE INDEX idx_exceptions_project_id_created_at ON policy.exceptions USING btree (tenant_id, project_id, created_at DESC);

ALTER TABLE policy.exceptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.exceptions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.exceptions
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.exceptions IS 'A permission to deviate from a rule for a while.';
COMMENT ON COLUMN policy.exceptions.project_id IS 'Absent for the whole tenant.';

CREATE TABLE policy.explanations (
    tenant_id         text COLLATE "C" NOT NULL,
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    evaluation_run_id uuid NOT NULL,
    project_id        text COLLATE "C",
    rule_name         text COLLATE "C" NOT NULL,
    result            text COLLATE "C" NOT NULL,
    severity          text COLLATE "C" NOT NULL,
    message           text COLLATE "C" NOT NULL,
    details           jsonb NOT NULL,
    remediation       text COLLATE "C",
    resource_path     text COLLATE "C",
    line_number       integer,
    created_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT explanations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT explanations_evaluation_run_id_fkey FOREIGN KEY (tenant_id, evaluation_run_id) REFERENCES policy.evaluation_runs(tenant_id, id),
    CONSTRAINT explanations_line_number_check CHECK ((line_number > 0)),
    CONSTRAINT explanations_result_check CHECK ((result = ANY (ARRAY['PASS'::text, 'WARN'::text, 'FAIL'::text, 'SKIP'::text, 'ERROR'::text]))),
    CONSTRAINT explanations_severity_check CHECK ((severity = ANY (ARRAY['INFO'::text, 'LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text]))),
    CONSTRAINT explanations_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_explanations_evaluation_run_id ON policy.explanations USING btree (tenant_id, evaluation_run_id);

ALTER TABLE policy.explanations ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.explanations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.explanations
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.explanations IS 'Why a rule decided as it did in one evaluation.';
COMMENT ON COLUMN policy.explanations.project_id IS 'As in the run.';

CREATE TABLE policy.packs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    project_id     text COLLATE "C",
    name           text COLLATE "C" NOT NULL,
    display_name   text COLLATE "C" NOT NULL,
    description    text COLLATE "C",
    is_built_in    boolean NOT NULL,
    active_version integer,
    labels         jsonb,
    created_by     text COLLATE "C" NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT packs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT packs_id CHECK ((id = ((COALESCE(project_id, '-'::text) || '/'::text) || name))),
    CONSTRAINT packs_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT packs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_packs_project_id_created_at ON policy.packs USING btree (tenant_id, project_id, created_at DESC);

ALTER TABLE policy.packs ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.packs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.packs
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.packs IS 'A policy pack of a project, or of the whole tenant. Its id is project/name, with - for the whole tenant, so that the key holds both.';
COMMENT ON COLUMN policy.packs.project_id IS 'Absent for the whole tenant.';

CREATE TABLE policy.pack_versions (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    pack_id      text COLLATE "C" NOT NULL,
    project_id   text COLLATE "C",
    version      integer NOT NULL,
    description  text COLLATE "C",
    content_hash text COLLATE "C" NOT NULL,
    is_published boolean NOT NULL,
    published_by text COLLATE "C",
    published_at timestamptz,
    created_by   text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pack_versions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT pack_versions_version UNIQUE (tenant_id, pack_id, version),
    CONSTRAINT pack_versions_pack_id_fkey FOREIGN KEY (tenant_id, pack_id) REFERENCES policy.packs(tenant_id, id),
    CONSTRAINT pack_versions_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT pack_versions_version_check CHECK ((version > 0))
);

ALTER TABLE policy.pack_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.pack_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.pack_versions
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.pack_versions IS 'One version of a pack with its rules; not changed once it is published.';
COMMENT ON COLUMN policy.pack_versions.project_id IS 'As in the pack.';
COMMENT ON COLUMN policy.pack_versions.content_hash IS 'SHA-256 of the canonical JSON of the rules.';

CREATE TABLE policy.risk_profiles (
    tenant_id       text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    project_id      text COLLATE "C",
    name            text COLLATE "C" NOT NULL,
    version         integer NOT NULL,
    is_active       boolean NOT NULL,
    description     text COLLATE "C",
    thresholds      jsonb NOT NULL,
    scoring_weights jsonb NOT NULL,
    exemptions      jsonb NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT risk_profiles_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT risk_profiles_id CHECK ((id = ((((COALESCE(project_id, '-'::text) || '/'::text) || name) || '/'::text) || version))),
    CONSTRAINT risk_profiles_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT risk_profiles_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT risk_profiles_version_check CHECK ((version > 0))
);

CREATE INDEX idx_risk_profiles_project_id_name ON policy.risk_profiles USING btree (tenant_id, project_id, name) WHERE is_active;

ALTER TABLE policy.risk_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.risk_profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.risk_profiles
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.risk_profiles IS 'How findings are scored. Its id is project/name/version, with - for the whole tenant.';
COMMENT ON COLUMN policy.risk_profiles.project_id IS 'Absent for the whole tenant.';

CREATE TABLE policy.rules (
    tenant_id    text COLLATE "C" NOT NULL,
    parent_id    uuid NOT NULL,
    position     integer NOT NULL,
    name         text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    severity     text COLLATE "C" NOT NULL,
    category     text COLLATE "C",
    content      text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL,
    tags         text[] COLLATE "C" NOT NULL,
    metadata     jsonb,
    CONSTRAINT rules_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT rules_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES policy.pack_versions(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT rules_kind_check CHECK ((kind = ANY (ARRAY['REGO'::text, 'JSON'::text, 'YAML'::text]))),
    CONSTRAINT rules_position_check CHECK (("position" >= 0)),
    CONSTRAINT rules_severity_check CHECK ((severity = ANY (ARRAY['INFO'::text, 'LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text])))
);

ALTER TABLE policy.rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.rules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON policy.rules
    USING ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT policy_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE policy.rules IS 'The rules of a version, in the order in which they are evaluated.';
