-- What functions of the log are on Citus, where they differ.

-- The organisations that have events, whether their heads tell of them or not.
CREATE OR REPLACE FUNCTION log.organisations() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = log, pg_temp
AS $$ SELECT DISTINCT org_id FROM log.events $$;

-- All events of some streams of one organisation, behind the wall, on its shard: as log.load_streams on one server.
CREATE OR REPLACE FUNCTION log.load_here(org uuid, streams uuid[]) RETURNS SETOF log.events LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('carryover.orgs', org::text, true);
  RETURN QUERY SELECT ev.* FROM log.events ev WHERE ev.org_id = org AND ev.stream_id = ANY (streams)
    ORDER BY ev.stream_id, ev.version;
END $$;

ALTER FUNCTION log.append_here OWNER TO carryover_append;
ALTER FUNCTION log.append_beside_here OWNER TO carryover_append;
ALTER FUNCTION log.name_taken_here OWNER TO carryover_append;
ALTER FUNCTION log.load_here OWNER TO carryover_owner;
REVOKE ALL ON FUNCTION log.append_here, log.append_beside_here, log.name_taken_here, log.load_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_here, log.load_here TO carryover_app, carryover_engine;
GRANT EXECUTE ON FUNCTION log.append_beside_here, log.name_taken_here TO carryover_append;

-- The same tables as on one server, and not their shards, which the catalogue of a worker has beside them.
DO $there$ BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    CREATE OR REPLACE FUNCTION log.tables() RETURNS SETOF oid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT relation_is_a_known_shard(c.oid)
    $$;
  END IF;
END $there$;
