-- migrate:up
-- As it was (3005_audit.sql), in a form that Citus takes, too.
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

-- migrate:down
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
      SELECT DISTINCT e.org_id, u.id, head.seq FROM unnest(e.patients) AS u(id);
  END LOOP;
  UPDATE access.audit_head h SET seq = head.seq, last_at = head.last_at, chain = head.chain
    WHERE h.org_id = head.org_id;
END $$;
