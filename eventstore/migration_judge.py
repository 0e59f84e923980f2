"""What a migration did to a database in use, asked of Postgres before it commits: whom it held up, what it took away.

No parser is asked: the transaction's own locks, its counts of rows read, and the catalogue before and after.
"""

from typing import Any

from msgspec import Struct

from eventstore.walls import Connection

STRONG = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
"""From weak to strong, the locks under which nobody writes; under the last one nobody reads either."""

# The schemas that are not Postgres's own.
SCHEMAS = "SELECT array_agg(oid) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
# Every table: the file it lies in, and how much of it this transaction has read.
TABLES = """
SELECT c.oid, n.nspname || '.' || c.relname AS name, pg_relation_filenode(c.oid) AS file,
  pg_stat_get_xact_numscans(c.oid) + pg_stat_get_xact_tuples_returned(c.oid) AS read
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.oid = ANY ($1)
"""
# What this transaction holds, how, and whether anything is in it. The size says that, and is asked only of what is
# held: rows are hidden by the walls between organisations, and whoever asks the size of what others hold waits.
HELD = """
SELECT l.relation AS oid, l.mode, coalesce(pg_relation_size(l.relation), 0) > 0 AS filled
FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.mode = ANY ($1)
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# What other programs may rely on, a line each with the object it belongs to: columns, functions and rights.
OFFERED = """
SELECT c.oid, format('column %s.%s.%s %s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.attnotnull THEN '' ELSE ' that may be null' END) AS what
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
  AND n.oid = ANY ($1)
UNION ALL
SELECT p.oid, format('function %s.%s(%s)%s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid),
  ' returns ' || pg_get_function_result(p.oid))
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.oid = ANY ($1)
UNION ALL
SELECT g.oid, format('%s on %s for %s', a.privilege_type, g.name, coalesce(r.rolname, 'everybody'))
FROM (
  SELECT c.oid, c.relacl AS acl, n.nspname || '.' || c.relname AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relacl IS NOT NULL AND n.oid = ANY ($1)
  UNION ALL
  SELECT p.oid, p.proacl, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proacl IS NOT NULL AND n.oid = ANY ($1)
  UNION ALL
  SELECT t.attrelid, t.attacl, n.nspname || '.' || c.relname || '.' || t.attname
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE t.attacl IS NOT NULL AND n.oid = ANY ($1)) g, aclexplode(g.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
"""
OR_NULL = " that may be null"  # a column that may, takes all that it took
# What other programs must obey: values that have to be there, constraints and unique indexes, with the columns each
# is about.
DEMANDED = """
SELECT c.oid, format('a value in %s.%s.%s', n.nspname, c.relname, a.attname) AS what,
  ARRAY[a.attname::text] AS columns, true AS of_new
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
  AND NOT a.atthasdef AND a.attidentity = '' AND n.oid = ANY ($1)
UNION ALL
SELECT c.oid, format('constraint %s on %s.%s', k.conname, n.nspname, c.relname),
  (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)), false
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('c', 'f') AND NOT c.relispartition AND n.oid = ANY ($1)
UNION ALL
SELECT c.oid, format('unique %s on %s.%s', i.indexrelid::regclass, n.nspname, c.relname),
  (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)),
  false
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (i.indisunique OR i.indisexclusion) AND NOT c.relispartition AND n.oid = ANY ($1)
"""


class Table(Struct, frozen=True):
    name: str
    file: int | None
    read: int  # a count that only grows within a transaction


class Demand(Struct, frozen=True):
    table: int
    columns: frozenset[str]
    of_new: bool  # whether it also binds who does not know the column


class Seen(Struct, frozen=True):
    """A database at one moment of a transaction. Numbers are Postgres's own for its objects."""

    tables: dict[int, Table]
    offered: dict[str, int]
    demanded: dict[str, Demand]
    held: dict[int, str]  # by what the transaction did before

    @property
    def objects(self) -> frozenset[int]:
        return frozenset(self.tables) | frozenset(self.offered.values())


class Judged(Struct, frozen=True):
    """`locks`: each table that it held strongly, with the lock. `heavy`: those of them that hold rows, and that it
    read or wrote anew meanwhile: the longer the table, the longer it is held. `takes`: what the release before may
    rely on and does not find any more; `demands`: what it may not know that it has to obey.
    """

    locks: dict[str, str] = {}
    heavy: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()


async def look(db: Connection) -> Seen:
    """Within the transaction that is judged: once before and, by `judged`, once after."""
    schemas = await db.fetchval(SCHEMAS)
    tables = await db.fetch(TABLES, schemas)
    demanded = await db.fetch(DEMANDED, schemas)
    return Seen(
        {row["oid"]: Table(row["name"], row["file"], row["read"]) for row in tables},
        {row["what"]: row["oid"] for row in await db.fetch(OFFERED, schemas)},
        {row["what"]: Demand(row["oid"], frozenset(row["columns"] or ()), row["of_new"]) for row in demanded},
        _strongest(await db.fetch(HELD, STRONG)),
    )


async def judged(db: Connection, before: Seen, in_use: frozenset[int]) -> Judged:
    """What happened since `before`. `in_use`: the objects that there were when the run began; all others are free."""
    after = await look(db)
    rows = await db.fetch(HELD, STRONG)
    held = {oid: mode for oid, mode in after.held.items() if before.held.get(oid) != mode}
    filled = {row["oid"] for row in rows if row["filled"]}
    tables = {oid: table for oid, table in before.tables.items() if oid in in_use and oid in held}
    heavy = [
        f"{held[oid]} on {table.name}"
        for oid, table in tables.items()
        if oid in filled and _went_through(table, after.tables.get(oid))
    ]
    lost = [
        what
        for what, oid in before.offered.items()
        if oid in in_use and what not in after.offered and f"{what}{OR_NULL}" not in after.offered
    ]
    known = {(oid, _column(what)) for what, oid in before.offered.items()}
    new = [
        what
        for what, demand in after.demanded.items()
        if demand.table in in_use
        and what not in before.demanded
        and (demand.of_new or any((demand.table, column) in known for column in demand.columns))
    ]
    locks = {table.name: held[oid] for oid, table in tables.items()}
    return Judged(locks, tuple(sorted(heavy)), tuple(sorted(lost)), tuple(sorted(new)))


def _strongest(rows: "list[Any]") -> dict[int, str]:
    held: dict[int, str] = {}
    for row in rows:
        oid, mode = row["oid"], row["mode"]
        if STRONG.index(mode) >= STRONG.index(held.get(oid, STRONG[0])):
            held[oid] = mode
    return held


def _went_through(before: Table, after: Table | None) -> bool:
    return after is not None and (after.file != before.file or after.read > before.read)


def _column(what: str) -> str:
    """Its name, in what is said of a column; empty for anything else."""
    kind, _, rest = what.partition(" ")
    return rest.split(" ")[0].rpartition(".")[2] if kind == "column" else ""
