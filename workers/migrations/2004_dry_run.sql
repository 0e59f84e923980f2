-- migrate:up
-- Thresholds being tried on a clinic's past: how far the log is read for it, and what came of each group of patients.
CREATE TABLE rm.dry_run (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  until_pos bigint NOT NULL,
  parts integer NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, run_id)
);

-- `told`: the alerts there would have been and those that were; null until the group has been looked at.
CREATE TABLE rm.dry_run_part (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  number integer NOT NULL,
  patient_ids uuid[] NOT NULL,
  told json,
  PRIMARY KEY (org_id, run_id, number)
);

CALL log.wall('rm.dry_run');
CALL log.wall('rm.dry_run_part');

-- migrate:down
DROP TABLE rm.dry_run_part, rm.dry_run;
