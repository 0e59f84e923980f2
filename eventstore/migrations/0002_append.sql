-- migrate:up
-- The append: one call for many commands of many organisations, an answer for each. Try first; look for the cause
-- only when a key is violated. It runs as its own narrow role, so it guards the organisation itself: every row it
-- writes carries the organisation of its command, and an organisation without a feed is answered, never written.

-- Whether two event bodies say the same. Keys that begin with an underscore tell how a report arrived, not what it says.
CREATE FUNCTION log.says_the_same(one json, other json) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT one::text = other::text OR
    (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(one::jsonb) WHERE key NOT LIKE '\_%') =
    (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(other::jsonb) WHERE key NOT LIKE '\_%')
$$;

-- What a command writes beside its events: effects, vault items, directory lines, aliases. `only`: these commands.
CREATE FUNCTION log.append_beside(beside json, only_cmds integer[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    SELECT org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload
    FROM json_to_recordset(beside->'effects') AS x(cmd integer, org_id uuid, effect_id uuid, kind text,
      dedupe_key text, due_at timestamptz, expires_at timestamptz, payload json)
    WHERE only_cmds IS NULL OR cmd = ANY (only_cmds)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;  -- an effect is one for its dedupe key: that is its meaning
  INSERT INTO vault.item (org_id, subject_id, item_id, sealed)
    SELECT org_id, subject_id, item_id, decode(sealed, 'base64')
    FROM json_to_recordset(beside->'sealed') AS x(cmd integer, org_id uuid, subject_id uuid, item_id uuid, sealed text)
    WHERE only_cmds IS NULL OR cmd = ANY (only_cmds);
  INSERT INTO log.directory (kind, hash, org_id, about)
    SELECT kind, decode(hash, 'base64'), org_id, about
    FROM json_to_recordset(beside->'links') AS x(cmd integer, org_id uuid, kind text, hash text, about json)
    WHERE only_cmds IS NULL OR cmd = ANY (only_cmds);
  INSERT INTO vault.alias (org_id, partner_id, hash, subject_id)
    SELECT org_id, partner_id, decode(hash, 'base64'), subject_id
    FROM json_to_recordset(beside->'aliases') AS x(cmd integer, org_id uuid, partner_id uuid, hash text, subject_id uuid)
    WHERE only_cmds IS NULL OR cmd = ANY (only_cmds);
$$;

CREATE FUNCTION log.append(
  orgs uuid[],        -- the organisations of the call, each once, sorted: so no two calls lock in another order
  opening uuid[],     -- those whose feed begins with this call
  c_org integer[],    -- commands: index into orgs,
  c_stream uuid[],    --   the stream,
  c_expected integer[], -- the version it must be at,
  c_first integer[],  --   index of the first event,
  c_count integer[],  --   how many,
  c_key uuid[], c_fingerprint bytea[],  -- the caller's key and digest, or null
  a_org uuid[], a_stream uuid[], a_version integer[],  -- versions that must be there already
  e_org integer[],    -- events: index into orgs, and the columns
  e_stream uuid[], e_version integer[], e_id uuid[], e_type text[], e_schema smallint[],
  e_occurred timestamptz[], e_zone text[], e_recorded timestamptz[], e_subject uuid[], e_target uuid[],
  e_actor text[], e_correlation uuid[], e_causation uuid[], e_data text[],
  e_digest bytea[],   -- of all columns but pos, recorded_at and hash
  beside json,        -- effects, sealed, links, aliases of the commands; null where there are none
  OUT status text[], OUT pos bigint[], OUT version integer[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  head_orgs uuid[]; head_pos bigint[]; head_at timestamptz[]; head_chain bytea[];
  old_pos bigint[]; old_at timestamptz[]; old_chain bytea[];
  new_pos bigint[] := array_fill(0::bigint, ARRAY[cardinality(e_id)]);
  new_at timestamptz[] := e_recorded;
  new_hash bytea[] := e_digest;
  commands integer := cardinality(c_org);
  o integer; e integer; c integer; current integer; there log.events; kept log.command_key;
BEGIN
  status := array_fill('stored'::text, ARRAY[commands]);
  pos := array_fill(0::bigint, ARRAY[commands]);
  version := c_expected;
  IF cardinality(opening) > 0 THEN
    INSERT INTO log.feed_head (org_id, last_at, chain)
      SELECT u, '-infinity', sha256(uuid_send(u)) FROM unnest(opening) u ORDER BY u
      ON CONFLICT (org_id, lane) DO NOTHING;
  END IF;
  SELECT array_agg(h.org_id), array_agg(h.pos), array_agg(h.last_at), array_agg(h.chain)
    INTO head_orgs, head_pos, head_at, head_chain
    FROM (SELECT * FROM log.feed_head f WHERE f.org_id = ANY (orgs) AND f.lane = 0 ORDER BY f.org_id FOR UPDATE) h;
  old_pos := head_pos; old_at := head_at; old_chain := head_chain;

  BEGIN  -- the common case: everything is new
    IF head_orgs IS DISTINCT FROM orgs THEN RAISE EXCEPTION USING ERRCODE = 'CO001'; END IF;
    FOR e IN 1..cardinality(e_id) LOOP
      o := e_org[e];
      head_pos[o] := head_pos[o] + 1;
      head_at[o] := greatest(head_at[o], e_recorded[e]);
      new_pos[e] := head_pos[o];
      new_at[e] := head_at[o];
      head_chain[o] := sha256(head_chain[o] || e_digest[e] || int8send(new_pos[e]) || timestamptz_send(new_at[e]));
      new_hash[e] := head_chain[o];
    END LOOP;
    IF cardinality(a_org) > 0 AND (
      SELECT count(*) FROM unnest(a_org, a_stream, a_version) AS a(org, stream, v)
      JOIN log.events ev ON ev.org_id = a.org AND ev.stream_id = a.stream AND ev.version = a.v) < cardinality(a_org)
    THEN RAISE EXCEPTION USING ERRCODE = 'CO001'; END IF;
    INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at, occurred_zone,
        recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
      SELECT orgs[u.org], 0, u.pos, u.stream, u.v, u.id, u.type, u.schema, u.occurred, u.zone,
        u.at, u.subject, u.target, u.actor, u.correlation, u.causation, u.data::json, u.hash
      FROM unnest(e_org, new_pos, e_stream, e_version, e_id, e_type, e_schema, e_occurred, e_zone,
        new_at, e_subject, e_target, e_actor, e_correlation, e_causation, e_data, new_hash)
        AS u(org, pos, stream, v, id, type, schema, occurred, zone, at, subject, target, actor, correlation, causation,
          data, hash);
    FOR c IN 1..commands LOOP
      e := c_first[c] + c_count[c] - 1;
      pos[c] := new_pos[e];
      version[c] := e_version[e];
      IF c_key[c] IS NOT NULL THEN
        INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
          VALUES (orgs[c_org[c]], c_key[c], c_fingerprint[c], pos[c], version[c], new_at[e]);
      END IF;
    END LOOP;
    IF beside IS NOT NULL THEN PERFORM log.append_beside(beside, NULL); END IF;
    UPDATE log.feed_head f SET pos = u.pos, last_at = u.at, chain = u.chain
      FROM unnest(orgs, head_pos, head_at, head_chain) AS u(org, pos, at, chain)
      WHERE f.org_id = u.org AND f.lane = 0;
    RETURN;
  EXCEPTION WHEN unique_violation OR SQLSTATE 'CO001' THEN
    head_pos := old_pos; head_at := old_at; head_chain := old_chain;
  END;

  FOR c IN 1..commands LOOP  -- the rare case: one command after the other, each with its own answer
    pos[c] := 0;
    version[c] := 0;
    o := array_position(head_orgs, orgs[c_org[c]]);
    IF o IS NULL THEN status[c] := 'unknown_feed'; CONTINUE; END IF;
    SELECT * INTO kept FROM log.command_key k WHERE k.org_id = head_orgs[o] AND k.key = c_key[c];
    IF FOUND THEN
      status[c] := CASE WHEN kept.fingerprint = c_fingerprint[c] THEN 'duplicate' ELSE 'id_reused' END;
      pos[c] := kept.pos; version[c] := kept.version;
      CONTINUE;
    END IF;
    status[c] := 'stored';
    FOR e IN c_first[c] .. c_first[c] + c_count[c] - 1 LOOP
      SELECT * INTO there FROM log.events ev WHERE ev.org_id = head_orgs[o] AND ev.event_id = e_id[e];
      IF FOUND THEN
        IF there.stream_id = c_stream[c] AND there.type = e_type[e] AND log.says_the_same(there.data, e_data[e]::json)
           AND (there.type, there.occurred_at, there.occurred_zone, there.subject_id)
             IS NOT DISTINCT FROM (e_type[e], e_occurred[e], e_zone[e], e_subject[e]) THEN
          status[c] := 'duplicate'; pos[c] := there.pos; version[c] := there.version;
        ELSE
          status[c] := 'id_reused'; pos[c] := 0; version[c] := 0;
          EXIT;
        END IF;
      END IF;
    END LOOP;
    CONTINUE WHEN status[c] <> 'stored';
    SELECT coalesce(max(ev.version), 0) INTO current FROM log.events ev
      WHERE ev.org_id = head_orgs[o] AND ev.stream_id = c_stream[c];
    IF current <> c_expected[c] OR EXISTS (
      SELECT 1 FROM json_to_recordset(beside->'aliases') AS x(cmd integer, org_id uuid, partner_id uuid, hash text)
      JOIN vault.alias a ON a.org_id = x.org_id AND a.partner_id = x.partner_id AND a.hash = decode(x.hash, 'base64')
      WHERE x.cmd = c)
    THEN status[c] := 'conflict'; version[c] := current; CONTINUE; END IF;
    FOR e IN c_first[c] .. c_first[c] + c_count[c] - 1 LOOP
      head_pos[o] := head_pos[o] + 1;
      head_at[o] := greatest(head_at[o], e_recorded[e]);
      head_chain[o] := sha256(head_chain[o] || e_digest[e] || int8send(head_pos[o]) || timestamptz_send(head_at[o]));
      INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at,
          occurred_zone, recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
        VALUES (head_orgs[o], 0, head_pos[o], e_stream[e], e_version[e], e_id[e], e_type[e], e_schema[e], e_occurred[e],
          e_zone[e], head_at[o], e_subject[e], e_target[e], e_actor[e], e_correlation[e], e_causation[e],
          e_data[e]::json, head_chain[o]);
      pos[c] := head_pos[o];
      version[c] := e_version[e];
    END LOOP;
    IF c_key[c] IS NOT NULL THEN
      INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
        VALUES (head_orgs[o], c_key[c], c_fingerprint[c], pos[c], version[c], head_at[o]);
    END IF;
    IF beside IS NOT NULL THEN PERFORM log.append_beside(beside, ARRAY[c]); END IF;
  END LOOP;
  UPDATE log.feed_head f SET pos = u.pos, last_at = u.at, chain = u.chain
    FROM unnest(head_orgs, head_pos, head_at, head_chain) AS u(org, pos, at, chain)
    WHERE f.org_id = u.org AND f.lane = 0 AND f.pos < u.pos;
END $$;

-- All events of some streams in one round trip, behind the wall: it says which organisations it is about to see.
CREATE FUNCTION log.load_streams(orgs uuid[], streams uuid[]) RETURNS SETOF log.events LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('carryover.orgs', array_to_string(orgs, ','), true);
  RETURN QUERY SELECT ev.* FROM unnest(orgs, streams) AS u(org, stream)
    JOIN log.events ev ON ev.org_id = u.org AND ev.stream_id = u.stream ORDER BY ev.org_id, ev.stream_id, ev.version;
END $$;

-- One line of the directory, by the hash of what the caller holds.
CREATE FUNCTION log.find_link(wanted_kind text, wanted_hash bytea) RETURNS TABLE (org_id uuid, about json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = log, pg_temp AS $$
  SELECT d.org_id, d.about FROM log.directory d WHERE d.kind = wanted_kind AND d.hash = wanted_hash
$$;

ALTER FUNCTION log.append OWNER TO carryover_append;
ALTER FUNCTION log.append_beside OWNER TO carryover_append;
ALTER FUNCTION log.says_the_same OWNER TO carryover_append;
ALTER FUNCTION log.find_link OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA log FROM carryover_append;
REVOKE ALL ON FUNCTION log.append, log.append_beside, log.says_the_same, log.find_link, log.load_streams FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append, log.find_link, log.load_streams TO carryover_app, carryover_engine;
GRANT EXECUTE ON FUNCTION log.append_beside, log.says_the_same TO carryover_append;

-- migrate:down
DROP FUNCTION log.find_link, log.load_streams, log.append, log.append_beside, log.says_the_same;
