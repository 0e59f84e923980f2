-- The append on Citus: commands of one organisation, on the worker that has its shard, where every statement stays. The
-- same answers as log.append (0002_append.sql) gives on one server; what differs is how it is said, for on a shard each
-- statement names the organisation, and no row is found by where it stands.
CREATE OR REPLACE FUNCTION log.append_here(
  org uuid, opening boolean,  -- the organisation, and whether its feed begins with this call
  c_stream uuid[], c_expected integer[], c_count integer[], c_key uuid[], c_fingerprint bytea[], c_beside json[],
  e_id uuid[], e_type text[], e_schema smallint[], e_occurred timestamptz[], e_zone text[], e_recorded timestamptz[],
  e_subject uuid[], e_target uuid[], e_actor text[], e_correlation uuid[], e_causation uuid[], e_data text[],
  e_digest bytea[],
  OUT status text[], OUT pos bigint[], OUT version integer[], OUT hash bytea[]
) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = log, pg_temp
  SET lock_timeout = '2s'
AS $$
#variable_conflict use_variable
DECLARE
  misfit constant text := 'log.append: these commands and events do not fit together';
  commands constant integer := cardinality(c_stream);
  events constant integer := cardinality(e_id);
  head record;
  head_pos bigint; head_at timestamptz; head_chain bytea;
  e_stream uuid[] := e_id;  -- these five are filled event by event
  e_version integer[] := array_fill(0, ARRAY[events]);
  new_pos bigint[] := array_fill(0::bigint, ARRAY[events]);
  new_at timestamptz[] := e_recorded;
  new_hash bytea[] := e_digest;
  grown boolean := false;
  keyed boolean := false;
  one_by_one integer := 0;  -- commands
  known integer;  -- events of a command that are there already
  e integer; c integer; v integer; first integer; following integer := 1; there record; kept record;
