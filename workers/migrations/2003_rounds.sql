-- migrate:up
-- When each patient is looked at next: at the first instant of the next local date, or at once when something has
-- changed that decides about the date at hand. `closed` and `planned` are the last dates of which each was done.
CREATE TABLE rm.rounds_patient (
  org_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  clinic_id uuid,  -- null for a patient of whom only a report is there yet
  closed date,
  planned date,
  again boolean NOT NULL DEFAULT true,  -- what is planned may not be right any more
  nudge date,  -- the date on which a patient who has been silent is nudged
  effects json NOT NULL DEFAULT '[]',  -- ids of what was written for the dates that are not closed
  due_at timestamptz NOT NULL,  -- the organisation's clock
  rests_until timestamptz,  -- real time: it could not be looked at, and is left alone for a while
  PRIMARY KEY (org_id, patient_id)
) WITH (fillfactor = 80);
CREATE INDEX rounds_patient_due ON rm.rounds_patient (org_id, due_at);
CREATE INDEX rounds_patient_clinic ON rm.rounds_patient (org_id, clinic_id);

-- What decides about a patient's reminders beside the plan, up to position `pos` of the feed.
CREATE TABLE rm.rounds_known (
  org_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  known json NOT NULL,
  PRIMARY KEY (org_id, patient_id)
);

-- The same of a clinic: its name, holidays and policy.
CREATE TABLE rm.rounds_clinic (
  org_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  known json NOT NULL,
  PRIMARY KEY (org_id, clinic_id)
);

CALL log.wall('rm.rounds_patient');
CALL log.wall('rm.rounds_known');
CALL log.wall('rm.rounds_clinic');

-- Across organisations the engine sees who is due.
CREATE POLICY work ON rm.rounds_patient FOR SELECT TO carryover_engine USING (true);

-- migrate:down
DROP TABLE rm.rounds_clinic, rm.rounds_known, rm.rounds_patient;
