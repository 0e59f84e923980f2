-- migrate:up
-- Who saw, changed, handed on or was refused whose data, when, from where and by which right. One chain for each
-- organisation: an entry's hash covers its columns and the hash before it. Written by access.note and by nothing else.
CREATE TABLE access.audit (
  org_id uuid NOT NULL,
  seq bigint NOT NULL,  -- without a gap, in the order of the commits
  at timestamptz NOT NULL,  -- the database's own clock, never before the entry before it
  kind text NOT NULL CHECK (kind IN ('read', 'changed', 'refused', 'disclosed', 'break_glass', 'signed_in',
    'sign_in_failed', 'granted')),
  actor text NOT NULL,  -- as the log names actors
  via text NOT NULL,  -- by which key, token or sign-in
  by_right text NOT NULL,
  operation text NOT NULL,
  patients uuid[] NOT NULL,
  count integer NOT NULL,  -- of patients; of events where a feed or an export was handed on
  address text,
  request_id uuid,
  detail json NOT NULL,  -- json, not jsonb: the hash covers the text as it was written
  hash bytea NOT NULL,
  PRIMARY KEY (org_id, seq)
);
CREATE INDEX audit_at ON access.audit (org_id, at, seq);
CREATE INDEX audit_actor ON access.audit (org_id, actor, seq);
CREATE INDEX audit_kind ON access.audit (org_id, kind, seq) WHERE kind <> 'read';

-- By patient: in a list of fifty each is found. It repeats what the entries say, and no more.
CREATE TABLE access.audit_patient (
  org_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (org_id, patient_id, seq)
);

CREATE TABLE access.audit_head (
  org_id uuid NOT NULL PRIMARY KEY,
  seq bigint NOT NULL,
  last_at timestamptz NOT NULL,
  chain bytea NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Who looked at a patient out of reach, for how long and why. Real time.
CREATE TABLE access.break_glass (
  org_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  began_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  sealed bytea NOT NULL,  -- the reason, under the patient's key: gone after an erasure
  PRIMARY KEY (org_id, grant_id)
);
CREATE INDEX break_glass_staff ON access.break_glass (org_id, staff_id, patient_id, ends_at);

CALL log.wall('access.audit');
CALL log.wall('access.audit_patient');
CALL log.wall('access.audit_head');
CALL log.wall('access.break_glass');
CREATE POLICY append ON access.audit TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON access.audit_patient TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON access.audit_head TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY append ON access.break_glass TO carryover_append USING (true) WITH CHECK (true);
CREATE POLICY work ON access.audit_head FOR SELECT TO carryover_engine USING (true);  -- to verify and to anchor all

GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own its functions
GRANT INSERT ON access.audit, access.audit_patient, access.break_glass TO carryover_append;
GRANT SELECT, INSERT, UPDATE ON access.audit_head TO carryover_append;
GRANT SELECT ON access.audit, access.audit_patient, access.audit_head, access.break_glass
  TO carryover_app, carryover_engine;
-- What is noted stays as it is: not even the owner may write there without saying so first.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON access.audit, access.audit_patient, access.break_glass FROM carryover_owner;

-- A text with its length before it, -1 for null, as it goes into a hash.
CREATE FUNCTION access.measured(said text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(int4send(octet_length(convert_to(said, 'UTF8'))) || convert_to(said, 'UTF8'), int4send(-1))
$$;

-- Entries of any organisations, each organisation's in the order given. Heads are locked in the organisations' order.
CREATE FUNCTION access.note(noted json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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

-- An hour's look at one patient out of reach: the grant, whom to tell of it and its entry, or none of them.
CREATE FUNCTION access.break_glass(org uuid, grant_id uuid, staff_id uuid, patient_id uuid, clinic_id uuid,
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

ALTER FUNCTION access.measured OWNER TO carryover_append;
ALTER FUNCTION access.note OWNER TO carryover_append;
ALTER FUNCTION access.break_glass OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.measured, access.note, access.break_glass FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.note TO carryover_app, carryover_engine;
GRANT EXECUTE ON FUNCTION access.break_glass TO carryover_app;

-- migrate:down
DROP FUNCTION access.break_glass, access.note, access.measured;
DROP TABLE access.break_glass, access.audit_head, access.audit_patient, access.audit;
