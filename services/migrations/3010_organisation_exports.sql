-- migrate:up
-- All that an organisation has, put together in parts for its owners: sealed with the organisation's key, fetched for a
-- day. How far it has come stands in the row: whoever goes on begins there.
CREATE TABLE access.organisation_export (
  org_id uuid NOT NULL,
  export_id uuid NOT NULL,
  asked_by text NOT NULL,  -- as the log names actors
  asked_at timestamptz NOT NULL,  -- the organisation's clock, as below
  ends_at timestamptz NOT NULL,
  last_pos bigint NOT NULL,  -- the log's end when it was asked for: what came later is not in it
  last_hash bytea NOT NULL,
  last_seq bigint NOT NULL,  -- the audit's
  source integer NOT NULL DEFAULT 0,  -- which of the sources is being read
  place json,  -- the last row of it that is in a part; null: none yet
  parts integer NOT NULL DEFAULT 0,
  lines bigint NOT NULL DEFAULT 0,
  done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, export_id)
);
CREATE TABLE access.organisation_part (
  org_id uuid NOT NULL,
  export_id uuid NOT NULL,
  number integer NOT NULL,  -- from 1
  name text NOT NULL,  -- of the file in the zip
  lines bigint NOT NULL,
  size bigint NOT NULL,  -- bytes of the zip
  digest bytea NOT NULL,  -- SHA-256 of the zip
  sealed bytea NOT NULL,
  PRIMARY KEY (org_id, export_id, number)
);
ALTER TABLE access.organisation_part ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- sealed bytes do not get smaller
CALL log.wall('access.organisation_export');
CALL log.wall('access.organisation_part');
GRANT SELECT ON access.organisation_export, access.organisation_part TO carryover_app, carryover_engine;
GRANT INSERT, UPDATE, DELETE ON access.organisation_export, access.organisation_part TO carryover_engine;

-- An export is asked for, or the one that is being made is named: the row, its making and its end, all or none.
CREATE FUNCTION access.ask_organisation_export(org uuid, id uuid, who text, now_there timestamptz,
  until timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
DECLARE
  under_way uuid;
BEGIN
  PERFORM FROM access.audit_head h WHERE h.org_id = org FOR UPDATE;  -- two at once: the second finds the first
  SELECT e.export_id INTO under_way FROM access.organisation_export e
    WHERE e.org_id = org AND NOT e.done AND e.ends_at > now_there LIMIT 1;
  IF FOUND THEN
    RETURN under_way;
  END IF;
  INSERT INTO access.organisation_export (org_id, export_id, asked_by, asked_at, ends_at, last_pos, last_hash, last_seq)
    SELECT org, id, who, now_there, until, f.pos, f.chain,
      coalesce((SELECT h.seq FROM access.audit_head h WHERE h.org_id = org), 0)
    FROM log.feed_head f WHERE f.org_id = org AND f.lane = 0
    ON CONFLICT DO NOTHING;  -- there is none; without it Citus sends the row by COPY, against row level security
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload) VALUES
    (org, gen_random_uuid(), 'organisation.export', id || ':0', now_there, until, json_build_object('export_id', id)),
    (org, gen_random_uuid(), 'organisation.export_forget', id::text, until, NULL, json_build_object('export_id', id));
  RETURN id;
END $$;
REVOKE ALL ON FUNCTION access.ask_organisation_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_organisation_export TO carryover_app;

-- migrate:down
DROP FUNCTION access.ask_organisation_export;
DROP TABLE access.organisation_part, access.organisation_export;
