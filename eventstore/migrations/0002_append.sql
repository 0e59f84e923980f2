-- migrate:up
-- The append: one call for many commands of many organisations, an answer for each. Try first; look for the cause
-- only when a key is violated. It runs as its own narrow role, so it guards the organisation itself: only commands name
-- one, and every row that is written takes organisation, stream and version from its command and from nowhere else.
-- An organisation without a feed is answered, never written.

-- Whether two event bodies of one version say the same. Keys that begin with an underscore tell how a report arrived,
-- not what it says.
CREATE FUNCTION log.says_the_same(one json, other json) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN one::text = other::text THEN true
    WHEN (one::text || other::text) LIKE '%\\u0000%' THEN false  -- jsonb cannot hold it
    ELSE
      (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(one::jsonb) WHERE key NOT LIKE '\_%') =
      (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(other::jsonb) WHERE key NOT LIKE '\_%')
  END
$$;

-- What commands write beside their events: effects, vault items, directory lines, aliases. `c_org` indexes into orgs.
CREATE FUNCTION log.append_beside(orgs uuid[], c_org integer[], c_beside json[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    SELECT orgs[c.org], x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload
    FROM unnest(c_org, c_beside) AS c(org, beside), json_to_recordset(c.beside->'effects') AS x(effect_id uuid,
      kind text, dedupe_key text, due_at timestamptz, expires_at timestamptz, payload json)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;  -- an effect is one for its dedupe key: that is its meaning
  INSERT INTO vault.item (org_id, subject_id, item_id, sealed)
    SELECT orgs[c.org], x.subject_id, x.item_id, decode(x.sealed, 'base64')
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'sealed') AS x(subject_id uuid, item_id uuid, sealed text);
  INSERT INTO log.directory (kind, hash, org_id, about)
    SELECT x.kind, decode(x.hash, 'base64'), orgs[c.org], x.about
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'links') AS x(kind text, hash text, about json);
  INSERT INTO vault.alias (org_id, partner_id, hash, subject_id)
    SELECT orgs[c.org], x.partner_id, decode(x.hash, 'base64'), x.subject_id
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'aliases') AS x(partner_id uuid, hash text, subject_id uuid);
$$;

-- Whether another has a name already that a command wants: a partner's name for a patient, a line of the directory.
CREATE FUNCTION log.name_taken(org uuid, beside json) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM json_to_recordset(beside->'aliases') AS x(partner_id uuid, hash text)
    WHERE decode(x.hash, 'base64') = (SELECT a.hash FROM vault.alias a WHERE a.org_id = org
      AND a.partner_id = x.partner_id AND a.hash >= decode(x.hash, 'base64') ORDER BY a.hash LIMIT 1)
  ) OR EXISTS (
    SELECT FROM json_to_recordset(beside->'links') AS x(kind text, hash text)
    JOIN log.directory d ON d.kind = x.kind AND d.hash = decode(x.hash, 'base64'))
$$;

CREATE FUNCTION log.append(
  orgs uuid[],        -- the organisations of the call, each once, sorted: so no two calls lock in another order
  opening uuid[],     -- those whose feed begins with this call
  c_org integer[],    -- commands: index into orgs,
  c_stream uuid[],    --   the stream,
  c_expected integer[], -- the version it must be at,
  c_count integer[],  --   how many of the events are its own; the events stand in the order of the commands,
  c_key uuid[], c_fingerprint bytea[],  -- the caller's key and digest, or null,
  c_beside json[],    --   what it writes beside its events, or null
  e_id uuid[], e_type text[], e_schema smallint[], e_occurred timestamptz[], e_zone text[], e_recorded timestamptz[],
  e_subject uuid[], e_target uuid[], e_actor text[], e_correlation uuid[], e_causation uuid[], e_data text[],
  e_digest bytea[],   -- of all columns but pos, recorded_at and hash
  OUT status text[], OUT pos bigint[], OUT version integer[],
  OUT hash bytea[]    -- of the event at pos: a place that leaves the house carries some of it
) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = log, pg_temp
  SET lock_timeout = '2s'  -- a feed that is held holds up its neighbours no longer
  -- Plans made on an empty log must still be right on a large one: always the index that gives the order asked for.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off
  SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_variable
