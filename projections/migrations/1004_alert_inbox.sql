-- migrate:up
-- Each alert and what became of it. `version`: how far its stream is folded.
CREATE TABLE rm.alert_inbox_alert (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  alert_id uuid NOT NULL,
  version integer NOT NULL,
  patient_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  rule text NOT NULL,
  rule_version integer NOT NULL,
  grade text NOT NULL CHECK (grade IN ('critical', 'high', 'medium')),
  scope text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'acknowledged', 'resolved')),
  raised_at timestamptz NOT NULL,
  answer_by timestamptz NOT NULL,
  therapist_id uuid,  -- whom it was raised for
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  resolved_at timestamptz,
  resolved_by uuid,
  resolution text,
  facts json NOT NULL,
  channels json NOT NULL,
  PRIMARY KEY (org_id, build, alert_id)
);
CREATE INDEX alert_inbox_alert_pressing ON rm.alert_inbox_alert (org_id, build, status, answer_by);
CREATE INDEX alert_inbox_alert_patient ON rm.alert_inbox_alert (org_id, build, patient_id);

-- Whose each patient is now: an alert that is still open belongs to the therapist who has the patient today.
CREATE TABLE rm.alert_inbox_patient (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  version integer NOT NULL,
  therapist_id uuid,
  PRIMARY KEY (org_id, build, patient_id)
);

CALL log.wall('rm.alert_inbox_alert');
CALL log.wall('rm.alert_inbox_patient');

-- migrate:down
DROP TABLE rm.alert_inbox_patient, rm.alert_inbox_alert;
