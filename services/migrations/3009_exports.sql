-- migrate:up
-- A patient's whole record, put together for who may read it: sealed with the patient's key, so that it is gone with an
-- erasure. Fetched for a day, as often as needed.
CREATE TABLE access.export (
  org_id uuid NOT NULL,
  export_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  asked_by text NOT NULL,  -- as the log names actors
  asked_at timestamptz NOT NULL,  -- the organisation's clock, as below
  ends_at timestamptz NOT NULL,
  sealed bytea,  -- null while it is being made
  size bigint,  -- bytes, before it was sealed
  digest bytea,  -- SHA-256 of the same
  PRIMARY KEY (org_id, export_id)
);
ALTER TABLE access.export ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- sealed bytes do not get smaller
CALL log.wall('access.export');
GRANT SELECT ON access.export TO carryover_app, carryover_engine;
GRANT INSERT, UPDATE, DELETE ON access.export TO carryover_engine;

-- An export is asked for: the row and what is to be done, both or neither.
CREATE FUNCTION access.ask_export(org uuid, id uuid, person uuid, actor text, now_there timestamptz, until timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  INSERT INTO access.export (org_id, export_id, patient_id, asked_by, asked_at, ends_at)
    VALUES (org, id, person, actor, now_there, until);
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    VALUES (org, id, 'export.make', id::text, now_there, until,
      json_build_object('export_id', id, 'patient_id', person));
END $$;
REVOKE ALL ON FUNCTION access.ask_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_export TO carryover_app;

-- migrate:down
DROP FUNCTION access.ask_export;
DROP TABLE access.export;
