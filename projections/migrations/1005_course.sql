-- migrate:up
-- The course of each patient's treatment: zones, programs as decided last and what was changed in them, visits, barriers
-- and scores.
CREATE TABLE rm.course_patient (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  course json NOT NULL,
  PRIMARY KEY (org_id, build, patient_id)
);

-- Each visit, for the list of a clinic's day. `at`: when it was, or else is to be.
CREATE TABLE rm.course_visit (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  visit_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  therapist_id uuid,
  at timestamptz NOT NULL,
  minutes integer,
  kind text NOT NULL,
  status text NOT NULL CHECK (status IN ('scheduled', 'cancelled', 'recorded')),
  PRIMARY KEY (org_id, build, patient_id, visit_id)
);
CREATE INDEX course_visit_day ON rm.course_visit (org_id, build, clinic_id, at, visit_id);

-- Each "hurts" barrier that stands. `reported_at`: when it was recorded. The last three are null while no decision about
-- the programs has answered it.
CREATE TABLE rm.course_hurt (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  barrier_id uuid NOT NULL,
  clinic_id uuid NOT NULL,
  therapist_id uuid,  -- whose the patient was then
  exercise_id uuid,
  side text NOT NULL,
  reported_at timestamptz NOT NULL,
  answered_at timestamptz,
  answered_by uuid,
  answer text,
  PRIMARY KEY (org_id, build, patient_id, barrier_id)
);
CREATE INDEX course_hurt_clinic ON rm.course_hurt (org_id, build, clinic_id, reported_at);

CALL log.wall('rm.course_patient');
CALL log.wall('rm.course_visit');
CALL log.wall('rm.course_hurt');

-- migrate:down
DROP TABLE rm.course_hurt, rm.course_visit, rm.course_patient;
