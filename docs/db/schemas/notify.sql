-- Exported from the schema that the migrations in db/notify create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA notify;
CREATE SCHEMA notify_app;

CREATE OR REPLACE FUNCTION notify_app.isolate_by_tenant(VARIADIC tables text[])
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
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'notify', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'notify', name USING ERRCODE = 'undefined_table';
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
                ' USING (tenant_id = (SELECT "notify_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "notify_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION notify_app.require_current_tenant()
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

CREATE TABLE notify.audit (
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

CREATE INDEX idx_audit_entity_type_entity_id_occurred_at ON notify.audit USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_audit_occurred_at ON notify.audit USING btree (tenant_id, occurred_at DESC);

ALTER TABLE notify.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.audit
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN notify.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

CREATE TABLE notify.channels (
    tenant_id       text COLLATE "C" NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    enabled         boolean NOT NULL,
    config          jsonb NOT NULL,
    credentials_ref text COLLATE "C",
    created_by      text COLLATE "C",
    updated_by      text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT channels_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT channels_name UNIQUE (tenant_id, name),
    CONSTRAINT channels_kind_check CHECK ((kind = ANY (ARRAY['EMAIL'::text, 'SLACK'::text, 'TEAMS'::text, 'WEBHOOK'::text, 'PAGERDUTY'::text, 'OPSGENIE'::text, 'IN_APP'::text, 'CUSTOM'::text]))),
    CONSTRAINT channels_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_channels_kind_created_at ON notify.channels USING btree (tenant_id, kind, created_at DESC) WHERE enabled;

ALTER TABLE notify.channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.channels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.channels
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.channels IS 'Where notifications are sent.';
COMMENT ON COLUMN notify.channels.name IS 'Unique within the tenant.';
COMMENT ON COLUMN notify.channels.config IS 'What the kind needs; secrets are references into the vault.';

CREATE TABLE notify.deliveries (
    tenant_id       text COLLATE "C" NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    rule_id         uuid,
    channel_id      uuid NOT NULL,
    event_id        uuid NOT NULL,
    event_kind      text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    status_reason   text COLLATE "C",
    payload         jsonb,
    rendered        jsonb,
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    correlation_id  text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT deliveries_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'SENT'::text, 'FAILED'::text, 'THROTTLED'::text, 'DIGESTED'::text, 'DROPPED'::text]))),
    CONSTRAINT deliveries_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_deliveries_channel_id_created_at ON notify.deliveries USING btree (tenant_id, channel_id, created_at DESC);
CREATE INDEX idx_deliveries_event_id ON notify.deliveries USING btree (tenant_id, event_id);
CREATE INDEX idx_deliveries_next_attempt_at_id ON notify.deliveries USING btree (tenant_id, next_attempt_at, id) WHERE (status = 'PENDING'::text);
CREATE INDEX idx_deliveries_status_created_at ON notify.deliveries USING btree (tenant_id, status, created_at DESC);

ALTER TABLE notify.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.deliveries
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.deliveries IS 'One notification on its way to a channel.';
COMMENT ON COLUMN notify.deliveries.rule_id IS 'The rule that asked for it; absent for a test. No foreign key, because rules have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.deliveries.channel_id IS 'The channel it goes to. No foreign key, because channels have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.deliveries.event_id IS 'The event, whose service keeps it.';

CREATE TABLE notify.delivery_attempts (
    tenant_id    text COLLATE "C" NOT NULL,
    parent_id    uuid NOT NULL,
    position     integer NOT NULL,
    attempted_at timestamptz NOT NULL,
    outcome      text COLLATE "C" NOT NULL,
    http_status  integer,
    reason       text COLLATE "C",
    CONSTRAINT delivery_attempts_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT delivery_attempts_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.deliveries(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT delivery_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['ACCEPTED'::text, 'REJECTED'::text, 'TIMEOUT'::text, 'ERROR'::text]))),
    CONSTRAINT delivery_attempts_position_check CHECK (("position" >= 0))
);

ALTER TABLE notify.delivery_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.delivery_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.delivery_attempts
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.delivery_attempts IS 'Each time it was sent, with the answer.';

