-- migrate:up
-- How staff come in by themselves: their accounts, what proves who they are, and their sign-ins. All times are real
-- time. No secret stands here as it is given: what was drawn at random as a plain hash, a password as argon2id makes
-- one, and what we must read again ourselves sealed with the organisation's key.

CREATE TABLE access.account (
  org_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  login_hash bytea NOT NULL,  -- of the canonical e-mail, keyed
  password_hash text,  -- none: by a passkey or a provider only
  PRIMARY KEY (org_id, staff_id),
  CONSTRAINT account_login UNIQUE (org_id, login_hash)
);

-- One time-based code a person; it counts once the first code was told.
CREATE TABLE access.totp (
  org_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  sealed bytea NOT NULL,
  begun_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  PRIMARY KEY (org_id, staff_id)
);

-- The steps of a time-based code that were used: of many who tell the same code at once, one is let in.
CREATE TABLE access.totp_step (
  org_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  step bigint NOT NULL,
  PRIMARY KEY (org_id, staff_id, step)
);

CREATE TABLE access.passkey (
  org_id uuid NOT NULL,
  credential_id bytea NOT NULL,
  passkey_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,  -- of signatures, as the device tells it; 0: it does not count
  label text NOT NULL,
  added_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (org_id, credential_id)
);
CREATE INDEX passkey_staff ON access.passkey (org_id, staff_id);

CREATE TABLE access.recovery_code (
  org_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (org_id, staff_id, hash)
);

-- What is good for one use: links that were mailed, challenges of passkeys, ways to a provider and back.
CREATE TABLE access.one_time (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,
  kind text NOT NULL,
  staff_id uuid,
  about bytea NOT NULL,  -- what must be known when it comes back; sealed where it is secret
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, hash)
);
CREATE INDEX one_time_staff ON access.one_time (org_id, staff_id, kind);
CREATE INDEX one_time_over ON access.one_time (org_id, ends_at);

-- Tries to sign in, counted for an account, an address or a device; each in a bucket named by a hash.
CREATE TABLE access.attempt (
  org_id uuid NOT NULL,
  bucket bytea NOT NULL,
  tries integer NOT NULL,
  last_at timestamptz NOT NULL,
  free_at timestamptz NOT NULL,  -- when the next try is heard
  PRIMARY KEY (org_id, bucket)
);
CREATE INDEX attempt_over ON access.attempt (org_id, last_at);

-- Devices on which somebody signed in before: what others do to the account does not slow them down.
CREATE TABLE access.device (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,
  staff_id uuid NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, hash)
);
CREATE INDEX device_staff ON access.device (org_id, staff_id);

CREATE TABLE access.sign_in (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,  -- of the token
  sign_in_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  rights bytea,  -- a digest of the rights it began with; none while a second factor is wanted
  factors text[] NOT NULL,
  began_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  address text NOT NULL,
  agent text NOT NULL,
  PRIMARY KEY (org_id, hash)
);
CREATE INDEX sign_in_staff ON access.sign_in (org_id, staff_id);

-- Keys that people made for themselves, for a program that acts as they may.
CREATE TABLE access.personal_key (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,
  key_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  label text NOT NULL,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (org_id, hash)
);
CREATE INDEX personal_key_staff ON access.personal_key (org_id, staff_id);

-- Whom an identity provider means by a subject of its own.
CREATE TABLE access.identity (
  org_id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  staff_id uuid NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, issuer, subject)
);
CREATE INDEX identity_staff ON access.identity (org_id, staff_id);

CALL log.wall('access.account');
CALL log.wall('access.totp');
CALL log.wall('access.totp_step');
CALL log.wall('access.passkey');
CALL log.wall('access.recovery_code');
CALL log.wall('access.one_time');
CALL log.wall('access.attempt');
CALL log.wall('access.device');
CALL log.wall('access.sign_in');
CALL log.wall('access.personal_key');
CALL log.wall('access.identity');

GRANT SELECT, INSERT, UPDATE, DELETE ON access.account, access.totp, access.passkey, access.attempt, access.sign_in,
  access.personal_key TO carryover_app;
GRANT SELECT, INSERT, DELETE ON access.totp_step, access.recovery_code, access.one_time, access.device, access.identity
  TO carryover_app;

-- Lets the doors have a link mailed to somebody of the caller's own organisation, and nothing else: what is to be done
-- in the world is otherwise written by the log and the engine alone.
CREATE FUNCTION access.ask_link(org uuid, effect uuid, dedupe text, due timestamptz, expires timestamptz, payload text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = log, pg_temp AS $$
BEGIN
  IF org <> ALL (log.orgs()) OR log.orgs() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'not the organisation of this transaction';
  END IF;
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
    VALUES (org, effect, 'account.link', dedupe, due, expires, payload::json)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;
END $$;
GRANT USAGE, CREATE ON SCHEMA access TO carryover_append;  -- CREATE only so that it may own the function
ALTER FUNCTION access.ask_link OWNER TO carryover_append;
REVOKE CREATE ON SCHEMA access FROM carryover_append;
REVOKE ALL ON FUNCTION access.ask_link FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_link TO carryover_app;

-- migrate:down
DROP FUNCTION access.ask_link;
DROP TABLE access.identity, access.personal_key, access.sign_in, access.device, access.attempt, access.one_time,
  access.recovery_code, access.passkey, access.totp_step, access.totp, access.account;
