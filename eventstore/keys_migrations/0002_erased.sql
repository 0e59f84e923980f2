-- migrate:up
-- Who was erased. The list outlives the keys: a backup of keys that is put back still holds those of people erased
-- since, and `carryover erasures apply` destroys them again by a newer copy of it.
CREATE TABLE keys.erased (
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, subject_id)
);
ALTER TABLE keys.erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE keys.erased FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON keys.erased
  USING (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid))
  WITH CHECK (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid));
GRANT SELECT ON keys.erased TO carryover_app, carryover_engine;

-- Destroys a person's key for good; true where there was one. The organisation's row is held meanwhile, so that nobody
-- makes a new key beside it. The transaction has to see the organisation.
CREATE FUNCTION keys.erase(org uuid, person uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = keys, pg_temp
AS $$
BEGIN
  PERFORM FROM keys.organisation WHERE org_id = org FOR UPDATE;
  INSERT INTO keys.erased (org_id, subject_id) VALUES (org, person) ON CONFLICT DO NOTHING;
  DELETE FROM keys.subject WHERE org_id = org AND subject_id = person;
  RETURN FOUND;
END $$;

-- The key of a person: the one that is there, else this one; null for who was erased.
CREATE FUNCTION keys.keep_subject(org uuid, person uuid, fresh bytea) RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = keys, pg_temp
AS $$
BEGIN
  PERFORM FROM keys.organisation WHERE org_id = org FOR SHARE;
  IF EXISTS (SELECT FROM keys.erased e WHERE e.org_id = org AND e.subject_id = person) THEN
    RETURN NULL;
  END IF;
  INSERT INTO keys.subject (org_id, subject_id, wrapped) VALUES (org, person, fresh) ON CONFLICT DO NOTHING;
  RETURN (SELECT s.wrapped FROM keys.subject s WHERE s.org_id = org AND s.subject_id = person);
END $$;
REVOKE ALL ON FUNCTION keys.erase, keys.keep_subject FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.erase, keys.keep_subject TO carryover_app, carryover_engine;

-- migrate:down
DROP FUNCTION keys.keep_subject, keys.erase;
DROP TABLE keys.erased;
