-- migrate:up
-- How patients and carers come in: the one code of each way in that the log says was given, and the devices it let in.
-- All times are real time. No secret stands here as it is given: a link's token as a plain hash, a typed code, which is
-- short, as one with a key of ours. Rows go with the patient, and with the end of the way in.
CREATE TABLE access.patient_code (
  org_id uuid NOT NULL,
  access_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  code_id uuid NOT NULL,  -- another one each time a code is made
  token_hash bytea NOT NULL,
  code_hash bytea NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, access_id)
);
CREATE INDEX patient_code_patient ON access.patient_code (org_id, patient_id);
CREATE INDEX patient_code_token ON access.patient_code (org_id, token_hash);
CREATE INDEX patient_code_hash ON access.patient_code (code_hash);  -- asked before an organisation is known

CREATE TABLE access.patient_device (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,  -- of the cookie's token
  device_id uuid NOT NULL,
  access_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  code_id uuid NOT NULL,  -- by which it came in
  began_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  agent text NOT NULL,
  PRIMARY KEY (org_id, hash)
);
CREATE INDEX patient_device_access ON access.patient_device (org_id, access_id);
CREATE INDEX patient_device_patient ON access.patient_device (org_id, patient_id);

CALL log.wall('access.patient_code');
CALL log.wall('access.patient_device');
CREATE POLICY append ON access.patient_code FOR SELECT TO carryover_append USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.patient_code, access.patient_device TO carryover_app;
GRANT SELECT ON access.patient_code TO carryover_append;

-- From the hash of a typed code to the organisation whose it is, as log.find_link does it for keys: the organisation is
-- all that is told, and everything else is asked within its wall.
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own the function
CREATE FUNCTION access.house_of_code(wanted bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = log, pg_temp AS $$
  SELECT c.org_id FROM access.patient_code c WHERE c.code_hash = wanted LIMIT 1
$$;
ALTER FUNCTION access.house_of_code OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.house_of_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.house_of_code TO carryover_app;

-- migrate:down
DROP FUNCTION access.house_of_code;
DROP TABLE access.patient_device, access.patient_code;
