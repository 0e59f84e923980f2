"""Whatever is changed in the log behind our back is found, at its place; what leaves it whole, the anchors find."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import pytest
from msgspec import Struct

from eventstore.anchors import Anchor, as_line, from_lines, newest_anchors
from eventstore.postgres import PostgresStore
from eventstore.verify import Verified, verify
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from tests.support.appends import ONE, TWO, append, event, opening
from tests.support.database import Database, copied
from tests.support.doors import open_doors
from tests.support.tampering import (
    Change,
    chain_anew,
    change_event,
    change_head,
    changes,
    delete_event,
    set_head_back,
    superuser,
)
from tests.support.times import NOON
from tests.support.two_houses import filled

ORGANISATIONS = 4


class Log(Struct, frozen=True):
    """A database that holds the logs of some organisations, and how many events each has."""

    database: Database
    length: dict[UUID, int]

    @property
    def org_ids(self) -> list[UUID]:
        return sorted(self.length)


@pytest.fixture(scope="module")
async def original(template: Database) -> AsyncIterator[Log]:
    """Four organisations with events of many kinds; never changed, so that others may copy it."""
    async with copied(template) as database:
        async with (
            open_context(database.settings, clock=SetClock(NOON)) as context,
            open_engine_pool(database.settings) as engine,
            AsyncExitStack() as opened,
        ):
            for _ in range(ORGANISATIONS):
                doors = await opened.enter_async_context(open_doors(context))
                there = await filled(doors, 0, engine)
                names = {"session_id": there["session_id"], "patient_id": there["patient_id"]}
                taken_back = {**names, "occurred_at": "2026-03-04T11:30:00Z"}
                answer = await doors.owner.post("/v1/commands/retract-session", json=taken_back)
                assert answer.status_code == 200, answer.text
            length = {anchor.organisation: anchor.position for anchor in await newest_anchors(engine)}
        yield Log(database, length)


@asynccontextmanager
async def a_copy(original: Log) -> AsyncIterator[Log]:
    async with copied(original.database) as database:
        yield Log(database, original.length)


@pytest.fixture
async def log(original: Log) -> AsyncIterator[Log]:
    async with a_copy(original) as log:
        yield log


async def verified(log: Log, **more: object) -> Verified:
    async with open_engine_pool(log.database.settings) as pool:
        return await verify(pool, **more)  # type: ignore[arg-type]


async def first_bad(log: Log, **more: object) -> dict[UUID, int]:
    """The first bad position of each organisation that has one."""
    return {fault.org_id: fault.pos for fault in (await verified(log, **more)).faults}


async def anchors_of(log: Log) -> list[Anchor]:
    """As they come back from where they were kept."""
    async with open_engine_pool(log.database.settings) as pool:
        return from_lines("\n".join(as_line(anchor) for anchor in await newest_anchors(pool)))


async def test_a_log_that_nobody_touched_is_whole(log: Log) -> None:
    events = sum(log.length.values())
    assert await verified(log) == Verified(ORGANISATIONS, events, ())
    assert await verified(log, anchors=await anchors_of(log)) == Verified(ORGANISATIONS, events, ())
    assert min(log.length.values()) > 10


async def test_a_change_of_any_column_is_found_at_its_place(original: Log) -> None:
    first, middle, last, _ = original.org_ids
    places = {first: 1, middle: original.length[middle] // 2, last: original.length[last]}
    async with superuser(original.database) as db:
        every = await changes(db, "log.events")
    assert {change.column for change in every} >= {"data", "hash", "pos", "occurred_zone"}
    for change in every:
        async with a_copy(original) as log, superuser(log.database) as db:
            for org_id, pos in places.items():
                await change_event(db, org_id, pos, change)
            stranger = {UUID(int=0xDEAD): 1} if change.column == "org_id" else {}
            assert await first_bad(log) == {**places, **stranger}, change


@pytest.mark.parametrize("column", ["occurred_at", "recorded_at"])
@pytest.mark.parametrize("instant", ["infinity", "-infinity", "4713-01-01 BC", "294000-01-01"])
async def test_an_instant_that_no_calendar_here_has_is_found(log: Log, column: str, instant: str) -> None:
    org_id = log.org_ids[1]
    async with superuser(log.database) as db:
        await change_event(db, org_id, 7, Change(column, f"'{instant}'::timestamptz"))
    assert await first_bad(log) == {org_id: 7}


async def test_a_change_of_any_column_of_a_head_is_found(original: Log) -> None:
    org_id = original.org_ids[0]
    end = original.length[org_id]
    async with superuser(original.database) as db:
        every = await changes(db, "log.feed_head")
    for change in [*every, Change("pos", "pos - 1"), Change("last_at", "'4713-01-01 BC'")]:
        async with a_copy(original) as log:
            async with superuser(log.database) as db:
                await change_head(db, org_id, change)
            found = await first_bad(log)
            stranger = {UUID(int=0xDEAD): 1} if change.column == "org_id" else {}
            beyond = change == next(one for one in every if one.column == "pos")
            unreadable = "BC" in change.to
            assert found == {org_id: end + 1 if beyond else 0 if unreadable else end, **stranger}, change


async def test_a_head_that_was_removed_is_missed(log: Log) -> None:
    org_id = log.org_ids[2]
    async with superuser(log.database) as db:
        await db.execute("DELETE FROM log.feed_head WHERE org_id = $1", org_id)
    assert await first_bad(log) == {org_id: log.length[org_id]}


async def test_an_event_that_was_deleted_is_missed(log: Log) -> None:
    early, late, _, _ = log.org_ids
    async with superuser(log.database) as db:
        await delete_event(db, early, 5)
        await delete_event(db, late, log.length[late])
    assert await first_bad(log) == {early: 5, late: log.length[late]}


async def test_two_events_that_changed_places_are_found(log: Log) -> None:
    org_id = log.org_ids[3]
    async with superuser(log.database) as db:
        for pos, to in ((4, -1), (8, 4), (-1, 8)):
            await change_event(db, org_id, pos, Change("pos", str(to)))
    assert await first_bad(log) == {org_id: 4}


COPY_INTO = """
INSERT INTO log.events
SELECT (jsonb_populate_record(e, jsonb_build_object('org_id', $3::uuid, 'lane', $4::int, 'pos', $5::bigint))).*
FROM log.events e WHERE org_id = $1 AND pos = $2
"""


@pytest.mark.parametrize("lane", [-1, 0, 1])
async def test_an_event_of_another_organisation_is_found(log: Log, lane: int) -> None:
    ours, theirs, _, _ = log.org_ids
    end = log.length[ours]
    async with superuser(log.database) as db:
        await db.execute(COPY_INTO, theirs, 6, ours, lane, end + 1)
    assert await first_bad(log) == {ours: end if lane else end + 1}


async def test_an_event_of_another_organisation_in_place_of_one_of_ours_is_found(log: Log) -> None:
    ours, theirs, _, _ = log.org_ids
    async with superuser(log.database) as db:
        await delete_event(db, ours, 6)
        await db.execute(COPY_INTO, theirs, 6, ours, 0, 6)
    assert await first_bad(log) == {ours: 6}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("version", "version + 1000"), "version 1001 of stream"),
        (Change("version", "0"), "version 0 of stream"),
        (Change("recorded_at", "recorded_at - interval '90 days'"), "it is recorded before the event before it"),
    ],
)
async def test_hashes_that_fit_do_not_hide_a_wrong_order(log: Log, change: Change, said: str) -> None:
    org_id = log.org_ids[0]
    async with superuser(log.database) as db:
        await change_event(db, org_id, 6, change)
        await chain_anew(db, org_id)
    [fault] = (await verified(log)).faults
    assert (fault.org_id, fault.pos) == (org_id, 6)
    assert fault.what.startswith(said)


async def test_a_stream_whose_versions_stand_in_the_wrong_order_is_found(log: Log) -> None:
    async with superuser(log.database) as db:
        [(org_id, stream_id, first, second)] = await db.fetch(
            """SELECT a.org_id, a.stream_id, a.pos, b.pos FROM log.events a
            JOIN log.events b USING (org_id, stream_id) WHERE a.version = 1 AND b.version = 2 ORDER BY 1, 2 LIMIT 1"""
        )
        for pos, to in ((first, -1), (second, first), (-1, second)):
            await change_event(db, org_id, pos, Change("pos", str(to)))
        await chain_anew(db, org_id)
    [fault] = (await verified(log)).faults
    assert (fault.org_id, fault.pos) == (org_id, first)
    assert fault.what == f"version 2 of stream {stream_id} does not follow on the one before"


async def test_an_end_that_was_cut_off_with_its_head_is_found_by_the_anchors_alone(log: Log) -> None:
    org_id = log.org_ids[1]
    end = log.length[org_id]
    anchors = await anchors_of(log)
    async with superuser(log.database) as db:
        await delete_event(db, org_id, end)
        await set_head_back(db, org_id)
    assert await first_bad(log) == {}
    assert await first_bad(log, anchors=anchors) == {org_id: end}
    assert await first_bad(log, anchors=anchors, after_anchors=True) == {org_id: end}


async def test_a_log_written_anew_is_found_by_the_anchors_alone(log: Log) -> None:
    org_id = log.org_ids[2]
    anchors = await anchors_of(log)
    async with superuser(log.database) as db:
        await change_event(db, org_id, 6, Change("data", "'{}'"))
        await chain_anew(db, org_id)
    assert await first_bad(log) == {}
    assert await first_bad(log, anchors=anchors) == {org_id: log.length[org_id]}


async def test_an_organisation_of_which_nothing_is_left_is_found_by_the_anchors_alone(log: Log) -> None:
    org_id = log.org_ids[0]
    anchors = await anchors_of(log)
    async with superuser(log.database) as db:
        for table in ("log.events", "log.feed_head", "log.checkpoint"):
            await db.execute(f"DELETE FROM {table} WHERE org_id = $1", org_id)
    assert await first_bad(log) == {}
    assert await first_bad(log, anchors=anchors) == {org_id: log.length[org_id]}


async def test_an_older_copy_is_found_by_the_anchors_alone(original: Log, log: Log, clock: SetClock) -> None:
    async with open_context(log.database.settings, clock=clock) as context, open_doors(context) as doors:
        later = doors.org.organisation_id
        anchors = await anchors_of(log)
    assert await first_bad(original) == {}
    assert list(await first_bad(original, anchors=anchors)) == [later]


async def test_only_what_came_after_the_anchors_can_be_walked(log: Log, clock: SetClock) -> None:
    anchors = await anchors_of(log)
    org_id = log.org_ids[0]
    async with open_context(log.database.settings, clock=clock) as context, open_doors(context):
        pass
    new = (await verified(log)).events - sum(log.length.values())
    assert await verified(log, anchors=anchors, after_anchors=True) == Verified(ORGANISATIONS + 1, new, ())
    async with superuser(log.database) as db:
        await change_event(db, org_id, log.length[org_id], Change("hash", "sha256(hash)"))
    assert await first_bad(log, anchors=anchors, after_anchors=True) == {org_id: log.length[org_id]}


async def test_one_organisation_can_be_asked_for(log: Log) -> None:
    good, bad, *_ = log.org_ids
    async with superuser(log.database) as db:
        await delete_event(db, bad, 5)
    assert await verified(log, org_ids=[good]) == Verified(1, log.length[good], ())
    assert await first_bad(log, org_ids=[bad]) == {bad: 5}
    assert await first_bad(log, org_ids=[UUID(int=9)]) == {UUID(int=9): 0}  # there is no such organisation


async def test_a_log_that_grows_meanwhile_is_whole(engine_pool: Pool, app_pool: Pool) -> None:
    store = PostgresStore(app_pool)
    await store.append([opening(ONE), opening(TWO)])
    lengths: set[int] = set()

    async def write() -> int:
        number = 0
        while len(lengths) < 3:  # so that it was walked while it grew
            both = [append(event(number), event(100_000 + number), org=org, expected=2 * number) for org in (ONE, TWO)]
            await store.append(both)
            number += 1
        return number

    writer = asyncio.create_task(write())
    while not writer.done():
        found = await verify(engine_pool)
        assert found.faults == ()
        lengths.add(found.events)
    assert (await verify(engine_pool)).events == 2 + 4 * await writer
