"""R10: what many were told of the same streams, under faults, could have happened one after the other; and whoever
shows the position of a write sees it, or is told that the answer is stale."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from random import Random
from uuid import UUID

import pytest
from msgspec.structs import replace

from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Status
from eventstore.store import EventStore, StoreBusy
from eventstore.walls import Pool
from services.clock import RealClock
from services.context import open_context
from services.http.heading import report_id
from tests.support.appends import ONE, TWO, append, event, opening, whole_log
from tests.support.database import Database
from tests.support.doors import SOURCE, Doors, open_doors
from tests.support.doors import event as told
from tests.support.history import Look, Recorder
from tests.support.length import length
from tests.support.proxy import Proxy, proxy_to
from tests.support.readings import read
from tests.support.running import running_engine
from tests.support.waiting import until

pytestmark = pytest.mark.timeout(length(120, 1800))

SEED = 20_261_010
STREAMS = [(org_id, UUID(int=100 + number)) for org_id in (ONE, TWO) for number in range(3)]
CLIENTS = 12
LINKS = 3


class Client:
    """Appends to and loads streams at random, and writes down what it was told. It may give up on an append."""

    def __init__(self, store: EventStore, recorder: Recorder, number: int) -> None:
        self._store = store
        self._recorder = recorder
        self._number = number
        self._random = Random(SEED + number)
        self._known = dict.fromkeys(STREAMS, 0)

    async def work(self, operations: int) -> None:
        for operation in range(operations):
            stream = self._random.choice(STREAMS)
            if self._random.random() < 0.5:
                await self._append(stream, UUID(int=(self._number + 1) * 1_000_000 + operation))
            else:
                await self._load(stream)

    async def _append(self, stream: tuple[UUID, UUID], event_id: UUID) -> None:
        """At the version known last; sent again under the same id while nobody says what became of it."""
        history = self._recorder.of(*stream)
        wish = append(event(event_id.int), org=stream[0], stream=stream[1], expected=self._known[stream])
        span = history.appends[event_id] = self._recorder.begin()
        for _ in range(self._random.choice([1, 3])):
            try:
                [outcome] = await self._store.append([wish])
            except StoreBusy:
                continue
            self._recorder.end(span)
            self._known[stream] = outcome.version
            if outcome.status is Status.CONFLICT:
                history.looks.append(Look(outcome.version, span))
            else:
                history.stored[event_id] = outcome.version
            return

    async def _load(self, stream: tuple[UUID, UUID]) -> None:
        span = self._recorder.begin()
        try:
            found = await self._store.load_many([stream])
        except Exception:  # noqa: BLE001  a link broke: nothing was told
            return
        self._known[stream] = len(found)
        self._recorder.of(*stream).looks.append(Look(len(found), self._recorder.end(span)))


async def harmed(links: list[Proxy], over: asyncio.Event) -> None:
    """One link after the other is reset, forgotten, silenced for a moment or slowed."""
    random = Random(SEED)
    while not over.is_set():
        link = random.choice(links)
        harms: list[Callable[[], None]] = [link.reset, link.forget, link.silence, partial(setattr, link, "delay", 0.02)]
        random.choice(harms)()
        await asyncio.sleep(random.uniform(0.02, 0.2))
        link.mend()


@asynccontextmanager
async def groups_on_links(database: Database) -> AsyncIterator[tuple[list[GroupCommit], list[Proxy]]]:
    """Several logs in memory, as of several processes, each with a link of its own to Postgres."""
    async with AsyncExitStack() as opened:
        links, groups = [], []
        for _ in range(LINKS):
            links.append(await opened.enter_async_context(proxy_to(database.settings.app_url)))
            pool = await opened.enter_async_context(
                opened_pool(links[-1].url(database.settings.app_url), statement_seconds=1, log=True, patience=1.0)
            )
            groups.append(GroupCommit(PostgresStore(pool), patience=0.5))
            groups[-1].start()
        yield groups, links
        for group in groups:
            await group.stop()


async def test_r10_every_stream_is_linearizable_under_faults(database: Database, app_pool: Pool) -> None:
    store, recorder, over = PostgresStore(app_pool), Recorder(), asyncio.Event()
    await store.append([opening(ONE), opening(TWO)])
    async with groups_on_links(database) as (groups, links):
        harm = asyncio.create_task(harmed(links, over))
        clients = [Client(groups[number % LINKS], recorder, number) for number in range(CLIENTS)]
        await asyncio.gather(*(client.work(length(40, 1000)) for client in clients))
        over.set()
        await harm
    logs = {org_id: await whole_log(store, org_id) for org_id in (ONE, TWO)}
    for (org_id, stream_id), history in recorder.histories.items():
        history.check([stored.event_id for stored in logs[org_id] if stored.stream_id == stream_id])
    assert sum(len(history.stored) for history in recorder.histories.values()) > CLIENTS, "hardly anything was stored"


async def test_r10_whoever_shows_a_position_sees_it_or_is_told_that_it_lacks(database: Database) -> None:
    settings, over = database.settings, asyncio.Event()
    async with (
        open_context(settings) as context,
        open_doors(context) as doors,
        proxy_to(settings.engine_url) as link,
        running_engine(replace(settings, engine_url=link.url(settings.engine_url)), RealClock()),
    ):
        patient_id = await doors.enrol()
        harm = asyncio.create_task(torn(link, over))
        fresh = [await sees_its_own(doors, patient_id) for _ in range(length(20, 300))]
        over.set()
        await harm

        async def seen() -> bool:
            return await sees_its_own(doors, patient_id)

        await until(seen)
    assert any(fresh), "every answer was stale, so nothing is proven"


async def torn(link: Proxy, over: asyncio.Event) -> None:
    """Reset, or silent for longer than a reader waits, again and again."""
    random = Random(SEED)
    while not over.is_set():
        random.choice([link.reset, link.silence])()
        await asyncio.sleep(random.uniform(0.0, 0.8))
        link.mend()
        await asyncio.sleep(random.uniform(0.0, 0.4))


async def sees_its_own(doors: Doors, patient_id: UUID) -> bool:
    """Reports a pain and asks for it at its position; whether the answer was fresh."""
    sent = told("symptom.reported", patient_id, {"region": "knee", "level": 4}, time=datetime.now(UTC).isoformat())
    stored = await doors.send_one(sent)
    assert stored.status_code == 200, stored.text
    query = {"at_least": stored.json()["position"]}
    answer = await read(doors.owner, f"/v1/patients/{patient_id}/symptoms", **query)
    ids = {symptom["symptom_id"] for symptom in answer["symptoms"]}
    fresh = not answer["as_of"]["stale"]
    assert not fresh or str(report_id(doors.org.organisation_id, SOURCE, sent["id"])) in ids
    return fresh
