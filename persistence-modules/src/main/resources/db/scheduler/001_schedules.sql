CREATE TABLE IF NOT EXISTS scheduler.schedules (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    enabled         boolean NOT NULL,
    cron_expression text COLLATE "C" NOT NULL,
    time_zone       text COLLATE "C" NOT NULL,
    mode            text COLLATE "C" NOT NULL CHECK (mode IN ('ANALYSIS_ONLY', 'CONTENT_REFRESH')),
    selection       jsonb NOT NULL,
    run_limits      jsonb,
    next_fire_at    timestamptz,
    last_fire_at    timestamptz,
    created_by      text COLLATE "C" NOT NULL,
    updated_by      text COLLATE "C",
    deleted_at      timestamptz,
    deleted_by      text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT schedules_deletion CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
);

CREATE INDEX IF NOT EXISTS idx_schedules_next_fire_at_id ON scheduler.schedules (next_fire_at, tenant_id, id)
    WHERE enabled AND deleted_at IS NULL AND next_fire_at IS NOT NULL;
COMMENT ON INDEX scheduler.idx_schedules_next_fire_at_id IS 'cross-tenant: the timer lists due schedules of all tenants in this order.';

CREATE INDEX IF NOT EXISTS idx_schedules_created_at ON scheduler.schedules (tenant_id, created_at DESC)
    WHERE deleted_at IS NULL;

CREATE TABLE IF NOT EXISTS scheduler.triggers (
    tenant_id      text COLLATE "C" NOT NULL,
    parent_id      uuid NOT NULL,
    position       integer NOT NULL CHECK (position >= 0),
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('CRON', 'EVENT', 'MANUAL', 'WEBHOOK')),
    expression     text COLLATE "C" NOT NULL,
    enabled        boolean NOT NULL,
    misfire_policy text COLLATE "C" NOT NULL CHECK (misfire_policy IN ('SKIP', 'FIRE_ONCE', 'CATCH_UP')),
    filter         jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES scheduler.schedules (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE scheduler.schedules IS 'What is scanned or evaluated again, and when.';
COMMENT ON COLUMN scheduler.schedules.time_zone IS 'IANA name, such as Europe/Vienna.';
COMMENT ON COLUMN scheduler.schedules.selection IS 'Which images it is about.';
COMMENT ON COLUMN scheduler.schedules.next_fire_at IS 'Absent if it will not fire again.';
COMMENT ON COLUMN scheduler.schedules.deleted_at IS 'Set when the schedule was deleted by a user; its runs stay.';
COMMENT ON TABLE scheduler.triggers IS 'What else starts a schedule.';
COMMENT ON COLUMN scheduler.triggers.expression IS 'A cron expression, or the name of the event.';

SELECT scheduler_app.isolate_by_tenant('schedules', 'triggers');

CREATE TABLE IF NOT EXISTS scheduler.runs (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    schedule_id    uuid,
    trigger_kind   text COLLATE "C" NOT NULL CHECK (trigger_kind IN ('CRON', 'EVENT', 'MANUAL', 'WEBHOOK')),
    state          text COLLATE "C" NOT NULL CHECK (state IN ('PLANNING', 'QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED')),
    reason         jsonb,
    stats          jsonb,
    error          text COLLATE "C",
    retry_of       uuid,
    correlation_id text COLLATE "C",
    started_at     timestamptz,
    finished_at    timestamptz,
    deleted_at     timestamptz,
    deleted_by     text COLLATE "C",
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT runs_schedule_id_fkey FOREIGN KEY (tenant_id, schedule_id) REFERENCES scheduler.schedules (tenant_id, id),
    CONSTRAINT runs_deletion CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
);

CREATE INDEX IF NOT EXISTS idx_runs_schedule_id_created_at ON scheduler.runs (tenant_id, schedule_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_runs_state_created_at ON scheduler.runs (tenant_id, state, created_at DESC);

COMMENT ON TABLE scheduler.runs IS 'One execution of a schedule, or of a request without one.';
COMMENT ON COLUMN scheduler.runs.retry_of IS 'The run that this one repeats.';

SELECT scheduler_app.isolate_by_tenant('runs');

CREATE TABLE IF NOT EXISTS scheduler.run_summaries (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL,
    last_run_id uuid,
    last_state  text COLLATE "C" CHECK (last_state IN ('PLANNING', 'QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED')),
    last_run_at timestamptz,
    counters    jsonb NOT NULL,
    recent      jsonb NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT run_summaries_id_fkey FOREIGN KEY (tenant_id, id) REFERENCES scheduler.schedules (tenant_id, id)
);

COMMENT ON TABLE scheduler.run_summaries IS 'What the latest runs of a schedule came to; its id is that of the schedule.';
COMMENT ON COLUMN scheduler.run_summaries.recent IS 'The latest runs, newest first.';
COMMENT ON COLUMN scheduler.run_summaries.last_run_id IS 'The newest run; the summary outlives it.';

SELECT scheduler_app.isolate_by_tenant('run_summaries');
