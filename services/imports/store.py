"""Where an import stands: the door begins it and takes its parts, the workers write what became of each line."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.vault import Vault
from eventstore.walls import Connection
from services.actor import Actor
from services.due import have_done
from services.imports.job import (
    ABANDONED_HOURS,
    IMPORT_FORGET,
    IMPORT_TAKE,
    KEPT_DAYS,
    OPEN_AT_MOST,
    Fate,
    Import,
    Kind,
    LineOutcome,
    LineRefusal,
    State,
    Turn,
    turn_effect,
)

_COLUMNS = ", ".join(Import.__struct_fields__)

BEGIN = """
INSERT INTO access.import (org_id, import_id, kind, dry_run, actor, actor_id, confirms)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING true
"""
ONE = f"SELECT {_COLUMNS} FROM access.import WHERE org_id = $1 AND import_id = $2"  # noqa: S608 (constants)
ONE_LOCKED = f"{ONE} FOR UPDATE"
STILL_OPEN = """
SELECT count(*) FROM access.import WHERE org_id = $1 AND actor_id = $2 AND state IN ('receiving', 'running')
"""

# Imports of long ago go, with what became of their lines.
FORGET = f"""
WITH old AS (
  DELETE FROM access.import WHERE org_id = $1 AND ended_at < now() - interval '{KEPT_DAYS} days' RETURNING import_id
), parts AS (
  DELETE FROM access.import_part WHERE org_id = $1 AND import_id IN (SELECT import_id FROM old)
)
DELETE FROM access.import_slice WHERE org_id = $1 AND import_id IN (SELECT import_id FROM old)
"""  # noqa: S608 (constants)

# A part, in the place of what was sent under its number before.
PUT_PART = """
INSERT INTO access.import_part (org_id, import_id, number, digest, lines, header, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org_id, import_id, number) DO UPDATE
SET digest = excluded.digest, lines = excluded.lines, header = excluded.header, sealed = excluded.sealed
"""
PART_DIGEST = "SELECT digest FROM access.import_part WHERE org_id = $1 AND import_id = $2 AND number = $3"
PARTS = "SELECT number, digest, lines FROM access.import_part WHERE org_id = $1 AND import_id = $2 ORDER BY number"

# A part that waits to be taken, the lines before it, and the header of the first one.
PART = """
SELECT p.sealed, p.lines, f.header,
  coalesce((SELECT sum(lines) FROM access.import_part b
    WHERE b.org_id = $1 AND b.import_id = $2 AND b.number < p.number), 0)::bigint AS before
FROM access.import_part p
JOIN access.import_part f ON f.org_id = p.org_id AND f.import_id = p.import_id AND f.number = 1
WHERE p.org_id = $1 AND p.import_id = $2 AND p.number = $3
"""

# Whether these very parts were tried to the end.
TRIED = """
SELECT EXISTS (SELECT FROM access.import
  WHERE org_id = $1 AND kind = $2 AND digest = $3 AND dry_run AND state = 'done')
"""
START = """
UPDATE access.import SET state = 'running', started_at = now(), lines = $3, digest = $4
WHERE org_id = $1 AND import_id = $2
"""

# What became of some lines, from whoever still holds the place in front of them.
MOVE = """
UPDATE access.import SET at_part = $5, at_line = $6, last_pos = greatest(last_pos, $7), good = good + $8,
  stored = stored + $9, duplicate = duplicate + $10, unchanged = unchanged + $11, refused = refused + $12,
  empty = empty + $13
