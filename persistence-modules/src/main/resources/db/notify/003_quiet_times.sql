CREATE TABLE IF NOT EXISTS notify.quiet_hours (
    tenant_id  text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id    text COLLATE "C",
    channel_id uuid,
    starts_at  text COLLATE "C" NOT NULL CHECK (starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    ends_at    text COLLATE "C" NOT NULL CHECK (ends_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    time_zone  text COLLATE "C" NOT NULL,
    days       integer[] NOT NULL,
    enabled    boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_quiet_hours_user_id ON notify.quiet_hours (tenant_id, user_id)
    WHERE enabled;

CREATE INDEX IF NOT EXISTS idx_quiet_hours_channel_id ON notify.quiet_hours (tenant_id, channel_id)
    WHERE enabled;

COMMENT ON TABLE notify.quiet_hours IS 'When a user or channel wants to be left alone, every week.';
COMMENT ON COLUMN notify.quiet_hours.starts_at IS 'Local time, HH:MM.';
COMMENT ON COLUMN notify.quiet_hours.ends_at IS 'Local time, HH:MM; earlier than starts_at if it ends on the next day.';
COMMENT ON COLUMN notify.quiet_hours.days IS 'ISO days of the week, 1 is Monday.';
COMMENT ON COLUMN notify.quiet_hours.user_id IS 'The user, whom module authority keeps; absent for those of a channel.';
COMMENT ON COLUMN notify.quiet_hours.channel_id IS 'The channel; absent for those of a user. No foreign key, because channels have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('quiet_hours');

CREATE TABLE IF NOT EXISTS notify.maintenance_windows (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    name        text COLLATE "C" NOT NULL,
    reason      text COLLATE "C",
    status      text COLLATE "C" NOT NULL CHECK (status IN ('PLANNED', 'ACTIVE', 'ENDED', 'CANCELLED')),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    channel_ids uuid[] NOT NULL,
    event_kinds text[] COLLATE "C" NOT NULL,
    created_by  text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_maintenance_windows_ends_at_starts_at ON notify.maintenance_windows (tenant_id, ends_at, starts_at)
    WHERE status <> 'CANCELLED';

COMMENT ON TABLE notify.maintenance_windows IS 'When notifications are suppressed, once.';

SELECT notify_app.isolate_by_tenant('maintenance_windows');

CREATE TABLE IF NOT EXISTS notify.throttle_configs (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    name           text COLLATE "C" NOT NULL,
    channel_id     uuid,
    event_kind     text COLLATE "C",
    max_events     integer NOT NULL CHECK (max_events > 0),
    window_seconds integer NOT NULL CHECK (window_seconds > 0),
    burst          integer NOT NULL CHECK (burst >= 0),
    enabled        boolean NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT throttle_configs_name UNIQUE (tenant_id, name)
);

CREATE INDEX IF NOT EXISTS idx_throttle_configs_channel_id ON notify.throttle_configs (tenant_id, channel_id);

COMMENT ON TABLE notify.throttle_configs IS 'How many notifications a channel takes in a while.';
COMMENT ON COLUMN notify.throttle_configs.name IS 'Unique within the tenant.';
COMMENT ON COLUMN notify.throttle_configs.channel_id IS 'The channel; absent for all of them. No foreign key, because channels have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('throttle_configs');

CREATE TABLE IF NOT EXISTS notify.operator_overrides (
    tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('BYPASS_QUIET_HOURS', 'BYPASS_THROTTLE', 'BYPASS_MAINTENANCE', 'FORCE_SUPPRESSION')),
    channel_ids uuid[] NOT NULL,
    event_kinds text[] COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_by  text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_operator_overrides_expires_at ON notify.operator_overrides (tenant_id, expires_at);

COMMENT ON TABLE notify.operator_overrides IS 'An operator''s exception from quiet hours, throttling and maintenance.';

SELECT notify_app.isolate_by_tenant('operator_overrides');
