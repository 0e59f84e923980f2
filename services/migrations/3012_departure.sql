-- migrate:up
-- The certificates of a departure, one for each of its two rounds, never changed; and what was destroyed, counted.
CREATE TABLE access.departure (
  org_id uuid NOT NULL,
  leaving_id uuid NOT NULL,  -- the event that gave notice
  certificate json NOT NULL,
  complete boolean NOT NULL,  -- it was looked once more, when every process had forgotten the organisation
  PRIMARY KEY (org_id, leaving_id, complete)
);
CREATE TABLE access.departure_rows (
  org_id uuid NOT NULL,
  place text NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (org_id, place)
);
CALL log.wall('access.departure');
CALL log.wall('access.departure_rows');
GRANT SELECT ON access.departure, access.departure_rows TO carryover_app, carryover_engine;
GRANT INSERT ON access.departure TO carryover_engine;

-- Deletes rows of an organisation of which the log says that it has left, at most so many of each table; how many went.
-- Asked until it is none. It spares the log (with its heads and the places of its readers, else they would begin anew),
-- the audit, and what proves erasures and departures. The transaction has to see the organisation.
CREATE FUNCTION log.leave_rows(org uuid, most integer) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = log, pg_temp
AS $$
DECLARE
  one record;
  gone bigint;
  total bigint := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM log.events e
      WHERE e.org_id = org AND e.stream_id = org AND e.type = 'organisation.left') THEN
    RAISE insufficient_privilege USING MESSAGE = 'log.leave_rows: the log does not say that this organisation has left';
  END IF;
  -- What a reader meets of it from now on is about somebody who was erased.
  INSERT INTO log.erased (org_id, subject_id)
    SELECT DISTINCT org, coalesce(e.subject_id, e.stream_id) FROM log.events e WHERE e.org_id = org
    ON CONFLICT DO NOTHING;
  FOR one IN
    SELECT format('%s.%s', n.nspname, c.relname) AS place,
      CASE WHEN c.oid = 'log.effect'::regclass THEN 'AND kind <> ''organisation.leave''' ELSE '' END AS beside
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
    WHERE c.oid IN (SELECT log.tables())
      AND format('%s.%s', n.nspname, c.relname) <> ALL (ARRAY[
        'log.events', 'log.feed_head', 'log.checkpoint', 'log.erased', 'log.erased_rows', 'access.erasure',
        'access.departure', 'access.departure_rows', 'access.audit', 'access.audit_patient', 'access.audit_head',
        'access.break_glass'])
    ORDER BY 1
  LOOP
    EXECUTE format('DELETE FROM %1$s WHERE org_id = $1
        AND ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE org_id = $1 %2$s LIMIT $2))', one.place, one.beside)
      USING org, most;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      total := total + gone;
      INSERT INTO access.departure_rows AS r (org_id, place, rows) VALUES (org, one.place, gone)
        ON CONFLICT (org_id, place) DO UPDATE SET rows = r.rows + excluded.rows;
    END IF;
  END LOOP;
  RETURN total;
END $$;
REVOKE ALL ON FUNCTION log.leave_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.leave_rows TO carryover_engine;

-- migrate:down
DROP FUNCTION log.leave_rows;
DROP TABLE access.departure_rows, access.departure;
