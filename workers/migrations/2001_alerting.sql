-- migrate:up
-- What the alert rules remember of each patient, and each clinic's thresholds as far as the rules have read.
CREATE TABLE rm.alerting_patient (
  org_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  history json NOT NULL,
  PRIMARY KEY (org_id, patient_id)
);

CREATE TABLE rm.alerting_clinic (
  org_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  policy json NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (org_id, clinic_id)
);

CALL log.wall('rm.alerting_patient');
CALL log.wall('rm.alerting_clinic');

-- The dispatcher asks which organisations have something to do; only live rows are in this index.
CREATE INDEX effect_live ON log.effect (org_id, due_at) WHERE state IN ('pending', 'leased', 'claimed');
CREATE INDEX effect_ended ON log.effect (ended_at) WHERE ended_at IS NOT NULL;

-- migrate:down
DROP INDEX log.effect_ended, log.effect_live;
DROP TABLE rm.alerting_clinic, rm.alerting_patient;
