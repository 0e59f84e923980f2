-- migrate:up
-- The ledger: what became of each dose that a date expected. `number` counts the doses of the day from 1.
CREATE TABLE rm.reminders_slot (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  day date NOT NULL,
  prescription_id uuid NOT NULL,
  number smallint NOT NULL,
  clinic_id uuid NOT NULL,
  because text,  -- why nobody was reminded of it; null: somebody was
  reminder_id uuid,  -- the reminder that went out for it
  PRIMARY KEY (org_id, build, patient_id, day, prescription_id, number)
);
CREATE INDEX reminders_slot_clinic ON rm.reminders_slot (org_id, build, clinic_id, day);

-- Each message that went out, and what became of it. What is told of one before it is known to have gone out waits here
-- without a clinic.
CREATE TABLE rm.reminders_message (
  org_id uuid NOT NULL,
  build integer NOT NULL,
  patient_id uuid NOT NULL,
  reminder_id uuid NOT NULL,
  day date NOT NULL,
  clinic_id uuid,
  kind text CHECK (kind IN ('reminder', 'nudge', 'next_morning')),
  sent_at timestamptz,
  channel text,
  variant smallint,  -- which of the four texts; 0 where there is one alone
  uncertain boolean,  -- nobody knows whether the channel took it
  delivered_at timestamptz,
  bounced_at timestamptz,
  opened_at timestamptz,
  session_id uuid,  -- of the question about a next morning
  unanswered boolean NOT NULL,
  PRIMARY KEY (org_id, build, patient_id, reminder_id)
);
CREATE INDEX reminders_message_day ON rm.reminders_message (org_id, build, patient_id, day);
CREATE INDEX reminders_message_clinic ON rm.reminders_message (org_id, build, clinic_id, day);

CALL log.wall('rm.reminders_slot');
CALL log.wall('rm.reminders_message');

-- migrate:down
DROP TABLE rm.reminders_message, rm.reminders_slot;
