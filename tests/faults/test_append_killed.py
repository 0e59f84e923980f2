"""Eight processes append and are killed at random moments: what was acknowledged is there once, the log is whole."""

import asyncio
import sys
from pathlib import Path
from random import Random

from msgspec import Struct, field

from eventstore.postgres import PostgresStore
from eventstore.records import Append, Status
from eventstore.walls import Pool, walled
from tests.faults.appender import ORGANISATIONS, append_at_any_version, command
from tests.support.appends import opening, whole_log
from tests.support.database import Database

CHECKOUT = Path(__file__).parents[2]
PROCESSES = 8
SEED = 20_260_304


class Heard(Struct):
    """What one process said before it was killed."""

    asked: set[int] = field(default_factory=set)
    told: dict[int, tuple[Status, int]] = field(default_factory=dict)


async def run_and_kill(url: str, worker: int, after: int) -> Heard:
    """A process that is killed (SIGKILL) when it has said `after` lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.appender", url, str(worker), cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    heard = Heard()
    async for line in process.stdout:
        match line.split():
            case [b"asks", number]:
                heard.asked.add(int(number))
            case [b"told", number, status, pos] if line.endswith(b"\n"):
                heard.told[int(number)] = (Status(status.decode()), int(pos))
        after -= 1
        if after == 0:
            process.kill()
    assert await process.wait() == -9, "it ended by itself"
    return heard


async def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(database: Database, app_pool: Pool) -> None:
    store, random = PostgresStore(app_pool), Random(SEED)
    await store.append([opening(org_id) for org_id in ORGANISATIONS])
    moments = [random.randint(1, 1500) for _ in range(PROCESSES)]
    url = database.settings.app_url
    heard = await asyncio.gather(*(run_and_kill(url, worker, after) for worker, after in enumerate(moments)))

    before = [event for org_id in ORGANISATIONS for event in await whole_log(store, org_id)]
    there = {(event.org_id, event.event_id): event.pos for event in before}
    for worker, process in enumerate(heard):
        assert process.told.keys() <= process.asked
        for number, (status, pos) in process.told.items():
            wish = command(worker, number)
            assert status is Status.STORED, "nobody else asks for this"
            assert there[wish.org_id, wish.events[-1].event_id] == pos
    asked = [command(worker, number) for worker, process in enumerate(heard) for number in sorted(process.asked)]
    assert len(there) <= len(ORGANISATIONS) + sum(len(wish.events) for wish in asked)

    for wish in asked:  # the clients come back and ask for everything again
        known = (wish.org_id, wish.events[0].event_id) in there
        outcome = await append_at_any_version(store, wish)
        assert outcome.status is (Status.DUPLICATE if known else Status.STORED)
    assert len(asked) > 500, "hardly anything happened before the kills"
    assert all(process.asked - process.told.keys() for process in heard), "nobody was killed while it waited"
    await assert_exactly(app_pool, asked)


async def assert_exactly(pool: Pool, asked: list[Append]) -> None:
    """Each of these commands is in the log once, and what belongs to it beside the log as well."""
    store = PostgresStore(pool)
    for org_id in ORGANISATIONS:
        wishes = [wish for wish in asked if wish.org_id == org_id]
        log = await whole_log(store, org_id)
        assert sorted(event.event_id for event in log[1:]) == sorted(e.event_id for w in wishes for e in w.events)
        async with pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            effects = await db.fetch("SELECT effect_id FROM log.effect WHERE org_id = $1", org_id)
            items = await db.fetch("SELECT item_id FROM vault.item WHERE org_id = $1", org_id)
        assert {row["effect_id"] for row in effects} == {e.effect_id for wish in wishes for e in wish.effects}
        assert {row["item_id"] for row in items} == {item.item_id for wish in wishes for item in wish.sealed}
