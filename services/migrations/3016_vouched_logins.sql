-- migrate:up
-- Whether a login is known to be its holder's address: whoever invited them said it, or a link that was mailed there
-- came back. Anybody may sign in by any free address; to somebody whom a provider knows by it, only such a one leads.
ALTER TABLE access.account ADD COLUMN vouched boolean NOT NULL DEFAULT false;

-- migrate:down
ALTER TABLE access.account DROP COLUMN vouched;
