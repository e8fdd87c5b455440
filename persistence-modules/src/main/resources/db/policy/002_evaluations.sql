CREATE TABLE IF NOT EXISTS policy.evaluation_runs (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id      text COLLATE "C",
    artifact_id     text COLLATE "C",
    pack_id         text COLLATE "C" NOT NULL,
    pack_version    integer NOT NULL,
    risk_profile_id text COLLATE "C",
    status          text COLLATE "C" NOT NULL CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED')),
    result          text COLLATE "C" CHECK (result IN ('PASS', 'WARN', 'FAIL', 'ERROR')),
    score           numeric CHECK (score BETWEEN 0 AND 100),
    findings_count  integer NOT NULL CHECK (findings_count >= 0),
    severity_counts jsonb NOT NULL,
    input_hash      text COLLATE "C" NOT NULL,
    error           text COLLATE "C",
    metadata        jsonb,
    started_at      timestamptz,
    completed_at    timestamptz,
    created_by      text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_evaluation_runs_project_id_created_at ON policy.evaluation_runs (tenant_id, project_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_evaluation_runs_artifact_id_created_at ON policy.evaluation_runs (tenant_id, artifact_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_evaluation_runs_status_created_at ON policy.evaluation_runs (tenant_id, status, created_at DESC);

COMMENT ON TABLE policy.evaluation_runs IS 'One evaluation of an artifact.';
COMMENT ON COLUMN policy.evaluation_runs.input_hash IS 'SHA-256 of the canonical input; equal inputs give equal results.';
COMMENT ON COLUMN policy.evaluation_runs.project_id IS 'Absent for the whole tenant.';
COMMENT ON COLUMN policy.evaluation_runs.artifact_id IS 'What was evaluated, by its digest or name.';
COMMENT ON COLUMN policy.evaluation_runs.pack_id IS 'The pack, in the version beside it; evaluations outlive their pack.';
COMMENT ON COLUMN policy.evaluation_runs.risk_profile_id IS 'The profile; evaluations outlive their profile.';

SELECT policy_app.isolate_by_tenant('evaluation_runs');

CREATE TABLE IF NOT EXISTS policy.explanations (
    tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    evaluation_run_id uuid NOT NULL,
    project_id        text COLLATE "C",
    rule_name         text COLLATE "C" NOT NULL,
    result            text COLLATE "C" NOT NULL CHECK (result IN ('PASS', 'WARN', 'FAIL', 'SKIP', 'ERROR')),
    severity          text COLLATE "C" NOT NULL CHECK (severity IN ('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    message           text COLLATE "C" NOT NULL,
    details           jsonb NOT NULL,
    remediation       text COLLATE "C",
    resource_path     text COLLATE "C",
    line_number       integer CHECK (line_number > 0),
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT explanations_evaluation_run_id_fkey FOREIGN KEY (tenant_id, evaluation_run_id) REFERENCES policy.evaluation_runs (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_explanations_evaluation_run_id ON policy.explanations (tenant_id, evaluation_run_id);

COMMENT ON TABLE policy.explanations IS 'Why a rule decided as it did in one evaluation.';
COMMENT ON COLUMN policy.explanations.project_id IS 'As in the run.';

SELECT policy_app.isolate_by_tenant('explanations');
