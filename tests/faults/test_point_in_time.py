"""R16: the platform is brought back to a moment: from a base backup and the archived log, on other servers."""

import asyncio
import signal
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from msgspec import Struct

from eventstore.anchors import Anchor, newest_anchors
from eventstore.cursor import CursorRefused, check_cursor, decode_cursor
from eventstore.verify import verify
from eventstore.walls import Connection, Pool, reading
from projections.catalogue import PROJECTIONS
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.provision import Provisioned
from tests.support.acknowledged import Acknowledged
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.own_servers import POSTGRES
from tests.support.point_in_time import Archive, open_archive
from tests.support.readings import PAIN, alerted
from tests.support.rebuilt import Rows, assert_rebuilt_is_live, rows_of
from tests.support.times import NOON

POINT = "before the mistake"
LOST = "cursor_from_lost_log"


class Seen(Struct, frozen=True):
    """What an app was told up to a moment, and what an operator saw then."""

    acknowledged: Acknowledged
    anchors: list[Anchor]
    rows: list[Rows]

    @property
    def places(self) -> list[str]:
        return list(self.acknowledged.told.values())


class Drill(Struct, frozen=True):
    """An archive whose servers are gone, and what is remembered from before the point and from beyond it."""

    archive: Archive
    org: Provisioned
    patient_id: UUID
    before: Seen
    beyond: Seen


class Recovered(Struct, frozen=True):
    """The platform on other servers, as it was at the point."""

    doors: Doors
    engine: Pool

    async def taken(self, places: list[str]) -> list[int | str]:
        """For each place its position, or the code with which it is refused."""
        async with reading(self.engine, self.doors.org.organisation_id) as db:
            return [await self._taken(db, place) for place in places]

    async def _taken(self, db: Connection, place: str) -> int | str:
        try:
            return await check_cursor(db, self.doors.org.organisation_id, place)
        except CursorRefused as refused:
            return refused.code


async def reported(doors: Doors, patient_id: UUID, acknowledged: Acknowledged, batches: int) -> None:
    """Batches of a session and of pain, one after the other, each acknowledged before the next one."""
    for _ in range(batches):
        items = [event("session.logged", patient_id, {}), event("symptom.reported", patient_id, PAIN)]
        sent = [acknowledged.send(doors.org.organisation_id, item) for item in items]
        for place, outcome in zip(sent, await doors.send(*items), strict=True):
            acknowledged.hear(place, outcome["position"])


async def rows_now(engine: Pool, org_id: UUID) -> list[Rows]:
    return [await rows_of(engine, model, org_id) for model in PROJECTIONS]


async def seen(doors: Doors, engine: Pool, acknowledged: Acknowledged) -> Seen:
    await alerted(engine, doors.context)
    return Seen(acknowledged, await newest_anchors(engine), await rows_now(engine, doors.org.organisation_id))


@pytest.fixture(scope="module")
async def drill() -> AsyncIterator[Drill]:
    async with open_archive() as (archive, database):
        async with (
            open_context(database.settings, clock=SetClock(NOON)) as context,
            open_doors(context) as doors,
            open_engine_pool(database.settings) as engine,
        ):
            patient_id = await doors.enrol()
            early, late = Acknowledged(SOURCE), Acknowledged(SOURCE)
            await asyncio.gather(archive.back_up(), reported(doors, patient_id, early, 20))
            await reported(doors, patient_id, early, 20)
            before = await seen(doors, engine, early)
            await archive.name_point(POINT)
            await reported(doors, patient_id, late, 3)
            beyond = await seen(doors, engine, late)
            await archive.complete()
        await archive.servers.end(POSTGRES, signal.SIGKILL)
        yield Drill(archive, doors.org, patient_id, before, beyond)


@pytest.fixture
async def recovered(drill: Drill) -> AsyncIterator[Recovered]:
    async with (
        drill.archive.recovered(POINT) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_doors(context, drill.org) as doors,
        open_engine_pool(database.settings) as engine,
    ):
        yield Recovered(doors, engine)


async def test_r16_all_that_was_acknowledged_before_the_point_is_there_and_nothing_from_beyond_it(
    drill: Drill, recovered: Recovered
) -> None:
    await drill.before.acknowledged.assert_all_there_once(recovered.doors.context.store)
    assert (await verify(recovered.engine, anchors=drill.before.anchors)).faults == ()
    assert await newest_anchors(recovered.engine) == drill.before.anchors


async def test_r16_read_models_are_those_of_the_point_and_what_a_rebuild_gives(
    drill: Drill, recovered: Recovered
) -> None:
    assert await rows_now(recovered.engine, drill.org.organisation_id) == drill.before.rows
    await assert_rebuilt_is_live(recovered.engine, [drill.org.organisation_id])
    assert await rows_now(recovered.engine, drill.org.organisation_id) == drill.before.rows


async def assert_only_what_is_from_beyond_is_refused(drill: Drill, recovered: Recovered) -> None:
    """Places and anchors alike."""
    kept = [decode_cursor(place)[0] for place in drill.before.places]
    assert await recovered.taken(drill.before.places) == kept
    assert await recovered.taken(drill.beyond.places) == [LOST] * len(drill.beyond.places)
    [fault] = (await verify(recovered.engine, anchors=[*drill.before.anchors, *drill.beyond.anchors])).faults
    assert (fault.org_id, fault.pos) == (drill.org.organisation_id, drill.beyond.anchors[0].position)


async def test_r16_places_and_anchors_from_beyond_the_point_are_refused_also_when_new_events_have_passed_them(
    drill: Drill, recovered: Recovered
) -> None:
    await assert_only_what_is_from_beyond_is_refused(drill, recovered)
    await reported(recovered.doors, drill.patient_id, Acknowledged(SOURCE), 20)
    [now] = await newest_anchors(recovered.engine)
    assert now.position > drill.beyond.anchors[0].position
    await assert_only_what_is_from_beyond_is_refused(drill, recovered)
