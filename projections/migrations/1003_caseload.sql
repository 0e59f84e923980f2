-- migrate:up
-- Who is in whose care. `version`: how far the patient's own stream is folded. `ends_at`: the instant at which the last
-- day is over where the patient is; the zones are kept because they say when that is. `named_in`: ids of the items of
-- the vault with the patient's name and contacts.
CREATE TABLE rm.caseload_patient (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  version integer NOT NULL,
  clinic_id uuid NOT NULL,
  therapist_id uuid,
  enrolled_at timestamptz NOT NULL,
  discharged_last_day date,
  ends_at timestamptz,
  language text NOT NULL,
  named_in json NOT NULL,
  zones json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id)
);
CREATE INDEX caseload_therapist ON rm.caseload_patient (org_id, build, therapist_id, enrolled_at, patient_id);
CREATE INDEX caseload_clinic ON rm.caseload_patient (org_id, build, clinic_id, enrolled_at, patient_id);

-- Each report that stands, in the order in which the list asks: the newest one that is not in the future is what was
-- last heard. `shown`: what the list says of it beside the time; null for a session.
CREATE TABLE rm.caseload_report (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('session', 'symptom', 'barrier')),
  at timestamptz NOT NULL,
  report_id uuid NOT NULL,
  shown json,
  PRIMARY KEY (org_id, build, patient_id, kind, at, report_id)
);

-- All that was said of the few reports that were corrected or taken back, whether they have arrived or not.
CREATE TABLE rm.caseload_corrected (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('session', 'symptom', 'barrier')),
  report_id uuid NOT NULL,
  record json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, kind, report_id)
);

CALL log.wall('rm.caseload_patient');
CALL log.wall('rm.caseload_report');
CALL log.wall('rm.caseload_corrected');

-- migrate:down
DROP TABLE rm.caseload_corrected, rm.caseload_report, rm.caseload_patient;
