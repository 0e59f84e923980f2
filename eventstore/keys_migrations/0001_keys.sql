-- migrate:up
-- The keys of the vault, in a database of their own with backups of their own. Deleting a person's key erases what
-- the vault holds of that person, here and in every backup of the log.
CREATE SCHEMA keys;
GRANT USAGE ON SCHEMA keys TO carryover_app, carryover_engine;

CREATE TABLE keys.organisation (
  org_id uuid NOT NULL PRIMARY KEY,
  wrapped bytea NOT NULL  -- nonce, ciphertext and tag, under the master key
);
CREATE TABLE keys.subject (
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  wrapped bytea NOT NULL,  -- under the organisation's key
  PRIMARY KEY (org_id, subject_id)
);

ALTER TABLE keys.organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE keys.organisation FORCE ROW LEVEL SECURITY;
ALTER TABLE keys.subject ENABLE ROW LEVEL SECURITY;
ALTER TABLE keys.subject FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON keys.organisation
  USING (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid))
  WITH CHECK (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid));
CREATE POLICY wall ON keys.subject
  USING (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid))
  WITH CHECK (org_id = (SELECT nullif(current_setting('carryover.orgs', true), '')::uuid));
GRANT SELECT, INSERT ON keys.organisation, keys.subject TO carryover_app, carryover_engine;

-- migrate:down
DROP SCHEMA keys CASCADE;
