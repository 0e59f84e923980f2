-- migrate:up
-- What was given up, for operators who look for it among all that has ended.
CREATE INDEX effect_dead ON log.effect (org_id, ended_at) WHERE state = 'dead';
-- What waits and what is held have indexes of their own since 0003.
DROP INDEX log.effect_live;

-- migrate:down
DROP INDEX log.effect_dead;
CREATE INDEX effect_live ON log.effect (org_id, due_at) WHERE state IN ('pending', 'leased', 'claimed');