BEGIN
  IF (cardinality(c_expected), cardinality(c_count), coalesce(cardinality(c_key), commands),
      coalesce(cardinality(c_fingerprint), commands), coalesce(cardinality(c_beside), commands))
      IS DISTINCT FROM (commands, commands, commands, commands, commands)
    OR (cardinality(e_type), cardinality(e_schema), cardinality(e_occurred), coalesce(cardinality(e_zone), events),
        cardinality(e_recorded), coalesce(cardinality(e_subject), events), coalesce(cardinality(e_target), events),
        cardinality(e_actor), coalesce(cardinality(e_correlation), events), coalesce(cardinality(e_causation), events),
        cardinality(e_data), cardinality(e_digest))
      IS DISTINCT FROM (events, events, events, events, events, events, events, events, events, events, events, events)
    OR (org IS NOT NULL AND commands > 0 AND 1 <= ALL (c_count) AND 0 <= ALL (c_expected)) IS NOT TRUE
  THEN
    RAISE invalid_parameter_value USING MESSAGE = misfit;
  END IF;
  status := array_fill('stored'::text, ARRAY[commands]);
  pos := array_fill(0::bigint, ARRAY[commands]);
  version := c_expected;
  hash := array_fill(NULL::bytea, ARRAY[commands]);
  IF opening THEN
    INSERT INTO log.feed_head (org_id, last_at, chain) VALUES (org, '-infinity', sha256(uuid_send(org)))
      ON CONFLICT (org_id, lane) DO NOTHING;
  END IF;
  SELECT f.pos, f.last_at, f.chain INTO head FROM log.feed_head f WHERE f.org_id = org AND f.lane = 0 FOR UPDATE;
  IF NOT FOUND THEN
    status := array_fill('unknown_feed'::text, ARRAY[commands]);
    version := array_fill(0, ARRAY[commands]);
    RETURN;
  END IF;
  head_pos := head.pos; head_at := head.last_at; head_chain := head.chain;

  BEGIN  -- the common case: everything is new
    e := 0;
    FOR c IN 1..commands LOOP
      v := c_expected[c];
      grown := grown OR v > 0;
      keyed := keyed OR c_key[c] IS NOT NULL;
      FOR _ IN 1..c_count[c] LOOP
        e := e + 1;
        v := v + 1;
        head_pos := head_pos + 1;
        head_at := greatest(head_at, e_recorded[e]);
        head_chain := sha256(head_chain || e_digest[e] || int8send(head_pos) || timestamptz_send(head_at));
        e_stream[e] := c_stream[c];
        e_version[e] := v;
        new_pos[e] := head_pos;
        new_at[e] := head_at;
        new_hash[e] := head_chain;
      END LOOP;
      pos[c] := head_pos;
      version[c] := v;
      hash[c] := head_chain;
    END LOOP;
    IF e <> events THEN RAISE invalid_parameter_value USING MESSAGE = misfit; END IF;
    INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at, occurred_zone,
        recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
      SELECT org, 0, u.pos, u.stream, u.v, u.id, u.type, u.schema, u.occurred, u.zone,
        u.at, u.subject, u.target, u.actor, u.correlation, u.causation, u.data::json, u.hash
      FROM unnest(new_pos, e_stream, e_version, e_id, e_type, e_schema, e_occurred, e_zone,
        new_at, e_subject, e_target, e_actor, e_correlation, e_causation, e_data, new_hash)
        AS u(pos, stream, v, id, type, schema, occurred, zone, at, subject, target, actor, correlation, causation,
          data, hash);
    IF grown THEN
      IF (SELECT count(*) FROM log.events ev, unnest(c_stream, c_expected, c_count, pos) AS u(stream, v, n, pos)
          WHERE ev.org_id = org AND u.v > 0 AND ev.stream_id = u.stream AND ev.version = u.v AND ev.pos <= u.pos - u.n)
        <> (SELECT count(*) FROM unnest(c_expected) AS u(v) WHERE u.v > 0)
      THEN RAISE EXCEPTION USING ERRCODE = 'CO001'; END IF;
    END IF;
    IF keyed THEN
      INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
        SELECT org, u.key, u.fingerprint, u.pos, u.v, head_at
        FROM unnest(c_key, c_fingerprint, pos, version) AS u(key, fingerprint, pos, v) WHERE u.key IS NOT NULL;
    END IF;
    IF c_beside IS NOT NULL THEN PERFORM log.append_beside_here(org, c_beside); END IF;
  EXCEPTION WHEN unique_violation OR SQLSTATE 'CO001' THEN
    head_pos := head.pos; head_at := head.last_at; head_chain := head.chain;
    one_by_one := commands;
  END;

  FOR c IN 1..one_by_one LOOP  -- the rare case: one command after the other, each with its own answer
    first := following;
    following := first + c_count[c];
    pos[c] := 0;
    version[c] := 0;
    hash[c] := NULL;
    SELECT k.fingerprint, k.pos, k.version INTO kept FROM log.command_key k WHERE k.org_id = org AND k.key = c_key[c];
    IF FOUND THEN
      status[c] := CASE WHEN kept.fingerprint = c_fingerprint[c] THEN 'duplicate' ELSE 'id_reused' END;
      pos[c] := kept.pos; version[c] := kept.version;
      SELECT ev.hash INTO there FROM log.events ev WHERE ev.org_id = org AND ev.lane = 0 AND ev.pos = kept.pos;
      hash[c] := there.hash;
      CONTINUE;
    END IF;
    status[c] := 'stored';
    known := 0;
    FOR e IN first .. following - 1 LOOP
      SELECT ev.data, ev.stream_id, ev.type, ev.schema_v, ev.occurred_at, ev.occurred_zone, ev.subject_id, ev.pos,
          ev.version, ev.hash INTO there
        FROM log.events ev WHERE ev.org_id = org AND ev.event_id = e_id[e];
      IF FOUND THEN
        IF log.says_the_same(there.data, e_data[e]::json)
           AND (there.stream_id, there.type, there.schema_v, there.occurred_at, there.occurred_zone, there.subject_id)
             IS NOT DISTINCT FROM (c_stream[c], e_type[e], e_schema[e], e_occurred[e], e_zone[e], e_subject[e]) THEN
          status[c] := 'duplicate'; pos[c] := there.pos; version[c] := there.version; hash[c] := there.hash;
          known := known + 1;
        ELSE
          known := -1;
          EXIT;
        END IF;
      END IF;
    END LOOP;
    IF known NOT IN (0, c_count[c]) THEN  -- another event has an id of these, or only some of them are there
      status[c] := 'id_reused'; pos[c] := 0; version[c] := 0; hash[c] := NULL;
    END IF;
    CONTINUE WHEN status[c] <> 'stored';
    SELECT coalesce(max(ev.version), 0) INTO v FROM log.events ev WHERE ev.org_id = org AND ev.stream_id = c_stream[c];
    IF v <> c_expected[c] OR log.name_taken_here(org, c_beside[c]) THEN
      status[c] := 'conflict'; version[c] := v;
      CONTINUE;
    END IF;
    FOR e IN first .. following - 1 LOOP
      v := v + 1;
      head_pos := head_pos + 1;
      head_at := greatest(head_at, e_recorded[e]);
      head_chain := sha256(head_chain || e_digest[e] || int8send(head_pos) || timestamptz_send(head_at));
      INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at,
          occurred_zone, recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
        VALUES (org, 0, head_pos, c_stream[c], v, e_id[e], e_type[e], e_schema[e], e_occurred[e],
          e_zone[e], head_at, e_subject[e], e_target[e], e_actor[e], e_correlation[e], e_causation[e],
          e_data[e]::json, head_chain);
    END LOOP;
    pos[c] := head_pos;
    version[c] := v;
    hash[c] := head_chain;
    IF c_key[c] IS NOT NULL THEN
      INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
        VALUES (org, c_key[c], c_fingerprint[c], pos[c], version[c], head_at);
    END IF;
    IF c_beside[c] IS NOT NULL THEN PERFORM log.append_beside_here(org, c_beside[c:c]); END IF;
  END LOOP;
  IF one_by_one > 0 AND following <> events + 1 THEN RAISE invalid_parameter_value USING MESSAGE = misfit; END IF;
  IF head_pos > head.pos THEN
    UPDATE log.feed_head f SET pos = head_pos, last_at = head_at, chain = head_chain
      WHERE f.org_id = org AND f.lane = 0;
  END IF;
