-- migrate:up
-- Who was erased, as the readers of the log have to know it: nothing that comes late is kept of such a person.
CREATE TABLE log.erased (
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (org_id, subject_id)
);
-- What was destroyed of the person, and where, counted for the certificate.
CREATE TABLE log.erased_rows (
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  place text NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (org_id, subject_id, place)
);
CALL log.wall('log.erased');
CALL log.wall('log.erased_rows');
GRANT SELECT ON log.erased, log.erased_rows TO carryover_app, carryover_engine;

-- The tables with rows of organisations, partitions as their whole. Said in one place: Citus has shards beside them.
CREATE FUNCTION log.tables() RETURNS SETOF oid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
$$;

-- The tables that hold something of a person, by the name of the column that says of whom: all there are, but for what
-- stays. The log stays because its facts name nobody, what is about the erasure because it is the proof of it, and
-- the audit because who looked at a record must be known also when it is gone.
CREATE FUNCTION log.of_people() RETURNS TABLE (place text, whose name) LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT format('%s.%s', n.nspname, c.relname), a.attname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('patient_id', 'subject_id') AND NOT a.attisdropped
  WHERE c.oid IN (SELECT log.tables())
    AND format('%s.%s', n.nspname, c.relname) <> ALL (ARRAY[
      'log.events', 'log.erased', 'log.erased_rows', 'access.erasure', 'access.audit', 'access.audit_patient',
      'access.break_glass'])
  ORDER BY 1
$$;

-- Deletes what tables hold of a person of whom the log says that she is erased: of these tables, or of all. It is
-- repeatable, and finds what came since. The transaction has to see the organisation.
CREATE FUNCTION log.erase_rows(org uuid, person uuid, among text[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql
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
REVOKE ALL ON FUNCTION log.tables, log.of_people, log.erase_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.tables, log.of_people, log.erase_rows TO carryover_engine;

-- migrate:down
DROP FUNCTION log.erase_rows, log.of_people, log.tables;
DROP TABLE log.erased_rows, log.erased;
