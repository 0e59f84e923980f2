-- migrate:up
-- When a key was last used, to the minute, and which assertions were presented. Both in real time.
CREATE TABLE access.key_use (
  org_id uuid NOT NULL,
  key_id uuid NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, key_id)
);

-- An assertion gives one token: of many that come with the same id at once, the primary key lets one in.
CREATE TABLE access.assertion (
  org_id uuid NOT NULL,
  partner_id uuid NOT NULL,
  hash bytea NOT NULL,  -- of its id, jti
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, partner_id, hash)
);
CREATE INDEX assertion_ended ON access.assertion (org_id, partner_id, ends_at);

CALL log.wall('access.key_use');
CALL log.wall('access.assertion');
GRANT SELECT, INSERT, UPDATE ON access.key_use TO carryover_app;
GRANT SELECT, INSERT, DELETE ON access.assertion TO carryover_app;

-- migrate:down
DROP TABLE access.key_use, access.assertion;
