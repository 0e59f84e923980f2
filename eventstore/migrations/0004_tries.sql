-- migrate:up
-- An attempt's number tells who has an effect in hand and is never given twice; how often it was tried is counted anew.
ALTER TABLE log.effect ADD COLUMN tries_from integer NOT NULL DEFAULT 0;  -- attempts that no longer count as tries

-- migrate:down
ALTER TABLE log.effect DROP COLUMN tries_from;