DECLARE
  misfit constant text := 'log.append: these commands and events do not fit together';
  commands constant integer := cardinality(c_org);
  events constant integer := cardinality(e_id);
  head_orgs uuid[]; head_row tid[]; head_pos bigint[]; head_at timestamptz[]; head_chain bytea[];
  old_pos bigint[]; old_at timestamptz[]; old_chain bytea[];
  e_org uuid[] := e_id;  -- these six are filled event by event
  e_stream uuid[] := e_id;
  e_version integer[] := array_fill(0, ARRAY[events]);
  new_pos bigint[] := array_fill(0::bigint, ARRAY[events]);
  new_at timestamptz[] := e_recorded;
  new_hash bytea[] := e_digest;
  grown boolean := false;
  keyed boolean := false;
  one_by_one integer := 0;  -- commands
  known integer;  -- events of a command that are there already
  o integer; e integer; c integer; v integer; first integer; following integer := 1; there log.events; kept log.command_key;
BEGIN
  IF NOT opening <@ orgs
    OR (cardinality(c_stream), cardinality(c_expected), cardinality(c_count), coalesce(cardinality(c_key), commands),
        coalesce(cardinality(c_fingerprint), commands), coalesce(cardinality(c_beside), commands))
      IS DISTINCT FROM (commands, commands, commands, commands, commands, commands)
    OR (cardinality(e_type), cardinality(e_schema), cardinality(e_occurred), coalesce(cardinality(e_zone), events),
        cardinality(e_recorded), coalesce(cardinality(e_subject), events), coalesce(cardinality(e_target), events),
        cardinality(e_actor), coalesce(cardinality(e_correlation), events), coalesce(cardinality(e_causation), events),
        cardinality(e_data), cardinality(e_digest))
      IS DISTINCT FROM (events, events, events, events, events, events, events, events, events, events, events, events)
    OR (commands > 0 AND 1 <= ALL (c_count) AND 0 <= ALL (c_expected)) IS NOT TRUE
  THEN
    RAISE invalid_parameter_value USING MESSAGE = misfit;
  END IF;
  status := array_fill('stored'::text, ARRAY[commands]);
  pos := array_fill(0::bigint, ARRAY[commands]);
  version := c_expected;
  hash := array_fill(NULL::bytea, ARRAY[commands]);
  IF cardinality(opening) > 0 THEN
    INSERT INTO log.feed_head (org_id, last_at, chain)
      SELECT u, '-infinity', sha256(uuid_send(u)) FROM unnest(opening) u ORDER BY u
      ON CONFLICT (org_id, lane) DO NOTHING;
  END IF;
  SELECT array_agg(h.org_id), array_agg(h.row), array_agg(h.pos), array_agg(h.last_at), array_agg(h.chain)
    INTO head_orgs, head_row, head_pos, head_at, head_chain
    FROM (SELECT f.ctid AS row, f.org_id, f.pos, f.last_at, f.chain FROM log.feed_head f
      WHERE f.org_id = ANY (orgs) AND f.lane = 0 ORDER BY f.org_id FOR UPDATE) h;
  old_pos := head_pos; old_at := head_at; old_chain := head_chain;

  BEGIN  -- the common case: everything is new
    IF head_orgs IS DISTINCT FROM orgs THEN RAISE EXCEPTION USING ERRCODE = 'CO001'; END IF;
    e := 0;
    FOR c IN 1..commands LOOP
      o := c_org[c];
      v := c_expected[c];
      grown := grown OR v > 0;
      keyed := keyed OR c_key[c] IS NOT NULL;
      FOR _ IN 1..c_count[c] LOOP
        e := e + 1;
        v := v + 1;
        head_pos[o] := head_pos[o] + 1;
        head_at[o] := greatest(head_at[o], e_recorded[e]);
        head_chain[o] := sha256(head_chain[o] || e_digest[e] || int8send(head_pos[o]) || timestamptz_send(head_at[o]));
        e_org[e] := orgs[o];
        e_stream[e] := c_stream[c];
        e_version[e] := v;
        new_pos[e] := head_pos[o];
        new_at[e] := head_at[o];
        new_hash[e] := head_chain[o];
      END LOOP;
      pos[c] := head_pos[o];
      version[c] := v;
      hash[c] := head_chain[o];
    END LOOP;
    IF e <> events THEN RAISE invalid_parameter_value USING MESSAGE = misfit; END IF;
    INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at, occurred_zone,
        recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
      SELECT u.org, 0, u.pos, u.stream, u.v, u.id, u.type, u.schema, u.occurred, u.zone,
        u.at, u.subject, u.target, u.actor, u.correlation, u.causation, u.data::json, u.hash
      FROM unnest(e_org, new_pos, e_stream, e_version, e_id, e_type, e_schema, e_occurred, e_zone,
        new_at, e_subject, e_target, e_actor, e_correlation, e_causation, e_data, new_hash)
        AS u(org, pos, stream, v, id, type, schema, occurred, zone, at, subject, target, actor, correlation, causation,
          data, hash);
    IF grown THEN  -- by itself: merely to prepare the question costs as much as a whole small append
      IF EXISTS (  -- what a stream goes on from must stand before it
        SELECT FROM unnest(c_org, c_stream, c_expected, c_count, pos) AS u(org, stream, v, n, pos)
        WHERE u.v > 0 AND (SELECT ev.version = u.v AND ev.pos <= u.pos - u.n FROM log.events ev
          WHERE ev.org_id = orgs[u.org] AND ev.stream_id = u.stream AND ev.version >= u.v ORDER BY ev.version LIMIT 1)
          IS DISTINCT FROM true)
      THEN RAISE EXCEPTION USING ERRCODE = 'CO001'; END IF;
    END IF;
    IF keyed THEN
      INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
        SELECT orgs[u.org], u.key, u.fingerprint, u.pos, u.v, head_at[u.org]
        FROM unnest(c_org, c_key, c_fingerprint, pos, version) AS u(org, key, fingerprint, pos, v) WHERE u.key IS NOT NULL;
    END IF;
    IF c_beside IS NOT NULL THEN PERFORM log.append_beside(orgs, c_org, c_beside); END IF;
  EXCEPTION WHEN unique_violation OR SQLSTATE 'CO001' THEN
    head_pos := old_pos; head_at := old_at; head_chain := old_chain;
    one_by_one := commands;
  END;

  FOR c IN 1..one_by_one LOOP  -- the rare case: one command after the other, each with its own answer
    first := following;
    following := first + c_count[c];
    pos[c] := 0;
    version[c] := 0;
    hash[c] := NULL;
    o := array_position(head_orgs, orgs[c_org[c]]);
    IF o IS NULL THEN status[c] := 'unknown_feed'; CONTINUE; END IF;
    SELECT * INTO kept FROM log.command_key k WHERE k.org_id = head_orgs[o] AND k.key = c_key[c];
    IF FOUND THEN
      status[c] := CASE WHEN kept.fingerprint = c_fingerprint[c] THEN 'duplicate' ELSE 'id_reused' END;
      pos[c] := kept.pos; version[c] := kept.version;
      hash[c] := (SELECT ev.hash FROM log.events ev WHERE ev.org_id = head_orgs[o] AND ev.lane = 0 AND ev.pos >= kept.pos
        ORDER BY ev.pos LIMIT 1);
      CONTINUE;
    END IF;
    status[c] := 'stored';
    known := 0;
    FOR e IN first .. following - 1 LOOP
      SELECT * INTO there FROM log.events ev WHERE ev.org_id = head_orgs[o] AND ev.event_id >= e_id[e]
        ORDER BY ev.event_id LIMIT 1;
      IF there.event_id = e_id[e] THEN
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
    v := coalesce((SELECT ev.version FROM log.events ev
      WHERE ev.org_id = head_orgs[o] AND ev.stream_id = c_stream[c] ORDER BY ev.version DESC LIMIT 1), 0);
    IF v <> c_expected[c] OR log.name_taken(head_orgs[o], c_beside[c]) THEN
      status[c] := 'conflict'; version[c] := v;
      CONTINUE;
    END IF;
    FOR e IN first .. following - 1 LOOP
      v := v + 1;
      head_pos[o] := head_pos[o] + 1;
      head_at[o] := greatest(head_at[o], e_recorded[e]);
      head_chain[o] := sha256(head_chain[o] || e_digest[e] || int8send(head_pos[o]) || timestamptz_send(head_at[o]));
      INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at,
          occurred_zone, recorded_at, subject_id, target_event_id, actor, correlation_id, causation_id, data, hash)
        VALUES (head_orgs[o], 0, head_pos[o], c_stream[c], v, e_id[e], e_type[e], e_schema[e], e_occurred[e],
          e_zone[e], head_at[o], e_subject[e], e_target[e], e_actor[e], e_correlation[e], e_causation[e],
          e_data[e]::json, head_chain[o]);
    END LOOP;
    pos[c] := head_pos[o];
    version[c] := v;
    hash[c] := head_chain[o];
    IF c_key[c] IS NOT NULL THEN
      INSERT INTO log.command_key (org_id, key, fingerprint, pos, version, kept_at)
        VALUES (head_orgs[o], c_key[c], c_fingerprint[c], pos[c], version[c], head_at[o]);
    END IF;
    IF c_beside[c] IS NOT NULL THEN PERFORM log.append_beside(orgs, c_org[c:c], c_beside[c:c]); END IF;
  END LOOP;
  IF one_by_one > 0 AND following <> events + 1 THEN RAISE invalid_parameter_value USING MESSAGE = misfit; END IF;
  -- Not inside the block above, which is a subtransaction: a row that one transaction locks and another changes, be it a
  -- part of it, names both in a multixact, and whoever passes its dead versions (a long snapshot keeps them) looks it up.
  -- And by where the rows stand, locked as they are: to look for them again would be to pass their dead versions again.
  UPDATE log.feed_head f SET pos = head_pos[width_bucket(f.org_id, head_orgs)],
      last_at = head_at[width_bucket(f.org_id, head_orgs)], chain = head_chain[width_bucket(f.org_id, head_orgs)]
    WHERE f.ctid = ANY (head_row) AND f.pos < head_pos[width_bucket(f.org_id, head_orgs)];
