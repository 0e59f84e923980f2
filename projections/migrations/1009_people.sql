-- migrate:up
-- The patient into whom a duplicate was merged: who has one is in nobody's care.
ALTER TABLE rm.caseload_patient ADD COLUMN merged_into uuid;

-- Which clinics, staff and partners there are; `since`: when they came.
CREATE TABLE rm.house_member (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('clinic', 'staff', 'partner')),
  member_id uuid NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (org_id, build, kind, member_id)
);
CREATE INDEX house_member_since ON rm.house_member (org_id, build, kind, since, member_id);

CALL log.wall('rm.house_member');

-- migrate:down
DROP TABLE rm.house_member;
ALTER TABLE rm.caseload_patient DROP COLUMN merged_into;
