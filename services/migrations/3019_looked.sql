-- migrate:up
-- When each member of staff looked at her day last, and how far the log was then; and the same of the visit before that
-- one: what is new is what came since. By the organisation's clock. A place is told with some of its event's hash.
CREATE TABLE access.looked (
  org_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  at timestamptz NOT NULL,
  place text NOT NULL,
  before_at timestamptz,
  before_place text,
  PRIMARY KEY (org_id, staff_id)
);
CALL log.wall('access.looked');
GRANT SELECT, INSERT, UPDATE ON access.looked TO carryover_app;

-- migrate:down
DROP TABLE access.looked;
