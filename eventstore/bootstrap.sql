-- Run once by a superuser, before any migration: the five roles. Nobody but the owner may create anything.
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['carryover_owner', 'carryover_app', 'carryover_engine'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', role);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'carryover_append') THEN
    CREATE ROLE carryover_append NOLOGIN;
  END IF;
  GRANT carryover_append TO carryover_owner;
  -- Takes backups, once an operator lets it log in. Here, because a dump names it: a server without it takes none.
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'carryover_backup') THEN
    CREATE ROLE carryover_backup NOLOGIN;
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      ALTER ROLE carryover_backup REPLICATION BYPASSRLS;
    END IF;
    GRANT pg_read_all_data, pg_read_all_stats TO carryover_backup;
  END IF;
  GRANT pg_read_all_stats TO carryover_engine;  -- to tell which transactions are old; without it, its own alone
END $$;

-- What holds for a single statement of a connection that could not say so when it was made: a pooler drops that. The
-- longest that the role's own statements may take (services/context.py); an operator's own settings stay.
DO $$
DECLARE wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('carryover_app', 'statement_timeout', '5s'),
      ('carryover_engine', 'statement_timeout', '5min'),
      ('carryover_app', 'idle_in_transaction_session_timeout', '1min'),
      ('carryover_engine', 'idle_in_transaction_session_timeout', '1min'),
      ('carryover_app', 'jit', 'off'),
      ('carryover_engine', 'jit', 'off')) AS setting (role, name, value)
    WHERE NOT EXISTS (
      SELECT 1 FROM pg_db_role_setting s, unnest(s.setconfig) AS said
      WHERE s.setrole = setting.role::regrole AND s.setdatabase = 0 AND split_part(said, '=', 1) = setting.name)
  LOOP
    EXECUTE format('ALTER ROLE %I SET %I = %L', wanted.role, wanted.name, wanted.value);
  END LOOP;
END $$;
