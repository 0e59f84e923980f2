-- migrate:up
-- Which request led to an effect, as its events say it: what is done because of it is told in the same trace.
ALTER TABLE log.effect ADD COLUMN correlation_id uuid;

CREATE OR REPLACE FUNCTION log.append_beside(orgs uuid[], c_org integer[], c_beside json[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent, correlation_id)
    SELECT orgs[c.org], x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload,
      coalesce(x.urgent, false), x.correlation_id  -- a program of the release before does not say
    FROM unnest(c_org, c_beside) AS c(org, beside), json_to_recordset(c.beside->'effects') AS x(effect_id uuid,
      kind text, dedupe_key text, due_at timestamptz, expires_at timestamptz, payload json, urgent boolean,
      correlation_id uuid)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;  -- an effect is one for its dedupe key: that is its meaning
  INSERT INTO vault.item (org_id, subject_id, item_id, sealed)
    SELECT orgs[c.org], x.subject_id, x.item_id, decode(x.sealed, 'base64')
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'sealed') AS x(subject_id uuid, item_id uuid, sealed text);
  INSERT INTO log.directory (kind, hash, org_id, about)
    SELECT x.kind, decode(x.hash, 'base64'), orgs[c.org], x.about
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'links') AS x(kind text, hash text, about json);
  INSERT INTO vault.alias (org_id, partner_id, hash, subject_id)
    SELECT orgs[c.org], x.partner_id, decode(x.hash, 'base64'), x.subject_id
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'aliases') AS x(partner_id uuid, hash text, subject_id uuid);
$$;

-- migrate:down
CREATE OR REPLACE FUNCTION log.append_beside(orgs uuid[], c_org integer[], c_beside json[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent)
    SELECT orgs[c.org], x.effect_id, x.kind, x.dedupe_key, x.due_at, x.expires_at, x.payload,
      coalesce(x.urgent, false)  -- a program of the release before does not say
    FROM unnest(c_org, c_beside) AS c(org, beside), json_to_recordset(c.beside->'effects') AS x(effect_id uuid,
      kind text, dedupe_key text, due_at timestamptz, expires_at timestamptz, payload json, urgent boolean)
    ON CONFLICT (org_id, kind, dedupe_key) DO NOTHING;  -- an effect is one for its dedupe key: that is its meaning
  INSERT INTO vault.item (org_id, subject_id, item_id, sealed)
    SELECT orgs[c.org], x.subject_id, x.item_id, decode(x.sealed, 'base64')
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'sealed') AS x(subject_id uuid, item_id uuid, sealed text);
  INSERT INTO log.directory (kind, hash, org_id, about)
    SELECT x.kind, decode(x.hash, 'base64'), orgs[c.org], x.about
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'links') AS x(kind text, hash text, about json);
  INSERT INTO vault.alias (org_id, partner_id, hash, subject_id)
    SELECT orgs[c.org], x.partner_id, decode(x.hash, 'base64'), x.subject_id
    FROM unnest(c_org, c_beside) AS c(org, beside),
      json_to_recordset(c.beside->'aliases') AS x(partner_id uuid, hash text, subject_id uuid);
$$;
ALTER TABLE log.effect DROP COLUMN correlation_id;
