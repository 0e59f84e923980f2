"""The end of a log, looked at for all who listen: what goes wrong once does not end the looking."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from eventstore.cursor import encode_cursor
from eventstore.walls import Pool
from services.context import Context
from services.http.live import hub, tail
from services.http.live.tail import Page, Tail
from tests.support.doors import Doors, event, open_doors
from tests.support.live import SECONDS, listening_in
from tests.support.readings import folded


class Listener:
    def __init__(self) -> None:
        self.pages = asyncio.Queue[Page]()
        self.told_of_the_loss = asyncio.Event()

    def offer(self, page: Page) -> None:
        self.pages.put_nowait(page)

    def lost(self) -> None:
        self.told_of_the_loss.set()


class FallibleTail(Tail):
    """Cannot open so many times; `opened` when it could."""

    def __init__(self, context: Context, org_id: UUID) -> None:
        super().__init__(context, org_id)
        self.fails = 0
        self.opened = asyncio.Event()

    async def open(self) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionRefusedError
        await super().open()
        self.opened.set()

    def loses_its_place(self, fails: int) -> None:
        self.place = encode_cursor(self.pos, bytes(8))  # as no log ever was there
        self.fails = fails
        self.opened.clear()


@pytest.fixture
async def doors(context: Context, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doors]:
    monkeypatch.setattr(tail, "LOOK_EVERY", 0.02)  # where no engine runs that would wake anybody
    async with open_doors(context) as opened:
        yield opened


async def test_after_a_lost_log_it_stands_at_the_end_again_as_soon_as_it_can(
    doors: Doors, context: Context, engine_pool: Pool
) -> None:
    patient_id = await doors.enrol()
    await folded(engine_pool)
    listener, looking = Listener(), FallibleTail(context, doors.org.organisation_id)
    looking.listeners.add(listener)
    await looking.open()
    looking.loses_its_place(fails=2)
    task = asyncio.create_task(looking.run())
    try:
        async with asyncio.timeout(SECONDS):
            await listener.told_of_the_loss.wait()
            await looking.opened.wait()
            await doors.send(event("session.logged", patient_id, {}))
            await folded(engine_pool)
            page = await listener.pages.get()
    finally:
        task.cancel()
    assert [told.clinic_id for told in page.told] == [doors.org.clinic_ids[0]]


async def test_while_it_stands_nowhere_nobody_new_may_listen(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    tails = list[FallibleTail]()

    def made(context: Context, org_id: UUID) -> FallibleTail:
        tails.append(FallibleTail(context, org_id))
        return tails[-1]

    monkeypatch.setattr(hub, "Tail", made)
    await doors.enrol()
    async with (
        listening_in(doors.app, doors.org.owner_key) as (_, slow),
        listening_in(doors.app, doors.org.owner_key) as (ear, _),
    ):
        slow.reads.clear()  # so that somebody goes on listening
        tails[0].loses_its_place(fails=10_000)
        assert (await ear.next()).data == {"reason": "lost_log"}
        refused = await doors.owner.get("/v1/stream")
        assert (len(tails), refused.status_code, refused.json()["code"]) == (1, 503, "busy")
        slow.reads.set()
