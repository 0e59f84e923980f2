-- migrate:up
-- What each patient has been given to do: the programs in all their versions, and the zones that make the dates. The
-- versions say how far the two streams they come from are folded.
CREATE TABLE rm.program_patient (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  patient_version integer NOT NULL,
  programs_version integer NOT NULL,
  plan json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id)
);

CALL log.wall('rm.program_patient');

-- migrate:down
DROP TABLE rm.program_patient;
