-- migrate:up
-- Which organisations have left. The list outlives their keys, as that of erased people does, and for the same reason.
CREATE TABLE keys.departed (
  org_id uuid NOT NULL PRIMARY KEY,
  leaving_id uuid NOT NULL,  -- the event that gave notice
  departed_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE keys.departed ENABLE ROW LEVEL SECURITY;
ALTER TABLE keys.departed FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON keys.departed
  USING (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid))
  WITH CHECK (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid));
GRANT SELECT ON keys.departed TO carryover_app, carryover_engine;

-- Destroys the key of an organisation and those of all its people for good. The transaction has to see it.
CREATE FUNCTION keys.leave(org uuid, notice uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = keys, pg_temp
AS $$
DECLARE
  gone bigint;
BEGIN
  PERFORM FROM keys.organisation WHERE org_id = org FOR UPDATE;
  INSERT INTO keys.departed (org_id, leaving_id) VALUES (org, notice) ON CONFLICT DO NOTHING;
  DELETE FROM keys.subject WHERE org_id = org;
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM keys.organisation WHERE org_id = org;
  RETURN gone;
END $$;

-- The key of an organisation: the one that is there, else this one; null for one that has left.
CREATE FUNCTION keys.keep_organisation(org uuid, fresh bytea) RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = keys, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM keys.departed d WHERE d.org_id = org) THEN
    RETURN NULL;
  END IF;
  INSERT INTO keys.organisation (org_id, wrapped) VALUES (org, fresh) ON CONFLICT DO NOTHING;
  RETURN (SELECT o.wrapped FROM keys.organisation o WHERE o.org_id = org);
END $$;

-- The key of a person: the one that is there, else this one; null for who was erased, or whose organisation has left.
CREATE OR REPLACE FUNCTION keys.keep_subject(org uuid, person uuid, fresh bytea) RETURNS bytea LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = keys, pg_temp
AS $$
BEGIN
  PERFORM FROM keys.organisation WHERE org_id = org FOR SHARE;
  IF EXISTS (SELECT FROM keys.departed d WHERE d.org_id = org)
    OR EXISTS (SELECT FROM keys.erased e WHERE e.org_id = org AND e.subject_id = person) THEN
    RETURN NULL;
  END IF;
  INSERT INTO keys.subject (org_id, subject_id, wrapped) VALUES (org, person, fresh) ON CONFLICT DO NOTHING;
  RETURN (SELECT s.wrapped FROM keys.subject s WHERE s.org_id = org AND s.subject_id = person);
END $$;
REVOKE ALL ON FUNCTION keys.leave, keys.keep_organisation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.leave, keys.keep_organisation TO carryover_app, carryover_engine;

-- migrate:down
DROP FUNCTION keys.keep_organisation, keys.leave;
DROP TABLE keys.departed;