WHERE org_id = $1 AND import_id = $2 AND state = 'running' AND at_part = $3 AND at_line = $4 RETURNING true
"""
KEEP_SLICE = """
INSERT INTO access.import_slice (org_id, import_id, first_line, outcomes, refusals) VALUES ($1, $2, $3, $4, $5)
"""
EMPTY_PART = "UPDATE access.import_part SET sealed = NULL WHERE org_id = $1 AND import_id = $2 AND number = $3"
EMPTY_ALL = "UPDATE access.import_part SET sealed = NULL WHERE org_id = $1 AND import_id = $2 AND sealed IS NOT NULL"
FINISH = """
UPDATE access.import SET state = $3, ended_at = now()
WHERE org_id = $1 AND import_id = $2 AND state IN ('receiving', 'running') RETURNING true
"""

# Which of these places in the log were written for this import.
OURS = """
SELECT e.pos FROM unnest($2::bigint[]) AS w(pos)
CROSS JOIN LATERAL (SELECT pos, correlation_id FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = w.pos) e
WHERE e.correlation_id = $3
"""

SLICES = """
SELECT first_line, outcomes, refusals FROM access.import_slice
WHERE org_id = $1 AND import_id = $2 AND first_line + length(outcomes) > $3 ORDER BY first_line LIMIT $4
"""

# Whether somebody gave up on any of it.
DEAD = f"""
SELECT EXISTS (
  SELECT FROM log.effect WHERE org_id = $1 AND kind = '{IMPORT_TAKE}' AND state IN ('dead', 'expired')
    AND payload->>'import_id' = $2::text)
"""  # noqa: S608 (constants)

_refusals = msgspec.json.Decoder(list[LineRefusal])


class ImportRefused(Exception):
    """What cannot be done with an import as it stands: a stable code of the doors, and a sentence about the case."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Part(Struct, frozen=True):
    """One part to be taken: its bytes, how many lines stand before it in the file, and a roster's columns."""

    plain: bytes
    lines: int
    before: int
    header: tuple[str, ...] | None


class Taken(NamedTuple):
    """Lines that were taken together, from `first_line` of the whole file on; and where that leads."""

    first_line: int
    outcomes: Sequence[LineOutcome]
    to_part: int
    to_line: int


async def begin(
    db: Connection, actor: Actor, import_id: UUID, kind: Kind, at: datetime, *, dry_run: bool, confirms: bytes | None
) -> None:
    """Begins an import, once; imports of long ago are forgotten. `at`: by the organisation's clock.

    Raises ImportRefused.
    """
    org_id, until = actor.org_id, at + timedelta(hours=ABANDONED_HOURS)
    await db.execute(FORGET, org_id)
    if await db.fetchval(BEGIN, org_id, import_id, kind, dry_run, str(actor.kind), actor.id, confirms):
        if await db.fetchval(STILL_OPEN, org_id, actor.id) > OPEN_AT_MOST:
            raise ImportRefused("too_many_imports")
        await have_done(db, org_id, [turn_effect(IMPORT_FORGET, Turn(import_id), until)])


async def find(db: Connection, org_id: UUID, import_id: UUID, *, locked: bool = False) -> Import | None:
    row = await db.fetchrow(ONE_LOCKED if locked else ONE, org_id, import_id)
    if row is None:
        return None
    return Import(**{**row, "state": State(row["state"])})


async def put_part(
    db: Connection, vault: Vault, job: Import, number: int, plain: bytes, lines: int, header: Sequence[str] | None
) -> None:
    """Keeps a part, sealed. Sent again it is the same; another under its number takes its place until the start.

    `job` is locked. Raises ImportRefused.
    """
    digest = sha256(plain).digest()
    if await db.fetchval(PART_DIGEST, job.org_id, job.import_id, number) == digest:
        return
    if job.state is not State.RECEIVING:
        raise ImportRefused("import_begun")
    sealed = await vault.seal_for_organisation(job.org_id, _about(job.import_id, b"part", number), plain)
    await db.execute(PUT_PART, job.org_id, job.import_id, number, digest, lines, header, sealed)


