-- migrate:up
-- Each symptom report as it stands after corrections and retractions. The columns from `felt_at` to `stands` are null
-- while only a correction is here, and after the report was taken back. `record`: all that was said of it; null where
-- that is the report alone.
CREATE TABLE rm.symptoms_report (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  symptom_id uuid NOT NULL,
  felt_at timestamptz,
  kind text,
  region text,
  side text,
  timing text,
  level smallint,  -- tenths of a point, 0 to 100
  stands json,
  record json,
  PRIMARY KEY (org_id, build, patient_id, symptom_id)
);
-- Where and how first, then when: the few reports before one in its place are neighbours, and a stretch of time is found
-- by skipping from place to place (Postgres 18), of which a patient has a few dozen. One index by time beside it would
-- make the series no faster and every write dearer.
CREATE INDEX symptoms_report_place ON rm.symptoms_report
  (org_id, build, patient_id, region, side, kind, timing, felt_at, symptom_id) WHERE felt_at IS NOT NULL;

CALL log.wall('rm.symptoms_report');

-- migrate:down
DROP TABLE rm.symptoms_report;
