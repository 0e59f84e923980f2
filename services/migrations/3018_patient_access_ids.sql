-- migrate:up
-- The id of a way in is one of the patient's: whoever gives it may have chosen it, and another patient's may be the same.
ALTER TABLE access.patient_code DROP CONSTRAINT patient_code_pkey;
ALTER TABLE access.patient_code ADD PRIMARY KEY (org_id, patient_id, access_id);
DROP INDEX access.patient_code_patient;
DROP INDEX access.patient_device_access;
DROP INDEX access.patient_device_patient;
CREATE INDEX patient_device_access ON access.patient_device (org_id, patient_id, access_id);

-- migrate:down
DROP INDEX access.patient_device_access;
CREATE INDEX patient_device_access ON access.patient_device (org_id, access_id);
CREATE INDEX patient_device_patient ON access.patient_device (org_id, patient_id);
CREATE INDEX patient_code_patient ON access.patient_code (org_id, patient_id);
ALTER TABLE access.patient_code DROP CONSTRAINT patient_code_pkey;
ALTER TABLE access.patient_code ADD PRIMARY KEY (org_id, access_id);
