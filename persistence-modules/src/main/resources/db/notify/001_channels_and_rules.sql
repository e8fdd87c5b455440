CREATE TABLE IF NOT EXISTS notify.channels (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('EMAIL', 'SLACK', 'TEAMS', 'WEBHOOK', 'PAGERDUTY', 'OPSGENIE', 'IN_APP', 'CUSTOM')),
    enabled         boolean NOT NULL,
    config          jsonb NOT NULL,
    credentials_ref text COLLATE "C",
    created_by      text COLLATE "C",
    updated_by      text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT channels_name UNIQUE (tenant_id, name)
);

CREATE INDEX IF NOT EXISTS idx_channels_kind_created_at ON notify.channels (tenant_id, kind, created_at DESC)
    WHERE enabled;

COMMENT ON TABLE notify.channels IS 'Where notifications are sent.';
COMMENT ON COLUMN notify.channels.name IS 'Unique within the tenant.';
COMMENT ON COLUMN notify.channels.config IS 'What the kind needs; secrets are references into the vault.';

SELECT notify_app.isolate_by_tenant('channels');

CREATE TABLE IF NOT EXISTS notify.rules (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    name           text COLLATE "C" NOT NULL,
    description    text COLLATE "C",
    enabled        boolean NOT NULL,
    severity_floor text COLLATE "C" CHECK (severity_floor IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    event_kinds    text[] COLLATE "C" NOT NULL,
    match          jsonb NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT rules_name UNIQUE (tenant_id, name)
);

CREATE INDEX IF NOT EXISTS idx_rules_event_kinds ON notify.rules USING gin (event_kinds);

CREATE TABLE IF NOT EXISTS notify.rule_actions (
    tenant_id        text COLLATE "C" NOT NULL,
    parent_id        uuid NOT NULL,
    position         integer NOT NULL CHECK (position >= 0),
    channel_id       uuid NOT NULL,
    template_id      uuid,
    digest_key       text COLLATE "C",
    throttle_seconds integer CHECK (throttle_seconds >= 0),
    enabled          boolean NOT NULL,
    metadata         jsonb,
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.rules (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_rule_actions_channel_id ON notify.rule_actions (tenant_id, channel_id);

COMMENT ON TABLE notify.rules IS 'Which events lead to which actions.';
COMMENT ON COLUMN notify.rules.name IS 'Unique within the tenant.';
COMMENT ON TABLE notify.rule_actions IS 'What a rule does, in order.';
COMMENT ON COLUMN notify.rule_actions.channel_id IS 'The channel to send to. No foreign key, because channels have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.rule_actions.template_id IS 'The template to word it by. No foreign key, because templates have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('rules', 'rule_actions');

CREATE TABLE IF NOT EXISTS notify.templates (
    tenant_id    text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    template_key text COLLATE "C" NOT NULL,
    channel_kind text COLLATE "C" NOT NULL CHECK (channel_kind IN ('EMAIL', 'SLACK', 'TEAMS', 'WEBHOOK', 'PAGERDUTY', 'OPSGENIE', 'IN_APP', 'CUSTOM')),
    locale       text COLLATE "C" NOT NULL,
    format       text COLLATE "C" NOT NULL CHECK (format IN ('MARKDOWN', 'HTML', 'TEXT', 'JSON')),
    body         text COLLATE "C" NOT NULL,
    description  text COLLATE "C",
    metadata     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT templates_template_key UNIQUE (tenant_id, template_key, channel_kind, locale)
);

COMMENT ON TABLE notify.templates IS 'How an event is worded for a kind of channel and a locale.';

SELECT notify_app.isolate_by_tenant('templates');
