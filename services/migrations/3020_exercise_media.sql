-- migrate:up
-- What an organisation shows of an exercise, its own or one of the library: a photo and a film at most. Sealed with the
-- organisation's key, in pieces, so that a part of a film is given without opening all of it.
CREATE TABLE access.exercise_media (
  org_id uuid NOT NULL,
  exercise_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('photo', 'film')),
  media_type text NOT NULL,
  size bigint NOT NULL,  -- bytes, before they were sealed
  digest bytea NOT NULL,  -- SHA-256 of the same
  put_by text NOT NULL,  -- as the log names actors
  put_at timestamptz NOT NULL,  -- the organisation's clock
  PRIMARY KEY (org_id, exercise_id, kind)
);
CREATE TABLE access.exercise_media_piece (
  org_id uuid NOT NULL,
  exercise_id uuid NOT NULL,
  kind text NOT NULL,
  number integer NOT NULL,  -- from 0: each but the last is of one size
  sealed bytea NOT NULL,
  PRIMARY KEY (org_id, exercise_id, kind, number)
);
ALTER TABLE access.exercise_media_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- sealed bytes do not get smaller
CALL log.wall('access.exercise_media');
CALL log.wall('access.exercise_media_piece');
GRANT SELECT, INSERT, DELETE ON access.exercise_media, access.exercise_media_piece TO carryover_app;

-- migrate:down
DROP TABLE access.exercise_media_piece, access.exercise_media;