CREATE TABLE notify.digests (
    tenant_id  text COLLATE "C" NOT NULL,
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    channel_id uuid NOT NULL,
    digest_key text COLLATE "C" NOT NULL,
    period     text COLLATE "C" NOT NULL,
    status     text COLLATE "C" NOT NULL,
    events     jsonb NOT NULL,
    opened_at  timestamptz NOT NULL,
    flush_at   timestamptz NOT NULL,
    sent_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT digests_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT digests_period_check CHECK ((period = ANY (ARRAY['HOURLY'::text, 'DAILY'::text, 'WEEKLY'::text]))),
    CONSTRAINT digests_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'SENDING'::text, 'SENT'::text]))),
    CONSTRAINT digests_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_digests_channel_id_digest_key ON notify.digests USING btree (tenant_id, channel_id, digest_key);
CREATE INDEX idx_digests_flush_at ON notify.digests USING btree (tenant_id, flush_at) WHERE (status = 'OPEN'::text);

ALTER TABLE notify.digests ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.digests FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.digests
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.digests IS 'Events that are collected and sent together.';
COMMENT ON COLUMN notify.digests.channel_id IS 'The channel it goes to. No foreign key, because channels have another unique key (ADR 0031).';

CREATE TABLE notify.escalation_policies (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    name         text COLLATE "C" NOT NULL,
    description  text COLLATE "C",
    enabled      boolean NOT NULL,
    repeat_count integer NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT escalation_policies_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT escalation_policies_name UNIQUE (tenant_id, name),
    CONSTRAINT escalation_policies_repeat_count_check CHECK ((repeat_count >= 0)),
    CONSTRAINT escalation_policies_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE notify.escalation_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.escalation_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.escalation_policies
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.escalation_policies IS 'Who is called in which order when nobody reacts.';
COMMENT ON COLUMN notify.escalation_policies.name IS 'Unique within the tenant.';

CREATE TABLE notify.escalation_steps (
    tenant_id     text COLLATE "C" NOT NULL,
    parent_id     uuid NOT NULL,
    position      integer NOT NULL,
    delay_minutes integer NOT NULL,
    notify_mode   text COLLATE "C" NOT NULL,
    targets       jsonb NOT NULL,
    CONSTRAINT escalation_steps_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT escalation_steps_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.escalation_policies(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT escalation_steps_delay_minutes_check CHECK ((delay_minutes >= 0)),
    CONSTRAINT escalation_steps_notify_mode_check CHECK ((notify_mode = ANY (ARRAY['ALL'::text, 'FIRST_ACKNOWLEDGES'::text, 'ROUND_ROBIN'::text]))),
    CONSTRAINT escalation_steps_position_check CHECK (("position" >= 0))
);

ALTER TABLE notify.escalation_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.escalation_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.escalation_steps
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.escalation_steps IS 'The steps of a policy, in order.';

CREATE TABLE notify.inbox (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id        text COLLATE "C" NOT NULL,
    title          text COLLATE "C" NOT NULL,
    body           text COLLATE "C",
    event_kind     text COLLATE "C",
    event_payload  jsonb,
    is_read        boolean NOT NULL,
    read_at        timestamptz,
    archived       boolean NOT NULL,
    action_url     text COLLATE "C",
    correlation_id text COLLATE "C",
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inbox_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT inbox_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_inbox_user_id_created_at ON notify.inbox USING btree (tenant_id, user_id, created_at DESC);
CREATE INDEX idx_inbox_user_id_created_at_unread ON notify.inbox USING btree (tenant_id, user_id, created_at DESC) WHERE ((NOT is_read) AND (NOT archived));

ALTER TABLE notify.inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.inbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.inbox
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.inbox IS 'A notification inside the product, for one user.';
COMMENT ON COLUMN notify.inbox.user_id IS 'The user, whom module authority keeps.';

CREATE TABLE notify.incidents (
    tenant_id            text COLLATE "C" NOT NULL,
    id                   uuid NOT NULL DEFAULT gen_random_uuid(),
    title                text COLLATE "C" NOT NULL,
    description          text COLLATE "C",
    severity             text COLLATE "C" NOT NULL,
    status               text COLLATE "C" NOT NULL,
    source               text COLLATE "C",
    correlation_key      text COLLATE "C" NOT NULL,
    escalation_policy_id uuid,
    assigned_to          text COLLATE "C",
    event_count          integer NOT NULL,
    metadata             jsonb,
    opened_at            timestamptz NOT NULL,
    acknowledged_at      timestamptz,
    resolved_at          timestamptz,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT incidents_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT incidents_event_count_check CHECK ((event_count >= 0)),
    CONSTRAINT incidents_severity_check CHECK ((severity = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text]))),
    CONSTRAINT incidents_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'ACKNOWLEDGED'::text, 'RESOLVED'::text, 'CLOSED'::text]))),
    CONSTRAINT incidents_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_incidents_correlation_key ON notify.incidents USING btree (tenant_id, correlation_key);
