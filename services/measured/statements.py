"""The statements of a look: what every organisation together comes to. Asked as carryover_engine.

Here alone statements name no organisation first: they see what the engine may see across them, or what the wall lets
through of those that the transaction named.
"""

# How many logs there are, how long they are together, and when something was appended last, by their clocks.
LOGS = "SELECT count(*), coalesce(sum(pos), 0)::bigint, max(last_at) FROM log.feed_head WHERE lane = 0"

# How much each reader has not read, where that is most. The feeds come first: the Citus of 2026 (15devel) crashes where
# what comes first in an outer join is a subquery.
READERS = """
SELECT r.reader, max(h.pos - coalesce(c.pos, 0))::bigint AS positions
FROM log.feed_head h
CROSS JOIN (SELECT DISTINCT reader FROM log.checkpoint WHERE lane = 0) r
LEFT JOIN log.checkpoint c ON c.org_id = h.org_id AND c.reader = r.reader AND c.lane = 0 AND c.live
WHERE h.lane = 0 GROUP BY r.reader ORDER BY r.reader
"""

# Where something is unread: the places that have not moved for longest, and where the next event of each stands.
BEHIND = """
SELECT h.org_id, r.reader, coalesce(c.pos, 0) + 1 AS next
FROM log.feed_head h
CROSS JOIN (SELECT DISTINCT reader FROM log.checkpoint WHERE lane = 0) r
LEFT JOIN log.checkpoint c ON c.org_id = h.org_id AND c.reader = r.reader AND c.lane = 0 AND c.live
WHERE h.lane = 0 AND h.pos > coalesce(c.pos, 0)
ORDER BY c.moved_at NULLS FIRST LIMIT $1
"""

# When the next event of each of these places was recorded, by the organisation's clock.
NEXT_EVENTS = """
SELECT b.org_id, b.reader, e.recorded_at
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS b(org_id, reader, next)
JOIN log.events e ON e.org_id = b.org_id AND e.lane = 0 AND e.pos = b.next
"""

# Rows that are read and were made by other code than this: of each reader, in how many organisations.
OTHER_CODE = """
SELECT r.reader, count(*)
FROM unnest($1::text[], $2::int[]) AS r(reader, version)
JOIN log.checkpoint c ON c.reader = r.reader AND c.lane = 0 AND c.live AND c.version <> r.version GROUP BY r.reader
"""

ORGANISATIONS = "SELECT org_id FROM log.feed_head WHERE lane = 0 ORDER BY org_id"

# Whom readers have set aside in these organisations, as far as what is read lacks them.
PARKED = """
SELECT p.reader, count(*) FROM log.parked p
JOIN log.checkpoint c ON c.org_id = p.org_id AND c.reader = p.reader AND c.build = p.build AND c.lane = 0 AND c.live
WHERE p.org_id = ANY ($1::uuid[]) GROUP BY p.reader
"""

# Webhooks of these organisations that are told nothing now.
HOOKS_PARKED = """
SELECT count(*) FILTER (WHERE stopped IS NULL AND paused_until > $2), count(*) FILTER (WHERE stopped IS NOT NULL)
FROM access.webhook WHERE org_id = ANY ($1::uuid[])
"""

# News that waits for the others, and since when the oldest is due.
HOOKS_WAITING = """
SELECT count(*), min(d.due_at) FILTER (WHERE d.due_at <= $2)
FROM access.webhook w JOIN access.webhook_delivery d ON d.org_id = w.org_id AND d.webhook_id = w.webhook_id
WHERE w.org_id = ANY ($1::uuid[]) AND w.stopped IS NULL AND coalesce(w.paused_until <= $2, true) AND d.state = 'waiting'
"""

# Effects that are due by the clock that is given: of each kind what nobody holds, since when, and what is tried again.
DUE = """
SELECT kind, count(*) FILTER (WHERE free), min(due_at) FILTER (WHERE free),
  count(*) FILTER (WHERE NOT free AND attempt > tries_from)
FROM (SELECT kind, due_at, attempt, tries_from, lease_until IS NULL OR lease_until <= now() AS free
  FROM log.effect WHERE state = 'pending' AND due_at <= $1) e
GROUP BY kind
"""
IN_HAND = "SELECT count(*) FROM log.effect WHERE state IN ('leased', 'claimed')"
DEAD = "SELECT kind, count(*) FROM log.effect WHERE state = 'dead' GROUP BY kind ORDER BY kind"

# Patients whom the rounds should have looked at by that clock.
ROUNDS = """
SELECT count(*), min(due_at) FROM rm.rounds_patient
WHERE due_at <= $1 AND (rests_until IS NULL OR rests_until <= now())
"""

# The server. Of others' transactions it tells who may know (pg_read_all_stats); of connections and snapshots it tells
# everybody, but not what each is: whoever has a role and a database is taken for a client then.
DATABASE = """
SELECT pg_database_size(current_database()) AS bytes,
  a.connections, current_setting('max_connections')::int AS connections_most,
  CASE WHEN a.seen THEN a.oldest END AS oldest_transaction_seconds,
  CASE WHEN a.seen THEN a.long END AS long_transactions,
  greatest(a.snapshot, s.snapshot, p.snapshot, 0) AS oldest_snapshot_transactions,
  (SELECT max(age(datfrozenxid)) FROM pg_database) AS freeze_age_transactions,
  s.bytes AS slot_bytes,
  CASE WHEN current_setting('archive_mode') <> 'off'
    THEN extract(epoch FROM now() - r.last_archived_time)::float8 END AS archive_age_seconds,
  coalesce(r.last_failed_time > coalesce(r.last_archived_time, '-infinity'), false) AS archive_failing
FROM (
  SELECT count(*) FILTER (WHERE client)::int AS connections,
    pg_has_role('pg_read_all_stats', 'USAGE') AS seen,
    coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE other), 0)::float8 AS oldest,
    (count(*) FILTER (WHERE other AND xact_start < now() - interval '1 minute'))::int AS long,
    max(age(backend_xmin)) FILTER (WHERE other) AS snapshot
  FROM (
    SELECT *, client AND pid <> pg_backend_pid() AS other
    FROM pg_stat_activity,
      LATERAL (SELECT coalesce(backend_type = 'client backend', num_nulls(usesysid, datid) = 0) AS client) c
  ) every
) a, (
  SELECT max(greatest(age(xmin), age(catalog_xmin))) AS snapshot,
    max(CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) END)::bigint AS bytes
  FROM pg_replication_slots
) s, (SELECT max(age(transaction)) AS snapshot FROM pg_prepared_xacts) p, pg_stat_archiver r
"""
