-- migrate:up
-- What is told of together: the threads with a new message for a receiver, by the first of these messages. `receiver`:
-- the patient; a member of staff; or the clinic, where the patient has no therapist.
CREATE TABLE rm.message_notice (
  org_id uuid NOT NULL,
  receiver uuid NOT NULL,
  bundle_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, receiver, bundle_id, patient_id)
);
CREATE INDEX message_notice_open ON rm.message_notice (org_id, receiver, due_at);

CALL log.wall('rm.message_notice');

-- migrate:down
DROP TABLE rm.message_notice;