END $$;

-- What commands write beside their events, of one organisation; what there is none of is not even asked for.
CREATE OR REPLACE FUNCTION log.append_beside_here(org uuid, c_beside json[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  beside json;
  link record;
BEGIN
  FOREACH beside IN ARRAY c_beside LOOP
    IF json_array_length(beside->'effects') > 0 THEN
      INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent, correlation_id)
        SELECT org, x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload, coalesce(x.urgent, false),
          x.correlation_id
        FROM json_to_recordset(beside->'effects') AS x(effect_id uuid, kind text, dedupe_key text,
          due_at timestamptz, expires_at timestamptz, payload json, urgent boolean, correlation_id uuid)
        ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;
    END IF;
    IF json_array_length(beside->'sealed') > 0 THEN
      INSERT INTO vault.item (org_id, subject_id, item_id, sealed)
        SELECT org, x.subject_id, x.item_id, decode(x.sealed, 'base64')
        FROM json_to_recordset(beside->'sealed') AS x(subject_id uuid, item_id uuid, sealed text);
    END IF;
    IF json_array_length(beside->'links') > 0 THEN
      -- Row by row: many at once would be sent to the other nodes by COPY, which row level security does not let pass.
      FOR link IN SELECT * FROM json_to_recordset(beside->'links') AS x(kind text, hash text, about json) LOOP
        INSERT INTO log.directory (kind, hash, org_id, about)
          VALUES (link.kind, decode(link.hash, 'base64'), org, link.about);
      END LOOP;
    END IF;
    IF json_array_length(beside->'aliases') > 0 THEN
      INSERT INTO vault.alias (org_id, partner_id, hash, subject_id)
        SELECT org, x.partner_id, decode(x.hash, 'base64'), x.subject_id
        FROM json_to_recordset(beside->'aliases') AS x(partner_id uuid, hash text, subject_id uuid);
    END IF;
  END LOOP;
END $$;

-- Whether another has a name already that a command wants: a partner's name for a patient, a line of the directory.
CREATE OR REPLACE FUNCTION log.name_taken_here(org uuid, beside json) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  found_one record;
BEGIN
  SELECT a.hash INTO found_one FROM vault.alias a
    JOIN json_to_recordset(beside->'aliases') AS x(partner_id uuid, hash text)
      ON a.partner_id = x.partner_id AND a.hash = decode(x.hash, 'base64')
    WHERE a.org_id = org LIMIT 1;
  IF FOUND THEN RETURN true; END IF;
  SELECT d.hash INTO found_one FROM log.directory d
    JOIN json_to_recordset(beside->'links') AS x(kind text, hash text)
      ON d.kind = x.kind AND d.hash = decode(x.hash, 'base64') LIMIT 1;
  RETURN FOUND;
END $$;