async def start(db: Connection, job: Import, at: datetime) -> None:
    """Lets the workers begin; `job` is locked, `at` by the organisation's clock. Raises ImportRefused."""
    if job.state is not State.RECEIVING:
        return
    parts = await db.fetch(PARTS, job.org_id, job.import_id)
    missing = next((number for number, part in enumerate(parts, 1) if part["number"] != number), len(parts) + 1)
    if not parts or missing <= len(parts):
        raise ImportRefused("missing_parts", f"Part {missing} is not there.")
    digest = sha256(b"".join(part["digest"] for part in parts)).digest()
    if job.kind == "roster" and not job.dry_run:
        if job.confirms != digest:
            raise ImportRefused("not_tried", "These are not the parts that `digest` names.")
        if not await db.fetchval(TRIED, job.org_id, job.kind, digest):
            raise ImportRefused("not_tried")
    await db.execute(START, job.org_id, job.import_id, sum(part["lines"] for part in parts), digest)
    await have_done(db, job.org_id, [turn_effect(IMPORT_TAKE, Turn(job.import_id), at)])


async def part_of(db: Connection, vault: Vault, job: Import, number: int) -> Part | None:
    """A part that has lines without an outcome; None behind the last one. Raises VaultError."""
    row = await db.fetchrow(PART, job.org_id, job.import_id, number)
    if row is None:
        return None
    sealed = row["sealed"]
    plain = b""
    if sealed is not None:
        plain = await vault.open_for_organisation(job.org_id, _about(job.import_id, b"part", number), sealed)
    header = None if row["header"] is None else tuple(row["header"])
    return Part(plain, row["lines"], row["before"], header)


async def keep(db: Connection, vault: Vault, job: Import, taken: Taken) -> bool:
    """Writes what became of lines, and goes on behind them. False where somebody else did, or it was cancelled."""
    org_id, import_id = job.org_id, job.import_id
    outcomes = taken.outcomes
    count = Counter(outcome.fate for outcome in outcomes)
    furthest = max((outcome.pos for outcome in outcomes), default=0)
    counts = [count[fate] for fate in Fate]
    moved = await db.fetchval(
        MOVE, org_id, import_id, job.at_part, job.at_line, taken.to_part, taken.to_line, furthest, *counts
    )
    if not moved:
        return False
    if outcomes:
        refusals = [
            msgspec.structs.replace(outcome.refusal, line=line)
            for line, outcome in enumerate(outcomes, taken.first_line)
            if outcome.refusal is not None
        ]
        about, told = _about(import_id, b"refusals", taken.first_line), msgspec.json.encode(refusals)
        sealed = await vault.seal_for_organisation(org_id, about, told) if refusals else None
        letters = "".join(outcome.fate for outcome in outcomes)
        await db.execute(KEEP_SLICE, org_id, import_id, taken.first_line, letters, sealed)
    if taken.to_part != job.at_part:
        await db.execute(EMPTY_PART, org_id, import_id, job.at_part)
    return True


async def finish(db: Connection, job: Import, how: State) -> None:
    """Ends it, where it has not ended, and lets go of its parts."""
    if await db.fetchval(FINISH, job.org_id, job.import_id, str(how)):
        await db.execute(EMPTY_ALL, job.org_id, job.import_id)


async def written_for(db: Connection, job: Import, places: Collection[int]) -> set[int]:
    """Which of these places in the log were written for this import: by somebody who was killed before telling so."""
    return {row["pos"] for row in await db.fetch(OURS, job.org_id, list(places), job.import_id)}


async def slices(
    db: Connection, vault: Vault, job: Import, after: int, limit: int
) -> list[tuple[int, str, list[LineRefusal]]]:
    """What became of lines behind line `after`, in at most `limit` slices: first line, letters, refusals."""
    rows: Sequence[asyncpg.Record] = await db.fetch(SLICES, job.org_id, job.import_id, after + 1, limit)
    found = []
    for first_line, outcomes, sealed in rows:
        told = b"[]"
        if sealed is not None:
            about = _about(job.import_id, b"refusals", first_line)
            told = await vault.open_for_organisation(job.org_id, about, sealed)
        found.append((first_line, outcomes, _refusals.decode(told)))
    return found


async def given_up(db: Connection, job: Import) -> bool:
    """Whether nobody goes on with it any more, unless an operator lets them."""
    return bool(await db.fetchval(DEAD, job.org_id, str(job.import_id)))


def _about(import_id: UUID, what: bytes, number: int) -> bytes:
    return import_id.bytes + what + str(number).encode()
