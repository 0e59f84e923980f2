-- migrate:up
-- What the doors may have done in the world: of these kinds alone, and within the wall. All else is written by the log
-- and the engine. Some doors had a function each, and one of them took effects of any kind for any organisation.
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own its functions
CREATE FUNCTION access.due(org uuid, effects json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  IF NOT coalesce(org = ANY (orgs()), false) OR EXISTS (
    SELECT FROM json_to_recordset(effects) AS x(kind text)
    WHERE x.kind IS NULL OR x.kind NOT IN
      ('account.link', 'break_glass.tell', 'export.forget', 'export.make', 'import.forget', 'import.take')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'nothing that a door may have done, or beyond the wall';
  END IF;
  INSERT INTO effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent)
    SELECT org, x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload, coalesce(x.urgent, false)
    FROM json_to_recordset(effects) AS x(effect_id uuid, kind text, dedupe_key text, due_at timestamptz,
      expires_at timestamptz, payload json, urgent boolean)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;
END $$;

-- As it was (3005_audit.sql), and within the wall; what is to be done is of the one kind, and the entry its own.
CREATE OR REPLACE FUNCTION access.break_glass(org uuid, grant_id uuid, staff_id uuid, patient_id uuid, clinic_id uuid,
  sealed bytea, effects json, noted json, OUT ends_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp SET lock_timeout = '2s'
AS $$
#variable_conflict use_variable
DECLARE
  began_at constant timestamptz := clock_timestamp();
BEGIN
  IF NOT coalesce(org = ANY (orgs()), false)
    OR NOT EXISTS (SELECT FROM json_to_recordset(noted) AS x(kind text))
    OR EXISTS (SELECT FROM json_to_recordset(noted) AS x(org_id uuid, kind text)
      WHERE (x.org_id, x.kind) IS DISTINCT FROM (org, 'break_glass'))
    OR NOT EXISTS (SELECT FROM json_to_recordset(effects) AS x(kind text))
    OR EXISTS (SELECT FROM json_to_recordset(effects) AS x(kind text) WHERE x.kind IS DISTINCT FROM 'break_glass.tell')
  THEN
    RAISE insufficient_privilege USING MESSAGE = 'no glass of this organisation, or nobody would know of it';
  END IF;
  ends_at := began_at + interval '60 minutes';
  INSERT INTO access.break_glass VALUES (org, grant_id, staff_id, patient_id, clinic_id, began_at, ends_at, sealed);
  PERFORM access.due(org, effects);
  PERFORM access.note(noted);
END $$;

ALTER FUNCTION access.due OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.due TO carryover_app, carryover_append;

-- The row of an export is the doors' own now; its making and its end are due like all else.
GRANT INSERT ON access.export TO carryover_app;
DROP FUNCTION access.ask_link, access.due_import, access.ask_export;

-- migrate:down
REVOKE INSERT ON access.export FROM carryover_app;
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;
CREATE FUNCTION access.ask_link(org uuid, effect uuid, dedupe text, due timestamptz, expires timestamptz, payload text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  IF org <> ALL (log.orgs()) OR log.orgs() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'not the organisation of this transaction';
  END IF;
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    VALUES (org, effect, 'account.link', dedupe, due, expires, payload::json)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;
END $$;
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
ALTER FUNCTION access.ask_link OWNER TO carryover_append;
ALTER FUNCTION access.due_import OWNER TO carryover_append;
CREATE FUNCTION access.ask_export(org uuid, id uuid, person uuid, actor text, now_there timestamptz, until timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  INSERT INTO access.export (org_id, export_id, patient_id, asked_by, asked_at, ends_at)
    VALUES (org, id, person, actor, now_there, until);
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    VALUES (org, id, 'export.make', id::text, now_there, until,
      json_build_object('export_id', id, 'patient_id', person));
END $$;
CREATE OR REPLACE FUNCTION access.break_glass(org uuid, grant_id uuid, staff_id uuid, patient_id uuid, clinic_id uuid,
  sealed bytea, effects json, noted json, OUT ends_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp SET lock_timeout = '2s'
AS $$
#variable_conflict use_variable
DECLARE
  began_at constant timestamptz := clock_timestamp();
BEGIN
  ends_at := began_at + interval '60 minutes';
  INSERT INTO access.break_glass VALUES (org, grant_id, staff_id, patient_id, clinic_id, began_at, ends_at, sealed);
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent)
    SELECT org, x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload, coalesce(x.urgent, false)
    FROM json_to_recordset(effects) AS x(effect_id uuid, kind text, dedupe_key text, due_at timestamptz,
      expires_at timestamptz, payload json, urgent boolean);
  PERFORM access.note(noted);
END $$;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.ask_link, access.due_import, access.ask_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_link, access.due_import, access.ask_export TO carryover_app;
DROP FUNCTION access.due;
