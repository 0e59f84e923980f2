-- migrate:up
-- Who may come in, what came in by whom, and what was given to whom: rows of the doors, apart from log and read models.
-- What the doors write they write here; every table is passed to log.wall and grants what it must to whom it must.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO carryover_app, carryover_engine;

-- migrate:down
DROP SCHEMA access CASCADE;
