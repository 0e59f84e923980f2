-- migrate:up
-- Sandboxes, and by how much each one's clock is ahead of the others': that only grows.
CREATE TABLE access.sandbox_clock (
  org_id uuid NOT NULL PRIMARY KEY,
  ahead_seconds bigint NOT NULL DEFAULT 0 CHECK (ahead_seconds BETWEEN 0 AND 315360000),  -- ten years
  moved_at timestamptz NOT NULL DEFAULT now()  -- real time
);
CALL log.wall('access.sandbox_clock');
CREATE POLICY append ON access.sandbox_clock FOR SELECT TO carryover_append USING (true);
GRANT SELECT, INSERT, UPDATE ON access.sandbox_clock TO carryover_app;
GRANT SELECT ON access.sandbox_clock TO carryover_append;

-- The clocks of all sandboxes that were moved since an instant: every process goes by them, whoever it works for.
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own the function
CREATE FUNCTION access.sandbox_clocks(since timestamptz) RETURNS TABLE (org_id uuid, ahead_seconds bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = log, pg_temp AS $$
  SELECT c.org_id, c.ahead_seconds FROM access.sandbox_clock c WHERE c.moved_at >= since
$$;
ALTER FUNCTION access.sandbox_clocks OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.sandbox_clocks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.sandbox_clocks TO carryover_app;

-- migrate:down
DROP FUNCTION access.sandbox_clocks;
DROP TABLE access.sandbox_clock;
