-- Run once by a superuser, before any migration: the four roles. Nobody but the owner may create anything.
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
END $$;
