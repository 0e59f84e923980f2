-- migrate:up
-- Who is on hold since a red flag was reported, for which signs; and whose record is kept and nothing else.
ALTER TABLE rm.caseload_patient
  ADD COLUMN held_since timestamptz,
  ADD COLUMN restricted boolean NOT NULL DEFAULT false,
  ADD COLUMN signs json NOT NULL DEFAULT '[]';

-- migrate:down
ALTER TABLE rm.caseload_patient DROP COLUMN signs, DROP COLUMN restricted, DROP COLUMN held_since;
