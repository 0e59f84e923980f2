-- migrate:up
-- As it was (0006_records.sql), and what the doors keep for the organisation as a whole, where nobody can tell whose it
-- is: exports, the answers kept for a day under an Idempotency-Key, and why lines of imports were refused.
CREATE OR REPLACE FUNCTION log.erase_rows(org uuid, person uuid, among text[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = log, pg_temp
AS $$
DECLARE
  one record;
  gone bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM log.events e WHERE e.org_id = org AND e.subject_id = person
      AND e.lane = 0 AND e.type = 'patient.erased') THEN
    RAISE insufficient_privilege USING MESSAGE = 'log.erase_rows: the log does not say that this person is erased';
  END IF;
  INSERT INTO log.erased (org_id, subject_id) VALUES (org, person) ON CONFLICT DO NOTHING;
  FOR one IN
    SELECT p.place, format('DELETE FROM %s WHERE org_id = $1 AND %I = $2 %s', p.place, p.whose,
        -- who has to be told of the erasure is told
        CASE p.place WHEN 'access.webhook_delivery' THEN 'AND type <> ''patient.erased''' ELSE '' END) AS statement
      FROM log.of_people() p
    -- Tables that name people otherwise. What is to be done for a person says so in its payload; a try-out of
    -- thresholds goes as a whole, for what came of it is told of all its patients together.
    UNION ALL SELECT * FROM (VALUES
      ('log.effect', 'DELETE FROM log.effect WHERE org_id = $1 AND kind <> ''patient.erase''
          AND $2::text IN (payload->>''patient_id'', payload->>''kept'', payload->>''duplicate'')'),
      ('rm.dry_run', 'DELETE FROM rm.dry_run r WHERE org_id = $1 AND EXISTS (SELECT FROM rm.dry_run_part p
          WHERE p.org_id = $1 AND p.run_id = r.run_id AND $2 = ANY (p.patient_ids))'),
      ('rm.dry_run_part', 'DELETE FROM rm.dry_run_part p WHERE org_id = $1 AND NOT EXISTS (SELECT FROM rm.dry_run r
          WHERE r.org_id = $1 AND r.run_id = p.run_id) AND $2 IS NOT NULL'),
      ('access.organisation_export', 'DELETE FROM access.organisation_export WHERE org_id = $1 AND $2 IS NOT NULL'),
      ('access.organisation_part', 'DELETE FROM access.organisation_part WHERE org_id = $1 AND $2 IS NOT NULL'),
      ('access.once', 'DELETE FROM access.once WHERE org_id = $1 AND answer IS NOT NULL AND $2 IS NOT NULL'),
      ('access.import_slice', 'UPDATE access.import_slice SET refusals = NULL
          WHERE org_id = $1 AND refusals IS NOT NULL AND $2 IS NOT NULL')) AS named(place, statement)
  LOOP
    CONTINUE WHEN one.place <> ALL (among);
    EXECUTE one.statement USING org, person;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      INSERT INTO log.erased_rows AS r (org_id, subject_id, place, rows) VALUES (org, person, one.place, gone)
        ON CONFLICT (org_id, subject_id, place) DO UPDATE SET rows = r.rows + excluded.rows;
    END IF;
  END LOOP;
END $$;

-- migrate:down
CREATE OR REPLACE FUNCTION log.erase_rows(org uuid, person uuid, among text[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = log, pg_temp
AS $$
DECLARE
  one record;
  gone bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM log.events e WHERE e.org_id = org AND e.subject_id = person
      AND e.lane = 0 AND e.type = 'patient.erased') THEN
    RAISE insufficient_privilege USING MESSAGE = 'log.erase_rows: the log does not say that this person is erased';
  END IF;
  INSERT INTO log.erased (org_id, subject_id) VALUES (org, person) ON CONFLICT DO NOTHING;
  FOR one IN
    SELECT p.place, format('DELETE FROM %s WHERE org_id = $1 AND %I = $2', p.place, p.whose) AS statement
      FROM log.of_people() p
    -- Tables that name people otherwise. What is to be done for a person says so in its payload; a try-out of
    -- thresholds goes as a whole, for what came of it is told of all its patients together.
    UNION ALL SELECT * FROM (VALUES
      ('log.effect', 'DELETE FROM log.effect WHERE org_id = $1 AND kind <> ''patient.erase'' AND payload->>''patient_id'' = $2::text'),
      ('rm.dry_run', 'DELETE FROM rm.dry_run r WHERE org_id = $1 AND EXISTS (SELECT FROM rm.dry_run_part p
          WHERE p.org_id = $1 AND p.run_id = r.run_id AND $2 = ANY (p.patient_ids))'),
      ('rm.dry_run_part', 'DELETE FROM rm.dry_run_part p WHERE org_id = $1 AND NOT EXISTS (SELECT FROM rm.dry_run r
          WHERE r.org_id = $1 AND r.run_id = p.run_id) AND $2 IS NOT NULL')) AS named(place, statement)
  LOOP
    CONTINUE WHEN one.place <> ALL (among);
    EXECUTE one.statement USING org, person;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      INSERT INTO log.erased_rows AS r (org_id, subject_id, place, rows) VALUES (org, person, one.place, gone)
        ON CONFLICT (org_id, subject_id, place) DO UPDATE SET rows = r.rows + excluded.rows;
    END IF;
  END LOOP;
END $$;
