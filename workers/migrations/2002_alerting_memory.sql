-- migrate:up
-- When each clinic is open, for the clocks of alerts; and in which making a history was kept: one of an older making is
-- made again from the log when its patient is met.
ALTER TABLE rm.alerting_clinic ADD COLUMN hours json, ADD COLUMN zone text;
ALTER TABLE rm.alerting_patient ADD COLUMN making smallint NOT NULL DEFAULT 1;

-- migrate:down
ALTER TABLE rm.alerting_patient DROP COLUMN making;
ALTER TABLE rm.alerting_clinic DROP COLUMN zone, DROP COLUMN hours;
