-- migrate:up
-- What is posted to others: their webhooks as the log has them and how each is doing, and every piece of news that one
-- was or is to be told. Ids only. The engine writes; the doors read.

-- `turn` counts the looks at what is due for a webhook: one at a time is waited for (`turn_at`) or under way
-- (`turning`). `failing`: failures without a success between; until `paused_until` nothing is tried.
CREATE TABLE access.webhook (
  org_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  partner_id uuid,
  types text[] NOT NULL,
  clinics uuid[] NOT NULL,
  stopped text,
  turn integer NOT NULL DEFAULT 0,
  turn_at timestamptz,
  turning boolean NOT NULL DEFAULT false,
  failing integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  paused_until timestamptz,
  PRIMARY KEY (org_id, webhook_id)
);

-- `state`: waiting, delivered, or given up. All instants are the organisation's clock.
CREATE TABLE access.webhook_delivery (
  org_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event_id uuid NOT NULL,
  pos bigint NOT NULL,
  type text NOT NULL,
  subject_id uuid,
  recorded_at timestamptz NOT NULL,
  place text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  made_at timestamptz NOT NULL,
  tried_at timestamptz,
  status smallint,
  error text,
  PRIMARY KEY (org_id, webhook_id, event_id)
);
CREATE INDEX webhook_delivery_due ON access.webhook_delivery (org_id, webhook_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_log ON access.webhook_delivery (org_id, webhook_id, pos);
CREATE INDEX webhook_delivery_old ON access.webhook_delivery (org_id, webhook_id, made_at);

CALL log.wall('access.webhook');
CALL log.wall('access.webhook_delivery');
GRANT SELECT ON access.webhook, access.webhook_delivery TO carryover_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.webhook, access.webhook_delivery TO carryover_engine;

-- migrate:down
DROP TABLE access.webhook_delivery, access.webhook;
