-- migrate:up
-- The tables with rows of organisations, partitions as their whole. Said in one place: Citus has shards beside them.
CREATE FUNCTION log.tables() RETURNS SETOF oid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
$$;
REVOKE ALL ON FUNCTION log.tables FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.tables TO carryover_engine;  -- by log.of_people

-- As they were (0006_records.sql, 3012_departure.sql, 3010_organisation_exports.sql, 3040_note_by_rows.sql), in forms
-- that Citus takes, too: a statement that is sent to a worker names its organisation.
CREATE OR REPLACE FUNCTION log.of_people() RETURNS TABLE (place text, whose name) LANGUAGE sql STABLE
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

CREATE OR REPLACE FUNCTION log.leave_rows(org uuid, most integer) RETURNS bigint LANGUAGE plpgsql
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

CREATE OR REPLACE FUNCTION access.ask_organisation_export(org uuid, id uuid, who text, now_there timestamptz,
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

-- CREATE only so that it may own the function: on a database that is spread already each worker makes it now.
GRANT CREATE ON SCHEMA access TO carryover_append;
CREATE OR REPLACE FUNCTION access.note(noted json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = log, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
  e record;
  head access.audit_head;
BEGIN
  FOR e IN
    SELECT x.* FROM ROWS FROM (json_to_recordset(noted) AS (org_id uuid, kind text, actor text, via text, by_right text,
        operation text, patients uuid[], count integer, address text, request_id uuid, detail json))
      WITH ORDINALITY AS x(org_id, kind, actor, via, by_right, operation, patients, count, address, request_id, detail,
        place)
    ORDER BY x.org_id, x.place
  LOOP
    IF head.org_id IS DISTINCT FROM e.org_id THEN
      IF head.org_id IS NOT NULL THEN
        UPDATE access.audit_head h SET seq = head.seq, last_at = head.last_at, chain = head.chain
          WHERE h.org_id = head.org_id;
      END IF;
      SELECT * INTO head FROM access.audit_head h WHERE h.org_id = e.org_id FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO access.audit_head (org_id, seq, last_at, chain)
          VALUES (e.org_id, 0, '-infinity', sha256(uuid_send(e.org_id))) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM access.audit_head h WHERE h.org_id = e.org_id FOR UPDATE;
      END IF;
    END IF;
    head.seq := head.seq + 1;
    head.last_at := greatest(head.last_at, clock_timestamp());
    head.chain := sha256(head.chain || uuid_send(e.org_id) || int8send(head.seq) || timestamptz_send(head.last_at)
      || int4send(e.count) || access.measured(e.kind) || access.measured(e.actor) || access.measured(e.via)
      || access.measured(e.by_right) || access.measured(e.operation) || access.measured(e.address)
      || access.measured(e.request_id::text) || access.measured(e.detail::text) || int4send(cardinality(e.patients))
      || coalesce((SELECT string_agg(uuid_send(u.id), '' ORDER BY u.place)
          FROM unnest(e.patients) WITH ORDINALITY AS u(id, place)), ''));
    INSERT INTO access.audit (org_id, seq, at, kind, actor, via, by_right, operation, patients, count, address,
        request_id, detail, hash)
      VALUES (e.org_id, head.seq, head.last_at, e.kind, e.actor, e.via, e.by_right, e.operation, e.patients, e.count,
        e.address, e.request_id, e.detail, head.chain);
    INSERT INTO access.audit_patient (org_id, patient_id, seq)
      SELECT DISTINCT e.org_id, u.id, head.seq FROM unnest(e.patients) AS u(id)
      ON CONFLICT DO NOTHING;  -- there is none; without it Citus sends the rows by COPY, against row level security
  END LOOP;
  UPDATE access.audit_head h SET seq = head.seq, last_at = head.last_at, chain = head.chain
    WHERE h.org_id = head.org_id;
END $$;
REVOKE CREATE ON SCHEMA access FROM carryover_append;

-- migrate:down
CREATE OR REPLACE FUNCTION log.of_people() RETURNS TABLE (place text, whose name) LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT format('%s.%s', n.nspname, c.relname), a.attname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('patient_id', 'subject_id') AND NOT a.attisdropped
  WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND format('%s.%s', n.nspname, c.relname) <> ALL (ARRAY[
      'log.events', 'log.erased', 'log.erased_rows', 'access.erasure', 'access.audit', 'access.audit_patient', 'access.break_glass'])
  ORDER BY 1
$$;

CREATE OR REPLACE FUNCTION log.leave_rows(org uuid, most integer) RETURNS bigint LANGUAGE plpgsql
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
    WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind = 'r' AND NOT c.relispartition
      AND format('%s.%s', n.nspname, c.relname) <> ALL (ARRAY[
        'log.feed_head', 'log.checkpoint', 'log.erased', 'log.erased_rows', 'access.erasure', 'access.departure',
        'access.departure_rows', 'access.audit', 'access.audit_patient', 'access.audit_head', 'access.break_glass'])
    ORDER BY 1
  LOOP
    EXECUTE format('DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE org_id = $1 %2$s LIMIT $2))',
      one.place, one.beside) USING org, most;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      total := total + gone;
      INSERT INTO access.departure_rows AS r (org_id, place, rows) VALUES (org, one.place, gone)
        ON CONFLICT (org_id, place) DO UPDATE SET rows = r.rows + excluded.rows;
    END IF;
  END LOOP;
  RETURN total;
END $$;

CREATE OR REPLACE FUNCTION access.ask_organisation_export(org uuid, id uuid, who text, now_there timestamptz, until timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
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
    FROM log.feed_head f WHERE f.org_id = org AND f.lane = 0;
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload) VALUES
    (org, gen_random_uuid(), 'organisation.export', id || ':0', now_there, until, json_build_object('export_id', id)),
    (org, gen_random_uuid(), 'organisation.export_forget', id::text, until, NULL, json_build_object('export_id', id));
  RETURN id;
END $$;

CREATE OR REPLACE FUNCTION access.note(noted json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = log, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
  e record;
  head access.audit_head;
BEGIN
  FOR e IN
    SELECT x.* FROM ROWS FROM (json_to_recordset(noted) AS (org_id uuid, kind text, actor text, via text, by_right text,
        operation text, patients uuid[], count integer, address text, request_id uuid, detail json))
      WITH ORDINALITY AS x(org_id, kind, actor, via, by_right, operation, patients, count, address, request_id, detail,
        place)
    ORDER BY x.org_id, x.place
  LOOP
    IF head.org_id IS DISTINCT FROM e.org_id THEN
      UPDATE access.audit_head h SET seq = head.seq, last_at = head.last_at, chain = head.chain
        WHERE h.org_id = head.org_id;
      SELECT * INTO head FROM access.audit_head h WHERE h.org_id = e.org_id FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO access.audit_head (org_id, seq, last_at, chain)
          VALUES (e.org_id, 0, '-infinity', sha256(uuid_send(e.org_id))) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM access.audit_head h WHERE h.org_id = e.org_id FOR UPDATE;
      END IF;
    END IF;
    head.seq := head.seq + 1;
    head.last_at := greatest(head.last_at, clock_timestamp());
    head.chain := sha256(head.chain || uuid_send(e.org_id) || int8send(head.seq) || timestamptz_send(head.last_at)
      || int4send(e.count) || access.measured(e.kind) || access.measured(e.actor) || access.measured(e.via)
      || access.measured(e.by_right) || access.measured(e.operation) || access.measured(e.address)
      || access.measured(e.request_id::text) || access.measured(e.detail::text) || int4send(cardinality(e.patients))
      || coalesce((SELECT string_agg(uuid_send(u.id), '' ORDER BY u.place)
          FROM unnest(e.patients) WITH ORDINALITY AS u(id, place)), ''));
    INSERT INTO access.audit (org_id, seq, at, kind, actor, via, by_right, operation, patients, count, address,
        request_id, detail, hash)
      VALUES (e.org_id, head.seq, head.last_at, e.kind, e.actor, e.via, e.by_right, e.operation, e.patients, e.count,
        e.address, e.request_id, e.detail, head.chain);
    INSERT INTO access.audit_patient (org_id, patient_id, seq)
      SELECT DISTINCT e.org_id, u.id, head.seq FROM unnest(e.patients) AS u(id)
      ON CONFLICT DO NOTHING;  -- there is none; without it Citus sends the rows by COPY, against row level security
  END LOOP;
  UPDATE access.audit_head h SET seq = head.seq, last_at = head.last_at, chain = head.chain
    WHERE h.org_id = head.org_id;
END $$;

DROP FUNCTION log.tables;