END $$;

-- All events of some streams in one round trip, behind the wall: it says which organisations it is about to see, and
-- puts the wall back where it was.
CREATE FUNCTION log.load_streams(orgs uuid[], streams uuid[]) RETURNS SETOF log.events LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off
AS $$
DECLARE
  before constant text := coalesce(current_setting('carryover.orgs', true), '');
BEGIN
  PERFORM set_config('carryover.orgs', array_to_string(orgs, ','), true);
  RETURN QUERY SELECT own.* FROM unnest(orgs, streams) AS u(org, stream), LATERAL (
      SELECT ev.* FROM log.events ev WHERE ev.org_id = u.org AND ev.stream_id = u.stream ORDER BY ev.version) AS own
    ORDER BY u.org, u.stream, own.version;
  PERFORM set_config('carryover.orgs', before, true);
END $$;

-- One line of the directory, by the hash of what the caller holds.
CREATE FUNCTION log.find_link(wanted_kind text, wanted_hash bytea) RETURNS TABLE (org_id uuid, about json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = log, pg_temp AS $$
  SELECT d.org_id, d.about FROM log.directory d WHERE d.kind = wanted_kind AND d.hash = wanted_hash
$$;

-- The organisations that have events, whether their heads tell of them or not: who verifies the log must not believe
-- the heads. From one to the next by the index, whatever the number of events.
CREATE FUNCTION log.organisations() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = log, pg_temp SET enable_seqscan = off SET enable_sort = off
AS $$
  WITH RECURSIVE found(org_id) AS (
    (SELECT org_id FROM log.events ORDER BY org_id LIMIT 1)
    UNION ALL
    SELECT (SELECT e.org_id FROM log.events e WHERE e.org_id > f.org_id ORDER BY e.org_id LIMIT 1)
    FROM found f WHERE f.org_id IS NOT NULL)
  SELECT org_id FROM found WHERE org_id IS NOT NULL
$$;

ALTER FUNCTION log.append OWNER TO carryover_append;
ALTER FUNCTION log.append_beside OWNER TO carryover_append;
ALTER FUNCTION log.name_taken OWNER TO carryover_append;
ALTER FUNCTION log.says_the_same OWNER TO carryover_append;
ALTER FUNCTION log.find_link OWNER TO carryover_append;
ALTER FUNCTION log.organisations OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA log FROM carryover_append;
REVOKE ALL ON FUNCTION log.append, log.append_beside, log.name_taken, log.says_the_same, log.find_link, log.load_streams, log.organisations
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append, log.find_link, log.load_streams TO carryover_app, carryover_engine;
GRANT EXECUTE ON FUNCTION log.organisations TO carryover_engine;
GRANT EXECUTE ON FUNCTION log.append_beside, log.name_taken, log.says_the_same TO carryover_append;

-- migrate:down
DROP FUNCTION log.organisations, log.find_link, log.load_streams, log.append, log.append_beside, log.name_taken, log.says_the_same;
