-- migrate:up
-- Each patient's thread. `version`: how far the patient's own stream is folded, which says whose the patient is.
-- `from_patient`: the number of the patient's newest message, 0 without one.
CREATE TABLE rm.messages_thread (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  version integer NOT NULL,
  clinic_id uuid,
  therapist_id uuid,
  from_patient integer NOT NULL,
  last_at timestamptz,
  PRIMARY KEY (org_id, build, patient_id)
);
CREATE INDEX messages_thread_waiting ON rm.messages_thread (org_id, build, therapist_id) WHERE from_patient > 0;

-- The messages of each thread, numbered from 1. Their texts are in the vault, under the id of the message.
CREATE TABLE rm.messages_message (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  number integer NOT NULL,
  message_id uuid NOT NULL,
  author uuid NOT NULL,  -- a member of staff, or the patient
  sent_at timestamptz NOT NULL,
  written_at timestamptz,
  provenance text,
  PRIMARY KEY (org_id, build, patient_id, number)
);

-- At `at` somebody had read the messages of a thread up to `number`.
CREATE TABLE rm.messages_read (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  reader uuid NOT NULL,  -- as an author
  number integer NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, reader, number)
);

CALL log.wall('rm.messages_thread');
CALL log.wall('rm.messages_message');
CALL log.wall('rm.messages_read');

-- migrate:down
DROP TABLE rm.messages_read, rm.messages_message, rm.messages_thread;
