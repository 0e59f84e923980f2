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

-- All that was said of each session. `monday`: the week it counts in; null while it is not dated or does not stand.
-- `waits`: it stands, but the plan does not know yet the zone or a prescription that judging it takes.
CREATE TABLE rm.adherence_session (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  session_id uuid NOT NULL,
  monday date,
  waits boolean NOT NULL,
  record json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, session_id)
);
CREATE INDEX adherence_session_week ON rm.adherence_session (org_id, build, patient_id, monday);
CREATE INDEX adherence_session_waiting ON rm.adherence_session (org_id, build, patient_id) WHERE waits;

-- Each week in which anything was reported, judged.
CREATE TABLE rm.adherence_week (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  monday date NOT NULL,
  week json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, monday)
);

CALL log.wall('rm.adherence_patient');
CALL log.wall('rm.adherence_session');
CALL log.wall('rm.adherence_week');

-- migrate:down
DROP TABLE rm.adherence_week, rm.adherence_session, rm.adherence_patient;
