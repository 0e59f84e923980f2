-- migrate:up
-- The log: feeds, events, the places of its readers, and what is due in the world. The organisation comes first in
-- every key. Row level security is forced on every table with an organisation.

CREATE SCHEMA log;
CREATE SCHEMA vault;
CREATE SCHEMA rm;
GRANT USAGE ON SCHEMA log, vault, rm TO carryover_app, carryover_engine;
GRANT USAGE, CREATE ON SCHEMA log TO carryover_append;  -- CREATE only so that it may own the append function
GRANT USAGE ON SCHEMA vault TO carryover_append;

-- The organisations a transaction may see, from set_config('carryover.orgs', 'id,id,...', true). Unset: none.
CREATE FUNCTION log.orgs() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT string_to_array(nullif(current_setting('carryover.orgs', true), ''), ',')::uuid[] $$;

-- Puts a table behind the wall. Every table with an organisation is passed to it once.
CREATE PROCEDURE log.wall(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
  EXECUTE format('CREATE POLICY wall ON %s USING (org_id = ANY ((SELECT log.orgs())::uuid[]))
                  WITH CHECK (org_id = ANY ((SELECT log.orgs())::uuid[]))', relation);
END $$;

CREATE TABLE log.feed_head (
  org_id uuid NOT NULL,
  lane smallint NOT NULL DEFAULT 0,
  pos bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL,
  chain bytea NOT NULL,
  PRIMARY KEY (org_id, lane)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE log.events (
  org_id uuid NOT NULL,
  lane smallint NOT NULL,
  pos bigint NOT NULL,
  stream_id uuid NOT NULL,
  version integer NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  schema_v smallint NOT NULL,
  occurred_at timestamptz NOT NULL,
  occurred_zone text,
  recorded_at timestamptz NOT NULL,
  subject_id uuid,
  target_event_id uuid,
  actor text NOT NULL,
  correlation_id uuid,
  causation_id uuid,
  data json NOT NULL,  -- json, not jsonb: the hash covers the bytes as they were written
  hash bytea NOT NULL,
  PRIMARY KEY (org_id, lane, pos),
  CONSTRAINT events_stream UNIQUE (org_id, stream_id, version),
  CONSTRAINT events_id UNIQUE (org_id, event_id)
) PARTITION BY HASH (org_id);
DO $$ BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE log.events_%s PARTITION OF log.events FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('ALTER TABLE log.events_%s ENABLE ROW LEVEL SECURITY', part);  -- asked directly: nothing
    EXECUTE format('ALTER TABLE log.events_%s FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON log.events_%s FROM carryover_owner', part);
  END LOOP;
END $$;
CREATE INDEX events_subject ON log.events (org_id, subject_id, lane, pos);

-- How far each reader of the log has come. The row is also its lease. A read model may stand in several builds, each
-- made from the log by some version of its code; the live one is what is read.
CREATE TABLE log.checkpoint (
  org_id uuid NOT NULL,
  reader text NOT NULL,
  build integer NOT NULL,
  lane smallint NOT NULL DEFAULT 0,
  version integer NOT NULL,
  live boolean NOT NULL,
  pos bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, reader, build, lane)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX checkpoint_live ON log.checkpoint (org_id, reader, lane) WHERE live;

-- Which build of a read model is read. Every query of a read model asks, in the same transaction as its rows.
CREATE FUNCTION log.live(org uuid, reader text) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT c.build FROM log.checkpoint c WHERE c.org_id = org AND c.reader = $2 AND c.lane = 0 AND c.live $$;

-- A subject whose event a reader could not digest, from which position on, and why.
CREATE TABLE log.parked (
  org_id uuid NOT NULL,
  reader text NOT NULL,
  build integer NOT NULL,
  subject_id uuid NOT NULL,
  pos bigint NOT NULL,
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, reader, build, subject_id)
);

CREATE TABLE log.command_key (
  org_id uuid NOT NULL,
  key uuid NOT NULL,
  fingerprint bytea NOT NULL,
  pos bigint NOT NULL,
  version integer NOT NULL,
  kept_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, key)
);

-- Things to be done in the world: transport, dropped thirty days after they ended.
CREATE TABLE log.effect (
  org_id uuid NOT NULL,
  effect_id uuid NOT NULL,
  kind text NOT NULL,
  dedupe_key text NOT NULL,
  due_at timestamptz NOT NULL,  -- the organisation's clock
  expires_at timestamptz,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'leased', 'claimed', 'done', 'expired', 'dead', 'moot')),
  attempt integer NOT NULL DEFAULT 0,
  lease_until timestamptz,  -- real time
  payload json NOT NULL,
  error text,
  ended_at timestamptz,
  PRIMARY KEY (org_id, effect_id),
  UNIQUE (org_id, kind, dedupe_key)
) WITH (fillfactor = 70);
CREATE INDEX effect_due ON log.effect (due_at) WHERE state IN ('pending', 'leased', 'claimed');

