-- migrate:up
-- Each symptom report as it stands after corrections and retractions, beside all that was said of it. The columns are
-- null while only a correction is here, and after the report was taken back.
CREATE TABLE rm.symptoms_report (
  org_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  symptom_id uuid NOT NULL,
  felt_at timestamptz,
  kind text,
  region text,
  side text,
  timing text,
  level smallint,  -- tenths of a point, 0 to 100
  stands json,
  record json NOT NULL,
  PRIMARY KEY (org_id, patient_id, symptom_id)
);

CALL log.wall('rm.symptoms_report');

-- migrate:down
DROP TABLE rm.symptoms_report;
