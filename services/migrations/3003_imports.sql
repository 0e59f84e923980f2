-- migrate:up
-- What is brought in by the file: events by the million, and rosters. `actor`, `actor_id`: whose import it is.
-- `digest`: of all parts, once they are complete. `confirms`: the digest of the try that this one makes real.
-- Everything in front of `at_part`, `at_line` has its outcome.
CREATE TABLE access.import (
  org_id uuid NOT NULL,
  import_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('events', 'roster')),
  dry_run boolean NOT NULL,
  state text NOT NULL DEFAULT 'receiving' CHECK (state IN ('receiving', 'running', 'done', 'cancelled', 'refused')),
  actor text NOT NULL CHECK (actor IN ('partner', 'staff')),
  actor_id uuid NOT NULL,
  confirms bytea,
  digest bytea,
  made_at timestamptz NOT NULL DEFAULT now(),  -- real time, as the two below
  started_at timestamptz,
  ended_at timestamptz,
  lines bigint NOT NULL DEFAULT 0,
  at_part integer NOT NULL DEFAULT 1,
  at_line integer NOT NULL DEFAULT 0,  -- lines of that part that are behind us
  last_pos bigint NOT NULL DEFAULT 0,  -- the furthest place in the log that one of its lines came to
  good bigint NOT NULL DEFAULT 0,  -- of a try: what would be taken
  stored bigint NOT NULL DEFAULT 0,
  duplicate bigint NOT NULL DEFAULT 0,
  unchanged bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  empty bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, import_id)
);

-- The file in whole lines, sealed with the organisation's key; null once every line of it has its outcome.
CREATE TABLE access.import_part (
  org_id uuid NOT NULL,
  import_id uuid NOT NULL,
  number integer NOT NULL CHECK (number BETWEEN 1 AND 10000),
  digest bytea NOT NULL,
  lines integer NOT NULL,
  header text[],  -- of a roster, in its first part
  sealed bytea,
  PRIMARY KEY (org_id, import_id, number)
);
ALTER TABLE access.import_part ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- sealed bytes do not get smaller

-- What became of some lines that were taken together: a letter for each, and the refusals, sealed likewise.
CREATE TABLE access.import_slice (
  org_id uuid NOT NULL,
  import_id uuid NOT NULL,
  first_line bigint NOT NULL,  -- of the whole file, counted from 1
  outcomes text NOT NULL,
  refusals bytea,
  PRIMARY KEY (org_id, import_id, first_line)
);

-- Answers to writes under an Idempotency-Key. Without an answer it is being done, until the lease is over.
CREATE TABLE access.once (
  org_id uuid NOT NULL,
  key uuid NOT NULL,
  fingerprint bytea NOT NULL,
  holder uuid NOT NULL,
  lease_until timestamptz NOT NULL,  -- real time
  answer bytea,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, key)
);
CREATE INDEX once_made ON access.once (org_id, made_at);

CALL log.wall('access.import');
CALL log.wall('access.import_part');
CALL log.wall('access.import_slice');
CALL log.wall('access.once');
GRANT SELECT, INSERT, UPDATE, DELETE ON access.import, access.import_part, access.import_slice, access.once
  TO carryover_app;

-- An import that begins is an effect like any other; this is the one kind that a door may write, within its wall.
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own the function
CREATE FUNCTION access.due_import(org uuid, id uuid, name text, due timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  IF NOT coalesce(org = ANY (orgs()), false) OR name NOT IN ('import.take', 'import.forget') THEN
    RAISE insufficient_privilege USING MESSAGE = 'not an import of an organisation within the wall';
  END IF;
  INSERT INTO effect (org_id, effect_id, kind, dedupe_key, due_at, payload)
    VALUES (org, gen_random_uuid(), name, id::text || ':0', due, json_build_object('import_id', id))
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;
END $$;
ALTER FUNCTION access.due_import OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.due_import FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.due_import TO carryover_app;

-- migrate:down
DROP FUNCTION access.due_import;
DROP TABLE access.once, access.import_slice, access.import_part, access.import;
REVOKE USAGE ON SCHEMA access FROM carryover_append;
