-- migrate:up
-- The certificates of each erasure, one for each of its two rounds: what was destroyed and what remains, as it was
-- found then. They are never changed.
CREATE TABLE access.erasure (
  org_id uuid NOT NULL,
  erasure_id uuid NOT NULL,  -- the event's
  patient_id uuid NOT NULL,
  certificate json NOT NULL,
  complete boolean NOT NULL,  -- it was looked once more, when every process had forgotten the person
  PRIMARY KEY (org_id, erasure_id, complete)
);
CALL log.wall('access.erasure');
GRANT SELECT ON access.erasure TO carryover_app, carryover_engine;
GRANT INSERT ON access.erasure TO carryover_engine;

-- migrate:down
DROP TABLE access.erasure;