CREATE INDEX idx_incidents_status_opened_at ON notify.incidents USING btree (tenant_id, status, opened_at DESC);

ALTER TABLE notify.incidents ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.incidents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.incidents
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.incidents IS 'Something that people have to deal with.';
COMMENT ON COLUMN notify.incidents.correlation_key IS 'Events with the same key belong to the same incident.';
COMMENT ON COLUMN notify.incidents.escalation_policy_id IS 'The policy that applies. No foreign key, because policies have another unique key (ADR 0031).';

CREATE TABLE notify.escalation_states (
    tenant_id          text COLLATE "C" NOT NULL,
    id                 uuid NOT NULL DEFAULT gen_random_uuid(),
    policy_id          uuid NOT NULL,
    incident_id        uuid NOT NULL,
    current_step       integer NOT NULL,
    iteration          integer NOT NULL,
    status             text COLLATE "C" NOT NULL,
    started_at         timestamptz NOT NULL,
    next_escalation_at timestamptz,
    acknowledged_by    text COLLATE "C",
    acknowledged_at    timestamptz,
    resolved_at        timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT escalation_states_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT escalation_states_incident_id_fkey FOREIGN KEY (tenant_id, incident_id) REFERENCES notify.incidents(tenant_id, id),
    CONSTRAINT escalation_states_current_step_check CHECK ((current_step >= 0)),
    CONSTRAINT escalation_states_iteration_check CHECK ((iteration >= 0)),
    CONSTRAINT escalation_states_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'ACKNOWLEDGED'::text, 'RESOLVED'::text, 'EXPIRED'::text]))),
    CONSTRAINT escalation_states_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_escalation_states_incident_id ON notify.escalation_states USING btree (tenant_id, incident_id);
CREATE INDEX idx_escalation_states_next_escalation_at ON notify.escalation_states USING btree (tenant_id, next_escalation_at) WHERE (status = 'ACTIVE'::text);

ALTER TABLE notify.escalation_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.escalation_states FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.escalation_states
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.escalation_states IS 'Where the escalation of an incident stands.';
COMMENT ON COLUMN notify.escalation_states.policy_id IS 'The policy that applies. No foreign key, because policies have another unique key (ADR 0031).';