-- The one table without walls: from a hashed secret or login to the organisation. Read through log.find_link only.
CREATE TABLE log.directory (
  kind text NOT NULL,
  hash bytea NOT NULL,
  org_id uuid NOT NULL,
  about json NOT NULL,
  PRIMARY KEY (kind, hash)
);

CREATE TABLE vault.item (
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  item_id uuid NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (org_id, subject_id, item_id)
);

-- A partner's own name for a patient, as a keyed hash.
CREATE TABLE vault.alias (
  org_id uuid NOT NULL,
  partner_id uuid NOT NULL,
  hash bytea NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (org_id, partner_id, hash)
);
CREATE INDEX alias_subject ON vault.alias (org_id, subject_id);

CALL log.wall('log.feed_head');
CALL log.wall('log.events');
CALL log.wall('log.checkpoint');
CALL log.wall('log.parked');
CALL log.wall('log.command_key');
CALL log.wall('log.effect');
CALL log.wall('log.directory');
CALL log.wall('vault.item');
CALL log.wall('vault.alias');

-- The append role writes for every organisation; it cannot log in and owns nothing but its functions.
CREATE POLICY append ON log.feed_head TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON log.events TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON log.command_key TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON log.effect TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON log.directory TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON vault.item TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON vault.alias TO carryover_append USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON log.feed_head TO carryover_append;
GRANT SELECT, INSERT ON log.events, log.command_key, log.effect, log.directory, vault.item, vault.alias TO carryover_append;

-- What is in the log stays as it is: not even the owner may write there without saying so first.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON log.events FROM carryover_owner;
REVOKE ALL ON PROCEDURE log.wall FROM PUBLIC;
REVOKE ALL ON FUNCTION log.live FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.live TO carryover_app, carryover_engine;

GRANT SELECT ON log.feed_head, log.events, log.checkpoint, log.parked, log.effect, vault.item, vault.alias TO carryover_app;
GRANT SELECT ON log.feed_head, log.events, vault.item TO carryover_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON log.checkpoint, log.parked, log.effect TO carryover_engine;

-- Across organisations the engine sees which feeds moved and what is due, and nothing else.
CREATE POLICY work ON log.feed_head FOR SELECT TO carryover_engine USING (true);
CREATE POLICY work ON log.checkpoint FOR SELECT TO carryover_engine USING (true);
CREATE POLICY work ON log.effect FOR SELECT TO carryover_engine USING (true);
ALTER DEFAULT PRIVILEGES FOR ROLE carryover_owner IN SCHEMA rm GRANT SELECT ON TABLES TO carryover_app;
ALTER DEFAULT PRIVILEGES FOR ROLE carryover_owner IN SCHEMA rm GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO carryover_engine;  -- no TRUNCATE: it would not stop at the wall

-- migrate:down
DROP SCHEMA rm, vault, log CASCADE;
