CREATE TABLE IF NOT EXISTS notify.deliveries (
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    rule_id         uuid,
    channel_id      uuid NOT NULL,
    event_id        uuid NOT NULL,
    event_kind      text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'THROTTLED', 'DIGESTED', 'DROPPED')),
    status_reason   text COLLATE "C",
    payload         jsonb,
    rendered        jsonb,
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    correlation_id  text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_deliveries_next_attempt_at_id ON notify.deliveries (tenant_id, next_attempt_at, id)
    WHERE status = 'PENDING';

CREATE INDEX IF NOT EXISTS idx_deliveries_channel_id_created_at ON notify.deliveries (tenant_id, channel_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_deliveries_status_created_at ON notify.deliveries (tenant_id, status, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_deliveries_event_id ON notify.deliveries (tenant_id, event_id);

CREATE TABLE IF NOT EXISTS notify.delivery_attempts (
    tenant_id    text COLLATE "C" NOT NULL,
    parent_id    uuid NOT NULL,
    position     integer NOT NULL CHECK (position >= 0),
    attempted_at timestamptz NOT NULL,
    outcome      text COLLATE "C" NOT NULL CHECK (outcome IN ('ACCEPTED', 'REJECTED', 'TIMEOUT', 'ERROR')),
    http_status  integer,
    reason       text COLLATE "C",
    PRIMARY KEY (tenant_id, parent_id, position),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES notify.deliveries (tenant_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE notify.deliveries IS 'One notification on its way to a channel.';
COMMENT ON COLUMN notify.deliveries.rule_id IS 'The rule that asked for it; absent for a test. No foreign key, because rules have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.deliveries.channel_id IS 'The channel it goes to. No foreign key, because channels have another unique key (ADR 0031).';
COMMENT ON COLUMN notify.deliveries.event_id IS 'The event, whose service keeps it.';
COMMENT ON TABLE notify.delivery_attempts IS 'Each time it was sent, with the answer.';

SELECT notify_app.isolate_by_tenant('deliveries', 'delivery_attempts');

CREATE TABLE IF NOT EXISTS notify.digests (
    tenant_id  text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    channel_id uuid NOT NULL,
    digest_key text COLLATE "C" NOT NULL,
    period     text COLLATE "C" NOT NULL CHECK (period IN ('HOURLY', 'DAILY', 'WEEKLY')),
    status     text COLLATE "C" NOT NULL CHECK (status IN ('OPEN', 'SENDING', 'SENT')),
    events     jsonb NOT NULL,
    opened_at  timestamptz NOT NULL,
    flush_at   timestamptz NOT NULL,
    sent_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_digests_flush_at ON notify.digests (tenant_id, flush_at)
    WHERE status = 'OPEN';

CREATE INDEX IF NOT EXISTS idx_digests_channel_id_digest_key ON notify.digests (tenant_id, channel_id, digest_key);

COMMENT ON TABLE notify.digests IS 'Events that are collected and sent together.';
COMMENT ON COLUMN notify.digests.channel_id IS 'The channel it goes to. No foreign key, because channels have another unique key (ADR 0031).';

SELECT notify_app.isolate_by_tenant('digests');

CREATE TABLE IF NOT EXISTS notify.inbox (
    tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id <> '' AND octet_length(tenant_id) <= 200),
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
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX IF NOT EXISTS idx_inbox_user_id_created_at ON notify.inbox (tenant_id, user_id, created_at DESC);

CREATE INDEX IF NOT EXISTS idx_inbox_user_id_created_at_unread ON notify.inbox (tenant_id, user_id, created_at DESC)
    WHERE NOT is_read AND NOT archived;

COMMENT ON TABLE notify.inbox IS 'A notification inside the product, for one user.';
COMMENT ON COLUMN notify.inbox.user_id IS 'The user, whom module authority keeps.';

SELECT notify_app.isolate_by_tenant('inbox');
