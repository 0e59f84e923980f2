-- migrate:up
-- Who has which plan: the zones, programs, pauses and ends that judge the patient's days, and how far the two streams
-- they come from are folded.
CREATE TABLE rm.adherence_patient (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  clinic_id uuid,
  patient_version integer NOT NULL,
  programs_version integer NOT NULL,
  plan json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id)
);

-- Each week in which anything was reported: its sessions of which only the log has spoken, by time, and the week as it
-- is judged from all of its sessions. `waits`: judging it took a prescription that the plan does not know yet. `sums`:
-- what the week adds to the published numbers, a tenth of it; who only counts reads no more. `pain`: what its sessions
-- say of pain, by exercise and side; null where they say nothing.
CREATE TABLE rm.adherence_week (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  monday date NOT NULL,
  waits boolean NOT NULL,
  sessions json NOT NULL,
  week json NOT NULL,
  sums json NOT NULL,
  pain json,
  PRIMARY KEY (org_id, build, patient_id, monday)
) WITH (toast_tuple_target = 4080);  -- most weeks fit as they are: packing and unpacking them would cost more
CREATE INDEX adherence_week_waiting ON rm.adherence_week (org_id, build, patient_id) WHERE waits;

-- The few sessions that stand by themselves, with all that was said of each: those that were corrected or taken back,
-- and those that have no date yet, for want of their log or of the patient's zone. `monday`: the week it counts in.
CREATE TABLE rm.adherence_apart (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  session_id uuid NOT NULL,
  monday date,
  record json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, session_id)
);
CREATE INDEX adherence_apart_week ON rm.adherence_apart (org_id, build, patient_id, monday);

CALL log.wall('rm.adherence_patient');
CALL log.wall('rm.adherence_week');
CALL log.wall('rm.adherence_apart');

-- migrate:down
DROP TABLE rm.adherence_apart, rm.adherence_week, rm.adherence_patient;
