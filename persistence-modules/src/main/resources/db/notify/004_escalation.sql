CREATE TABLE IF NOT EXISTS notify.escalation_policies (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    name         text COLLATE "C" NOT NULL,
    description  text COLLATE "C",
    enabled      boolean NOT NULL,
    repeat_count integer NOT NULL CHECK (repeat_count >= 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT escalation_policies_name UNIQUE (tenant_id, name)
);

CREATE TABLE IF NOT EXISTS notify.escalation_steps (
    tenant_id     text COLLATE "C" NOT NULL,
    parent_id     uuid NOT NULL,
    position      integer NOT NULL CHECK (position >= 0),
    delay_minutes integer NOT NULL CHECK (delay_minutes >= 0),
    notify_mode   text COLLATE "C" NOT NULL CHECK (notify_mode IN ('ALL', 'FIRST_ACKNOWLEDGES', 'ROUND_ROBIN')),
    targets       jsonb NOT NULL,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.escalation_policies (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE notify.escalation_policies IS 'Who is called in which order when nobody reacts.';
COMMENT ON COLUMN notify.escalation_policies.name IS 'Unique within the tenant.';
COMMENT ON TABLE notify.escalation_steps IS 'The steps of a policy, in order.';

SELECT notify_app.isolate_by_tenant('escalation_policies', 'escalation_steps');

CREATE TABLE IF NOT EXISTS notify.on_call_schedules (
    tenant_id  text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    name       text COLLATE "C" NOT NULL,
    time_zone  text COLLATE "C" NOT NULL,
    rotation   text COLLATE "C" NOT NULL CHECK (rotation IN ('DAILY', 'WEEKLY', 'CUSTOM')),
    enabled    boolean NOT NULL,
    overrides  jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT on_call_schedules_name UNIQUE (tenant_id, name)
);

CREATE TABLE IF NOT EXISTS notify.on_call_participants (
    tenant_id text COLLATE "C" NOT NULL,
    parent_id uuid NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    user_id   text COLLATE "C" NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.on_call_schedules (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_on_call_participants_user_id ON notify.on_call_participants (tenant_id, user_id);

COMMENT ON TABLE notify.on_call_schedules IS 'Who is on call when.';
COMMENT ON COLUMN notify.on_call_schedules.name IS 'Unique within the tenant.';
COMMENT ON TABLE notify.on_call_participants IS 'The people of a rotation, in order.';
COMMENT ON COLUMN notify.on_call_participants.user_id IS 'The user, whom module authority keeps.';

SELECT notify_app.isolate_by_tenant('on_call_schedules', 'on_call_participants');

CREATE TABLE IF NOT EXISTS notify.incidents (
    tenant_id            text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                   uuid NOT NULL DEFAULT gen_random_uuid(),
    title                text COLLATE "C" NOT NULL,
    description          text COLLATE "C",
    severity             text COLLATE "C" NOT NULL CHECK (severity IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    status               text COLLATE "C" NOT NULL CHECK (status IN ('OPEN', 'ACKNOWLEDGED', 'RESOLVED', 'CLOSED')),
    source               text COLLATE "C",
    correlation_key      text COLLATE "C" NOT NULL,
    escalation_policy_id uuid,
    assigned_to          text COLLATE "C",
    event_count          integer NOT NULL CHECK (event_count >= 0),
    metadata             jsonb,
    opened_at            timestamptz NOT NULL,
    acknowledged_at      timestamptz,
    resolved_at          timestamptz,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_incidents_status_opened_at ON notify.incidents (tenant_id, status, opened_at DESC);

CREATE INDEX IF NOT EXISTS idx_incidents_correlation_key ON notify.incidents (tenant_id, correlation_key);

COMMENT ON TABLE notify.incidents IS 'Something that people have to deal with.';
COMMENT ON COLUMN notify.incidents.correlation_key IS 'Events with the same key belong to the same incident.';
COMMENT ON COLUMN notify.incidents.escalation_policy_id IS 'The policy that applies. No foreign key, because policies have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('incidents');

CREATE TABLE IF NOT EXISTS notify.escalation_states (
    tenant_id          text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id                 uuid NOT NULL DEFAULT gen_random_uuid(),
    policy_id          uuid NOT NULL,
    incident_id        uuid NOT NULL,
    current_step       integer NOT NULL CHECK (current_step >= 0),
    iteration          integer NOT NULL CHECK (iteration >= 0),
    status             text COLLATE "C" NOT NULL CHECK (status IN ('ACTIVE', 'ACKNOWLEDGED', 'RESOLVED', 'EXPIRED')),
    started_at         timestamptz NOT NULL,
    next_escalation_at timestamptz,
    acknowledged_by    text COLLATE "C",
    acknowledged_at    timestamptz,
    resolved_at        timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT escalation_states_incident_id_fkey FOREIGN KEY (tenant_id, incident_id) REFERENCES notify.incidents (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_escalation_states_incident_id ON notify.escalation_states (tenant_id, incident_id);

CREATE INDEX IF NOT EXISTS idx_escalation_states_next_escalation_at ON notify.escalation_states (tenant_id, next_escalation_at)
    WHERE status = 'ACTIVE';

COMMENT ON TABLE notify.escalation_states IS 'Where the escalation of an incident stands.';
COMMENT ON COLUMN notify.escalation_states.policy_id IS 'The policy that applies. No foreign key, because policies have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('escalation_states');