CREATE TABLE notify.localization_bundles (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    locale      text COLLATE "C" NOT NULL,
    bundle_key  text COLLATE "C" NOT NULL,
    content     jsonb NOT NULL,
    description text COLLATE "C",
    is_default  boolean NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT localization_bundles_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT localization_bundles_bundle_key UNIQUE (tenant_id, bundle_key, locale),
    CONSTRAINT localization_bundles_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE notify.localization_bundles ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.localization_bundles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.localization_bundles
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.localization_bundles IS 'Texts of one locale.';

CREATE TABLE notify.locks (
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

CREATE INDEX idx_locks_expires_at ON notify.locks USING btree (tenant_id, expires_at);

ALTER TABLE notify.locks ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.locks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.locks
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.locks IS 'A distributed lock. Its id is what is locked; whoever holds an unexpired lease owns it.';
COMMENT ON COLUMN notify.locks.fencing_token IS 'Grows with every change of owner.';

CREATE TABLE notify.maintenance_windows (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    name        text COLLATE "C" NOT NULL,
    reason      text COLLATE "C",
    status      text COLLATE "C" NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    channel_ids uuid[] NOT NULL,
    event_kinds text[] COLLATE "C" NOT NULL,
    created_by  text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT maintenance_windows_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT maintenance_windows_status_check CHECK ((status = ANY (ARRAY['PLANNED'::text, 'ACTIVE'::text, 'ENDED'::text, 'CANCELLED'::text]))),
    CONSTRAINT maintenance_windows_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_maintenance_windows_ends_at_starts_at ON notify.maintenance_windows USING btree (tenant_id, ends_at, starts_at) WHERE (status <> 'CANCELLED'::text);

ALTER TABLE notify.maintenance_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.maintenance_windows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.maintenance_windows
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.maintenance_windows IS 'When notifications are suppressed, once.';

CREATE TABLE notify.on_call_schedules (
    tenant_id  text COLLATE "C" NOT NULL,
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    name       text COLLATE "C" NOT NULL,
    time_zone  text COLLATE "C" NOT NULL,
    rotation   text COLLATE "C" NOT NULL,
    enabled    boolean NOT NULL,
    overrides  jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT on_call_schedules_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT on_call_schedules_name UNIQUE (tenant_id, name),
    CONSTRAINT on_call_schedules_rotation_check CHECK ((rotation = ANY (ARRAY['DAILY'::text, 'WEEKLY'::text, 'CUSTOM'::text]))),
    CONSTRAINT on_call_schedules_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE notify.on_call_schedules ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.on_call_schedules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.on_call_schedules
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.on_call_schedules IS 'Who is on call when.';
COMMENT ON COLUMN notify.on_call_schedules.name IS 'Unique within the tenant.';

CREATE TABLE notify.on_call_participants (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL,
    user_id   text COLLATE "C" NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz,
    CONSTRAINT on_call_participants_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT on_call_participants_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.on_call_schedules(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT on_call_participants_position_check CHECK (("position" >= 0))
);

CREATE INDEX idx_on_call_participants_user_id ON notify.on_call_participants USING btree (tenant_id, user_id);

ALTER TABLE notify.on_call_participants ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.on_call_participants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.on_call_participants
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.on_call_participants IS 'The people of a rotation, in order.';
COMMENT ON COLUMN notify.on_call_participants.user_id IS 'The user, whom module authority keeps.';

CREATE TABLE notify.operator_overrides (
    tenant_id   text COLLATE "C" NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    kind        text COLLATE "C" NOT NULL,
    channel_ids uuid[] NOT NULL,
    event_kinds text[] COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_by  text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT operator_overrides_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT operator_overrides_kind_check CHECK ((kind = ANY (ARRAY['BYPASS_QUIET_HOURS'::text, 'BYPASS_THROTTLE'::text, 'BYPASS_MAINTENANCE'::text, 'FORCE_SUPPRESSION'::text]))),
    CONSTRAINT operator_overrides_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_operator_overrides_expires_at ON notify.operator_overrides USING btree (tenant_id, expires_at);

ALTER TABLE notify.operator_overrides ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.operator_overrides FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.operator_overrides
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.operator_overrides IS 'An operator''s exception from quiet hours, throttling and maintenance.';

CREATE TABLE notify.quiet_hours (
    tenant_id  text COLLATE "C" NOT NULL,
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id    text COLLATE "C",
    channel_id uuid,
    starts_at  text COLLATE "C" NOT NULL,
    ends_at    text COLLATE "C" NOT NULL,
    time_zone  text COLLATE "C" NOT NULL,
    days       integer[] NOT NULL,
    enabled    boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT quiet_hours_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT quiet_hours_ends_at_check CHECK ((ends_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
    CONSTRAINT quiet_hours_starts_at_check CHECK ((starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
    CONSTRAINT quiet_hours_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_quiet_hours_channel_id ON notify.quiet_hours USING btree (tenant_id, channel_id) WHERE enabled;
CREATE INDEX idx_quiet_hours_user_id ON notify.quiet_hours USING btree (tenant_id, user_id) WHERE enabled;

ALTER TABLE notify.quiet_hours ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.quiet_hours FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.quiet_hours
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.quiet_hours IS 'When a user or channel wants to be left alone, every week.';
COMMENT ON COLUMN notify.quiet_hours.user_id IS 'The user, whom module authority keeps; absent for those of a channel.';
COMMENT ON COLUMN notify.quiet_hours.channel_id IS 'The channel; absent for those of a user. No foreign key, because channels have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.quiet_hours.starts_at IS 'Local time, HH:MM.';
COMMENT ON COLUMN notify.quiet_hours.ends_at IS 'Local time, HH:MM; earlier than starts_at if it ends on the next day.';
COMMENT ON COLUMN notify.quiet_hours.days IS 'ISO days of the week, 1 is Monday.';

CREATE TABLE notify.rules (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    name           text COLLATE "C" NOT NULL,
    description    text COLLATE "C",
    enabled        boolean NOT NULL,
    severity_floor text COLLATE "C",
    event_kinds    text[] COLLATE "C" NOT NULL,
    match          jsonb NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rules_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT rules_name UNIQUE (tenant_id, name),
    CONSTRAINT rules_severity_floor_check CHECK ((severity_floor = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text]))),
    CONSTRAINT rules_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_rules_event_kinds ON notify.rules USING gin (event_kinds);

ALTER TABLE notify.rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.rules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.rules
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.rules IS 'Which events lead to which actions.';
COMMENT ON COLUMN notify.rules.name IS 'Unique within the tenant.';

CREATE TABLE notify.rule_actions (
    tenant_id        text COLLATE "C" NOT NULL,
    parent_id        uuid NOT NULL,
    position         integer NOT NULL,
    channel_id       uuid NOT NULL,
    template_id      uuid,
    digest_key       text COLLATE "C",
    throttle_seconds integer,
    enabled          boolean NOT NULL,
    metadata         jsonb,
    CONSTRAINT rule_actions_pkey PRIMARY KEY (tenant_id, parent_id, "position"),
    CONSTRAINT rule_actions_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.rules(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT rule_actions_position_check CHECK (("position" >= 0)),
    CONSTRAINT rule_actions_throttle_seconds_check CHECK ((throttle_seconds >= 0))
);

CREATE INDEX idx_rule_actions_channel_id ON notify.rule_actions USING btree (tenant_id, channel_id);

ALTER TABLE notify.rule_actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.rule_actions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.rule_actions
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.rule_actions IS 'What a rule does, in order.';
COMMENT ON COLUMN notify.rule_actions.channel_id IS 'The channel to send to. No foreign key, because channels have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.rule_actions.template_id IS 'The template to word it by. No foreign key, because templates have another unique key (ADR 0031).';

CREATE TABLE notify.templates (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    template_key text COLLATE "C" NOT NULL,
    channel_kind text COLLATE "C" NOT NULL,
    locale       text COLLATE "C" NOT NULL,
    format       text COLLATE "C" NOT NULL,
    body         text COLLATE "C" NOT NULL,
    description  text COLLATE "C",
    metadata     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT templates_template_key UNIQUE (tenant_id, template_key, channel_kind, locale),
    CONSTRAINT templates_channel_kind_check CHECK ((channel_kind = ANY (ARRAY['EMAIL'::text, 'SLACK'::text, 'TEAMS'::text, 'WEBHOOK'::text, 'PAGERDUTY'::text, 'OPSGENIE'::text, 'IN_APP'::text, 'CUSTOM'::text]))),
    CONSTRAINT templates_format_check CHECK ((format = ANY (ARRAY['MARKDOWN'::text, 'HTML'::text, 'TEXT'::text, 'JSON'::text]))),
    CONSTRAINT templates_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

ALTER TABLE notify.templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.templates FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.templates
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.templates IS 'How an event is worded for a kind of channel and a locale.';

CREATE TABLE notify.throttle_configs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    name           text COLLATE "C" NOT NULL,
    channel_id     uuid,
    event_kind     text COLLATE "C",
    max_events     integer NOT NULL,
    window_seconds integer NOT NULL,
    burst          integer NOT NULL,
    enabled        boolean NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT throttle_configs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT throttle_configs_name UNIQUE (tenant_id, name),
    CONSTRAINT throttle_configs_burst_check CHECK ((burst >= 0)),
    CONSTRAINT throttle_configs_max_events_check CHECK ((max_events > 0)),
    CONSTRAINT throttle_configs_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT throttle_configs_window_seconds_check CHECK ((window_seconds > 0))
);

CREATE INDEX idx_throttle_configs_channel_id ON notify.throttle_configs USING btree (tenant_id, channel_id);

ALTER TABLE notify.throttle_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.throttle_configs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notify.throttle_configs
    USING ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT notify_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE notify.throttle_configs IS 'How many notifications a channel takes in a while.';
COMMENT ON COLUMN notify.throttle_configs.name IS 'Unique within the tenant.';
COMMENT ON COLUMN notify.throttle_configs.channel_id IS 'The channel; absent for all of them. No foreign key, because channels have another unique key (ADR 0031).';
