-- Immutable here and stable on one server: within a statement it is, and so the planner knows already which
-- organisations a walled statement can meet, and sends it to their shard. The roles plan each statement anew.
CREATE OR REPLACE FUNCTION log.orgs() RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT string_to_array(nullif(current_setting('carryover.orgs', true), ''), ',')::uuid[] $$;
