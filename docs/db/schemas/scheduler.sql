-- Exported from the schema that the migrations in db/scheduler create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA scheduler;
CREATE SCHEMA scheduler_app;

CREATE OR REPLACE FUNCTION scheduler_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'scheduler', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'scheduler', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "scheduler_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "scheduler_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION scheduler_app.require_current_tenant()
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

CREATE TABLE scheduler.audit (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
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

CREATE INDEX idx_audit_entity_type_entity_id_occurred_at ON scheduler.audit USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_audit_occurred_at ON scheduler.audit USING btree (tenant_id, occurred_at DESC);

ALTER TABLE scheduler.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.audit
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN scheduler.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

CREATE TABLE scheduler.execution_logs (
    tenant_id text COLLATE "C" NOT NULL,
    id        uuid NOT NULL DEFAULT gen_random_uuid(),
    run_id    uuid NOT NULL,
    level     text COLLATE "C" NOT NULL,
    message   text COLLATE "C" NOT NULL,
    logger    text COLLATE "C",
    data      jsonb,
    logged_at timestamptz NOT NULL,
    CONSTRAINT execution_logs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT execution_logs_level_check CHECK ((level = ANY (ARRAY['DEBUG'::text, 'INFO'::text, 'WARN'::text, 'ERROR'::text]))),
    CONSTRAINT execution_logs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_execution_logs_logged_at ON scheduler.execution_logs USING btree (tenant_id, logged_at DESC) WHERE (level = 'ERROR'::text);
CREATE INDEX idx_execution_logs_run_id_logged_at ON scheduler.execution_logs USING btree (tenant_id, run_id, logged_at DESC);

ALTER TABLE scheduler.execution_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.execution_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.execution_logs
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.execution_logs IS 'What a run logged; append-only. Logs may outlive their run.';
COMMENT ON COLUMN scheduler.execution_logs.run_id IS 'The run; logs may outlive it, so there is no foreign key.';

CREATE TABLE scheduler.graph_jobs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    type           smallint NOT NULL,
    status         smallint NOT NULL,
    payload        jsonb NOT NULL,
    correlation_id text COLLATE "C",
    attempt        integer NOT NULL,
    claimed_by     text COLLATE "C",
    lease_until    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT graph_jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT graph_jobs_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT graph_jobs_status_check CHECK (((status >= 0) AND (status <= 4))),
    CONSTRAINT graph_jobs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT graph_jobs_type_check CHECK ((type = ANY (ARRAY[0, 1])))
);

CREATE INDEX idx_graph_jobs_created_at_id ON scheduler.graph_jobs USING btree (tenant_id, created_at, id) WHERE (status = ANY (ARRAY[0, 1]));
CREATE INDEX idx_graph_jobs_status_created_at ON scheduler.graph_jobs USING btree (tenant_id, status, created_at DESC);
CREATE INDEX idx_graph_jobs_type_status_created_at ON scheduler.graph_jobs USING btree (tenant_id, type, status, created_at DESC);

ALTER TABLE scheduler.graph_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.graph_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.graph_jobs
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.graph_jobs IS 'A graph to be built or overlaid. Workers claim queued jobs, oldest first.';
COMMENT ON COLUMN scheduler.graph_jobs.type IS '0 build, 1 overlay.';
COMMENT ON COLUMN scheduler.graph_jobs.status IS '0 queued, 1 running, 2 completed, 3 failed, 4 canceled.';
COMMENT ON COLUMN scheduler.graph_jobs.attempt IS 'How often it was claimed.';
COMMENT ON COLUMN scheduler.graph_jobs.claimed_by IS 'The worker that runs it.';
COMMENT ON COLUMN scheduler.graph_jobs.lease_until IS 'When another worker may claim it.';
COMMENT ON INDEX scheduler.idx_graph_jobs_created_at_id IS 'Claims take the oldest job first: a queued one, or a running one whose lease has ended.';

CREATE TABLE scheduler.impact_snapshots (
    tenant_id    text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    run_id       uuid,
    usage_only   boolean NOT NULL,
    image_count  integer NOT NULL,
    images       jsonb NOT NULL,
    selector     jsonb NOT NULL,
    generated_at timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT impact_snapshots_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT impact_snapshots_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT impact_snapshots_image_count_check CHECK ((image_count >= 0)),
    CONSTRAINT impact_snapshots_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_impact_snapshots_generated_at ON scheduler.impact_snapshots USING btree (tenant_id, generated_at DESC);
CREATE INDEX idx_impact_snapshots_run_id ON scheduler.impact_snapshots USING btree (tenant_id, run_id) WHERE (run_id IS NOT NULL);

ALTER TABLE scheduler.impact_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.impact_snapshots FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.impact_snapshots
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.impact_snapshots IS 'Which images a change touches. Its id is the digest of selector and images.';
COMMENT ON COLUMN scheduler.impact_snapshots.run_id IS 'The run that needs it; absent if it was computed ahead. Snapshots may outlive their run.';

CREATE TABLE scheduler.locks (
    tenant_id     text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    owner         text COLLATE "C" NOT NULL,
    fencing_token bigint NOT NULL,
    acquired_at   timestamptz NOT NULL,
    renewed_at    timestamptz,
    expires_at    timestamptz NOT NULL,
    metadata      jsonb,
    CONSTRAINT locks_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT locks_fencing_token_check CHECK ((fencing_token > 0)),
    CONSTRAINT locks_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT locks_lease CHECK ((expires_at > acquired_at)),
    CONSTRAINT locks_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_locks_expires_at ON scheduler.locks USING btree (tenant_id, expires_at);

ALTER TABLE scheduler.locks ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.locks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.locks
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.locks IS 'A distributed lock. Its id is what is locked; whoever holds an unexpired lease owns it.';
COMMENT ON COLUMN scheduler.locks.fencing_token IS 'Grows with every change of owner.';

CREATE TABLE scheduler.policy_jobs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    policy_id      text COLLATE "C" NOT NULL,
    policy_version integer,
    mode           text COLLATE "C" NOT NULL,
    priority       integer NOT NULL,
    status         text COLLATE "C" NOT NULL,
    run_id         uuid,
    attempt        integer NOT NULL,
    last_error     text COLLATE "C",
    payload        jsonb NOT NULL,
    available_at   timestamptz NOT NULL,
    claimed_by     text COLLATE "C",
    lease_until    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT policy_jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT policy_jobs_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT policy_jobs_mode_check CHECK ((mode = ANY (ARRAY['FULL'::text, 'INCREMENTAL'::text]))),
    CONSTRAINT policy_jobs_priority_check CHECK (((priority >= 0) AND (priority <= 9))),
    CONSTRAINT policy_jobs_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text]))),
    CONSTRAINT policy_jobs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_policy_jobs_priority_available_at_id ON scheduler.policy_jobs USING btree (tenant_id, priority, available_at, id) WHERE (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text]));
