-- migrate:up
-- What became of an alert while it waited: put off, passed on, graded again; and the figures it was raised on.
ALTER TABLE rm.alert_inbox_alert
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN escalated_to text CHECK (escalated_to IN ('therapist', 'cover', 'lead', 'managers')),
  ADD COLUMN escalated_at timestamptz,
  ADD COLUMN facts_seen integer NOT NULL DEFAULT 0,  -- how many of the facts were known when it was acknowledged
  ADD COLUMN day date,  -- the patient's date whose end was looked at last, by a rule that looks at dates
  ADD COLUMN figures json NOT NULL DEFAULT '{}';
-- A clinic's alerts of the last weeks: how long they took.
CREATE INDEX alert_inbox_alert_clinic ON rm.alert_inbox_alert (org_id, build, clinic_id, raised_at);

-- Who there is to answer: each clinic with its clocks and hours, who was named to lead it (the highest version leads),
-- and each member of staff with what they said about being away.
CREATE TABLE rm.alert_inbox_clinic (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  clinic_id uuid NOT NULL,
  version integer NOT NULL,
  zone text NOT NULL,
  hours json,
  PRIMARY KEY (org_id, build, clinic_id)
);
CREATE TABLE rm.alert_inbox_lead (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  clinic_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (org_id, build, clinic_id, staff_id)
);
CREATE TABLE rm.alert_inbox_staff (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  staff_id uuid NOT NULL,
  version integer NOT NULL,
  staff json NOT NULL,
  PRIMARY KEY (org_id, build, staff_id)
);

CALL log.wall('rm.alert_inbox_clinic');
CALL log.wall('rm.alert_inbox_lead');
CALL log.wall('rm.alert_inbox_staff');

-- migrate:down
DROP TABLE rm.alert_inbox_staff, rm.alert_inbox_lead, rm.alert_inbox_clinic;
DROP INDEX rm.alert_inbox_alert_clinic;
ALTER TABLE rm.alert_inbox_alert
  DROP COLUMN figures, DROP COLUMN day, DROP COLUMN facts_seen, DROP COLUMN escalated_at, DROP COLUMN escalated_to,
  DROP COLUMN snoozed_until;
