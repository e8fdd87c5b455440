CREATE TABLE IF NOT EXISTS scheduler.graph_jobs (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    type           smallint NOT NULL CHECK (type IN (0, 1)),
    status         smallint NOT NULL CHECK (status BETWEEN 0 AND 4),
    payload        jsonb NOT NULL,
    correlation_id text COLLATE "C",
    attempt        integer NOT NULL CHECK (attempt >= 0),
    claimed_by     text COLLATE "C",
    lease_until    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_graph_jobs_status_created_at ON scheduler.graph_jobs (tenant_id, status, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_graph_jobs_type_status_created_at ON scheduler.graph_jobs (tenant_id, type, status, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_graph_jobs_created_at_id ON scheduler.graph_jobs (tenant_id, created_at, id)
    WHERE status IN (0, 1);
COMMENT ON INDEX scheduler.idx_graph_jobs_created_at_id IS 'Claims take the oldest job first: a queued one, or a running one whose lease has ended.';

COMMENT ON TABLE scheduler.graph_jobs IS 'A graph to be built or overlaid. Workers claim queued jobs, oldest first.';
COMMENT ON COLUMN scheduler.graph_jobs.type IS '0 build, 1 overlay.';
COMMENT ON COLUMN scheduler.graph_jobs.status IS '0 queued, 1 running, 2 completed, 3 failed, 4 canceled.';
COMMENT ON COLUMN scheduler.graph_jobs.attempt IS 'How often it was claimed.';
COMMENT ON COLUMN scheduler.graph_jobs.claimed_by IS 'The worker that runs it.';
COMMENT ON COLUMN scheduler.graph_jobs.lease_until IS 'When another worker may claim it.';

SELECT scheduler_app.isolate_by_tenant('graph_jobs');

CREATE TABLE IF NOT EXISTS scheduler.policy_jobs (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    policy_id      text COLLATE "C" NOT NULL,
    policy_version integer,
    mode           text COLLATE "C" NOT NULL CHECK (mode IN ('FULL', 'INCREMENTAL')),
    priority       integer NOT NULL CHECK (priority BETWEEN 0 AND 9),
    status         text COLLATE "C" NOT NULL CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    run_id         uuid,
    attempt        integer NOT NULL CHECK (attempt >= 0),
    last_error     text COLLATE "C",
    payload        jsonb NOT NULL,
    available_at   timestamptz NOT NULL,
    claimed_by     text COLLATE "C",
    lease_until    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_policy_jobs_priority_available_at_id ON scheduler.policy_jobs (tenant_id, priority, available_at, id)
    WHERE status IN ('PENDING', 'RUNNING');
COMMENT ON INDEX scheduler.idx_policy_jobs_priority_available_at_id IS 'Claims take the most urgent job first: a pending one, or a running one whose lease has ended.';

CREATE INDEX IF NOT EXISTS idx_policy_jobs_status_created_at ON scheduler.policy_jobs (tenant_id, status, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_policy_jobs_run_id ON scheduler.policy_jobs (tenant_id, run_id)
    WHERE run_id IS NOT NULL;

COMMENT ON TABLE scheduler.policy_jobs IS 'A policy to be evaluated.';
COMMENT ON COLUMN scheduler.policy_jobs.priority IS '0 is the most urgent.';
COMMENT ON COLUMN scheduler.policy_jobs.available_at IS 'Not before this.';
COMMENT ON COLUMN scheduler.policy_jobs.policy_id IS 'The policy, which module policy keeps.';
COMMENT ON COLUMN scheduler.policy_jobs.run_id IS 'The run that needs it; absent if asked for by hand. Jobs may outlive their run.';

SELECT scheduler_app.isolate_by_tenant('policy_jobs');

CREATE TABLE IF NOT EXISTS scheduler.impact_snapshots (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           text COLLATE "C" NOT NULL CHECK (id <> '' AND octet_length(id) <= 1000),
    run_id       uuid,
    usage_only   boolean NOT NULL,
    image_count  integer NOT NULL CHECK (image_count >= 0),
    images       jsonb NOT NULL,
    selector     jsonb NOT NULL,
    generated_at timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_impact_snapshots_run_id ON scheduler.impact_snapshots (tenant_id, run_id)
    WHERE run_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS idx_impact_snapshots_generated_at ON scheduler.impact_snapshots (tenant_id, generated_at DESC);

COMMENT ON TABLE scheduler.impact_snapshots IS 'Which images a change touches. Its id is the digest of selector and images.';
COMMENT ON COLUMN scheduler.impact_snapshots.run_id IS 'The run that needs it; absent if it was computed ahead. Snapshots may outlive their run.';

SELECT scheduler_app.isolate_by_tenant('impact_snapshots');

CREATE TABLE IF NOT EXISTS scheduler.execution_logs (
    tenant_id text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id        uuid NOT NULL DEFAULT gen_random_uuid(),
    run_id    uuid NOT NULL,
    level     text COLLATE "C" NOT NULL CHECK (level IN ('DEBUG', 'INFO', 'WARN', 'ERROR')),
    message   text COLLATE "C" NOT NULL,
    logger    text COLLATE "C",
    data      jsonb,
    logged_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_execution_logs_run_id_logged_at ON scheduler.execution_logs (tenant_id, run_id, logged_at DESC);

CREATE INDEX IF NOT EXISTS idx_execution_logs_logged_at ON scheduler.execution_logs (tenant_id, logged_at DESC)
    WHERE level = 'ERROR';

COMMENT ON TABLE scheduler.execution_logs IS 'What a run logged; append-only. Logs may outlive their run.';
COMMENT ON COLUMN scheduler.execution_logs.run_id IS 'The run; logs may outlive it, so there is no foreign key.';

SELECT scheduler_app.isolate_by_tenant('execution_logs');
