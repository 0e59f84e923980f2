"""One look at everything that only the database knows: how far readers are, what is due, how the server fares."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from services.clock import Clock
from services.measured import statements
from services.measured.sighting import DatabaseStanding, DueStanding, HookStanding, ReaderStanding, Sighting

PLACES_AT_ONCE = 1000  # whose oldest unread event is looked up; more of them are not older
ORGANISATIONS_AT_ONCE = 500
STATEMENT_SECONDS = 5
"""For each statement of a look: a server that is busy is not kept busier."""

NOBODYS = UUID(int=0)  # whose clock is that of whoever has none of their own
REMINDERS = "reminder.deliver"
OF_ALERTS = ("alert.", "digest.")
NONE: Mapping[str, float] = {}


def what_is(kind: str) -> str:
    """Reminders, alerts or others: of an effect by its stored kind."""
    if kind == REMINDERS:
        return "reminders"
    return "alerts" if kind.startswith(OF_ALERTS) else "others"


async def look(pool: Pool, clock: Clock, versions: Mapping[str, int], backups: Mapping[str, float] = NONE) -> Sighting:
    """`pool` is the engine's; `versions` are those of the code, by reader; `backups` how old the newest are.

    Raises what the database does. Sandboxes that were moved forward are measured by the others' clock where they are
    counted with them: nobody waits for what is late there.
    """
    began = time.monotonic()
    async with pool.acquire() as db:
        now = clock.now(NOBODYS)
        organisations, events, last_append = await db.fetchrow(statements.LOGS) or (0, 0, None)
        positions = await db.fetch(statements.READERS)
        seconds = await _oldest_unread(db, clock)
        other_code = dict(map(tuple, await db.fetch(statements.OTHER_CODE, [*versions], [*versions.values()])))
        parked, hooks = await _behind_the_wall(db, now)
        due, retrying = await _due(db, now)
        in_hand = await db.fetchval(statements.IN_HAND)
        dead = dict(map(tuple, await db.fetch(statements.DEAD)))
        [server] = await db.fetch(statements.DATABASE)
    return Sighting(
        at=datetime.now(UTC),
        took_seconds=time.monotonic() - began,
        organisations=organisations,
        events=events,
        last_append=last_append,
        readers=[
            ReaderStanding(
                reader=reader,
                positions=unread,
                seconds=seconds.get(reader, 0.0),
                parked=parked.get(reader, 0),
                other_code=other_code.get(reader, 0),
            )
            for reader, unread in positions
        ],
        due=due,
        in_hand=in_hand,
        retrying=retrying,
        dead=dead,
        hooks=hooks,
        database=DatabaseStanding(**dict(server), backup_age_seconds=backups),
    )


async def _oldest_unread(db: Connection, clock: Clock) -> dict[str, float]:
    """Of each reader that has not read everything, the age of the oldest event that waits for it."""
    behind = await db.fetch(statements.BEHIND, PLACES_AT_ONCE)
    found: dict[str, float] = {}
    for first in range(0, len(behind), ORGANISATIONS_AT_ONCE):
        some = behind[first : first + ORGANISATIONS_AT_ONCE]
        async with db.transaction(readonly=True):
            await walled(db, {row["org_id"] for row in some})
            rows = await db.fetch(statements.NEXT_EVENTS, *(list(column) for column in zip(*some, strict=True)))
        for org_id, reader, recorded_at in rows:
            found[reader] = max(found.get(reader, 0.0), _seconds(clock.now(org_id), recorded_at))
    return found


async def _behind_the_wall(db: Connection, now: datetime) -> tuple[dict[str, int], HookStanding]:
    """Whom readers have set aside, and how webhooks are doing: of some organisations at a time."""
    parked: dict[str, int] = {}
    waiting = paused = stopped = 0
    oldest: datetime | None = None
    everybody = [row["org_id"] for row in await db.fetch(statements.ORGANISATIONS)]
    for first in range(0, len(everybody), ORGANISATIONS_AT_ONCE):
        some = everybody[first : first + ORGANISATIONS_AT_ONCE]
        async with db.transaction(readonly=True):
            await walled(db, some)
            for reader, count in await db.fetch(statements.PARKED, some):
                parked[reader] = parked.get(reader, 0) + count
            [(few_paused, few_stopped)] = await db.fetch(statements.HOOKS_PARKED, some, now)
            [(few_waiting, since)] = await db.fetch(statements.HOOKS_WAITING, some, now)
        waiting, paused, stopped = waiting + few_waiting, paused + few_paused, stopped + few_stopped
        oldest = since if oldest is None else min(oldest, since or oldest)
    late = _seconds(now, oldest) if oldest else 0.0
    return parked, HookStanding(waiting=waiting, late_seconds=late, paused=paused, stopped=stopped)


async def _due(db: Connection, now: datetime) -> tuple[list[DueStanding], dict[str, int]]:
    """What is due and in nobody's hands; and of each kind what is tried again later."""
    waiting = dict.fromkeys(("rounds", "reminders", "alerts", "others"), 0)
    late = dict.fromkeys(waiting, 0.0)
    retrying: dict[str, int] = {}
    [(waiting["rounds"], first)] = await db.fetch(statements.ROUNDS, now)
    late["rounds"] = _seconds(now, first)
    for kind, free, since, again in await db.fetch(statements.DUE, now):
        what = what_is(kind)
        waiting[what] += free
        late[what] = max(late[what], _seconds(now, since))
        if again:
            retrying[kind] = again
    standings = [DueStanding(what=what, waiting=waiting[what], late_seconds=late[what]) for what in waiting]
    return standings, retrying


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