CREATE INDEX idx_policy_jobs_run_id ON scheduler.policy_jobs USING btree (tenant_id, run_id) WHERE (run_id IS NOT NULL);
CREATE INDEX idx_policy_jobs_status_created_at ON scheduler.policy_jobs USING btree (tenant_id, status, created_at DESC);

ALTER TABLE scheduler.policy_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.policy_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.policy_jobs
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.policy_jobs IS 'A policy to be evaluated.';
COMMENT ON COLUMN scheduler.policy_jobs.policy_id IS 'The policy, which module policy keeps.';
COMMENT ON COLUMN scheduler.policy_jobs.priority IS '0 is the most urgent.';
COMMENT ON COLUMN scheduler.policy_jobs.run_id IS 'The run that needs it; absent if asked for by hand. Jobs may outlive their run.';
COMMENT ON COLUMN scheduler.policy_jobs.available_at IS 'Not before this.';
COMMENT ON INDEX scheduler.idx_policy_jobs_priority_available_at_id IS 'Claims take the most urgent job first: a pending one, or a running one whose lease has ended.';

CREATE TABLE scheduler.schedules (
    tenant_id       text COLLATE "C" NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    enabled         boolean NOT NULL,
    cron_expression text COLLATE "C" NOT NULL,
    time_zone       text COLLATE "C" NOT NULL,
    mode            text COLLATE "C" NOT NULL,
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
    CONSTRAINT schedules_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT schedules_deletion CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
    CONSTRAINT schedules_mode_check CHECK ((mode = ANY (ARRAY['ANALYSIS_ONLY'::text, 'CONTENT_REFRESH'::text]))),
    CONSTRAINT schedules_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_schedules_created_at ON scheduler.schedules USING btree (tenant_id, created_at DESC) WHERE (deleted_at IS NULL);
CREATE INDEX idx_schedules_next_fire_at_id ON scheduler.schedules USING btree (next_fire_at, tenant_id, id) WHERE (enabled AND (deleted_at IS NULL) AND (next_fire_at IS NOT NULL));

ALTER TABLE scheduler.schedules ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.schedules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.schedules
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.schedules IS 'What is scanned or evaluated again, and when.';
COMMENT ON COLUMN scheduler.schedules.time_zone IS 'IANA name, such as Europe/Vienna.';
COMMENT ON COLUMN scheduler.schedules.selection IS 'Which images it is about.';
COMMENT ON COLUMN scheduler.schedules.next_fire_at IS 'Absent if it will not fire again.';
COMMENT ON COLUMN scheduler.schedules.deleted_at IS 'Set when the schedule was deleted by a user; its runs stay.';
COMMENT ON INDEX scheduler.idx_schedules_next_fire_at_id IS 'cross-tenant: the timer lists due schedules of all tenants in this order.';

CREATE TABLE scheduler.run_summaries (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL,
    last_run_id uuid,
    last_state  text COLLATE "C",
    last_run_at timestamptz,
    counters    jsonb NOT NULL,
    recent      jsonb NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT run_summaries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT run_summaries_id_fkey FOREIGN KEY (tenant_id, id) REFERENCES scheduler.schedules(tenant_id, id),
    CONSTRAINT run_summaries_last_state_check CHECK ((last_state = ANY (ARRAY['PLANNING'::text, 'QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'ERROR'::text, 'CANCELLED'::text]))),
    CONSTRAINT run_summaries_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE scheduler.run_summaries ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.run_summaries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.run_summaries
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.run_summaries IS 'What the latest runs of a schedule came to; its id is that of the schedule.';
COMMENT ON COLUMN scheduler.run_summaries.last_run_id IS 'The newest run; the summary outlives it.';
COMMENT ON COLUMN scheduler.run_summaries.recent IS 'The latest runs, newest first.';

CREATE TABLE scheduler.runs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    schedule_id    uuid,
    trigger_kind   text COLLATE "C" NOT NULL,
    state          text COLLATE "C" NOT NULL,
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
    CONSTRAINT runs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT runs_schedule_id_fkey FOREIGN KEY (tenant_id, schedule_id) REFERENCES scheduler.schedules(tenant_id, id),
    CONSTRAINT runs_deletion CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
    CONSTRAINT runs_state_check CHECK ((state = ANY (ARRAY['PLANNING'::text, 'QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'ERROR'::text, 'CANCELLED'::text]))),
    CONSTRAINT runs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT runs_trigger_kind_check CHECK ((trigger_kind = ANY (ARRAY['CRON'::text, 'EVENT'::text, 'MANUAL'::text, 'WEBHOOK'::text])))
);

CREATE INDEX idx_runs_schedule_id_created_at ON scheduler.runs USING btree (tenant_id, schedule_id, created_at DESC);
CREATE INDEX idx_runs_state_created_at ON scheduler.runs USING btree (tenant_id, state, created_at DESC);

ALTER TABLE scheduler.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.runs
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.runs IS 'One execution of a schedule, or of a request without one.';
COMMENT ON COLUMN scheduler.runs.retry_of IS 'The run that this one repeats.';

CREATE TABLE scheduler.triggers (
    tenant_id      text COLLATE "C" NOT NULL,
    parent_id      uuid NOT NULL,
    position       integer NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    expression     text COLLATE "C" NOT NULL,
    enabled        boolean NOT NULL,
    misfire_policy text COLLATE "C" NOT NULL,
    filter         jsonb,
    CONSTRAINT triggers_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT triggers_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES scheduler.schedules(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT triggers_kind_check CHECK ((kind = ANY (ARRAY['CRON'::text, 'EVENT'::text, 'MANUAL'::text, 'WEBHOOK'::text]))),
    CONSTRAINT triggers_misfire_policy_check CHECK ((misfire_policy = ANY (ARRAY['SKIP'::text, 'FIRE_ONCE'::text, 'CATCH_UP'::text]))),
    CONSTRAINT triggers_position_check CHECK (("position" >= 0))
);

ALTER TABLE scheduler.triggers ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduler.triggers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON scheduler.triggers
    USING ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT scheduler_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE scheduler.triggers IS 'What else starts a schedule.';
COMMENT ON COLUMN scheduler.triggers.expression IS 'A cron expression, or the name of the event.';

CREATE TABLE scheduler.workers (
    id                text COLLATE "C" NOT NULL,
    hostname          text COLLATE "C" NOT NULL,
    status            text COLLATE "C" NOT NULL,
    capacity          integer NOT NULL,
    labels            text[] COLLATE "C" NOT NULL,
    version           text COLLATE "C" NOT NULL,
    started_at        timestamptz NOT NULL,
    last_heartbeat_at timestamptz NOT NULL,
    CONSTRAINT workers_pkey PRIMARY KEY (id),
    CONSTRAINT workers_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT workers_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT workers_status_check CHECK ((status = ANY (ARRAY['STARTING'::text, 'READY'::text, 'DRAINING'::text, 'STOPPED'::text])))
);

CREATE INDEX idx_workers_last_heartbeat_at ON scheduler.workers USING btree (last_heartbeat_at) WHERE (status <> 'STOPPED'::text);

COMMENT ON TABLE scheduler.workers IS 'A process that claims jobs, of whichever tenant.';
