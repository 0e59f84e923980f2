-- migrate:up
-- Whose record was ever restricted: a few people, found without a walk over the log.
CREATE INDEX events_restricted ON log.events (org_id, subject_id) WHERE type = 'patient.restricted';

-- migrate:down
DROP INDEX log.events_restricted;
