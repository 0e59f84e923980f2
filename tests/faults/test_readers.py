"""R8: the engine is killed while it folds, a patient's event is poison, and read models are rebuilt, all under load."""

import asyncio
import signal
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

from domain.symptom.events import SymptomReported
from eventstore.postgres import PostgresStore
from eventstore.records import NewEvent, Status
from eventstore.walls import Pool, walled
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from projections.runner import run_once
from services.context import open_context
from services.settings import Settings
from tests.support.appends import append
from tests.support.at_their_place import assert_rows_are_of_their_place
from tests.support.database import Database
from tests.support.senders import Senders, Ward, open_wards
from tests.support.server_process import served
from tests.support.waiting import until
from tests.support.worker_process import part_process
from workers.reactor import Alerting
from workers.rounds_reader import RoundsReader
from workers.webhook_reader import WebhookNews

SEED = 20_261_122
APPS = 2

# How far all read models but one have come, together.
COME = "SELECT coalesce(sum(pos), 0)::bigint FROM log.checkpoint WHERE live AND reader <> $1"

ASIDE = "SELECT DISTINCT reader, subject_id FROM log.parked"


async def test_r8_killed_between_batches_poisoned_and_rebuilt_while_writing_read_models_say_what_the_log_says(
    database: Database, app_pool: Pool, engine_pool: Pool
) -> None:
    random, stop, store = Random(SEED), asyncio.Event(), PostgresStore(app_pool)
    async with open_context(database.settings) as context:
        wards = await open_wards(context, 3, 4)
    org_ids = [ward.org_id for ward in wards]
    await poison(store, wards[0])
    async with served(database.settings) as api:
        senders = Senders(api.address, wards, SEED)
        sending = asyncio.create_task(senders.send(APPS, stop=stop))
        for model in PROJECTIONS:
            rebuilding = asyncio.create_task(rebuild(engine_pool, model.name))
            await kill_an_engine(database.settings, engine_pool, org_ids, model.name, random.randrange(1, 300))
            await rebuilding
            assert await assert_rows_are_of_their_place(engine_pool, org_ids) > 0
        stop.set()
        await sending
    counts = await senders.acknowledged.assert_all_there_once(store)
    assert counts.acknowledged > 100, "hardly anything was written between the kills"
    async with open_context(database.settings) as context:
        apart = (Alerting(context), WebhookNews(context), RoundsReader())
        while await run_once(engine_pool) or any([await run_once(engine_pool, [reader]) for reader in apart]):
            pass
    await assert_rows_are_of_their_place(engine_pool, org_ids)
    await rebuild(engine_pool, [model.name for model in PROJECTIONS])
    await assert_rows_are_of_their_place(engine_pool, org_ids)
    readers = [model.name for model in PROJECTIONS if SymptomReported in model.wants]
    readers += [Alerting.name, WebhookNews.name, RoundsReader.name]
    assert await set_aside(engine_pool, org_ids) == {(reader, wards[0].patients[0]) for reader in readers}


async def poison(store: PostgresStore, ward: Ward) -> None:
    """A symptom of the ward's first patient that nobody can read."""
    now, event_id = datetime.now(UTC), uuid4()
    unreadable = NewEvent(
        event_id=event_id,
        type="symptom.reported",
        schema_v=1,
        occurred_at=now,
        data=b'{"level":"a lot"}',
        subject_id=ward.patients[0],
    )
    [outcome] = await store.append(
        [append(unreadable, org=ward.org_id, stream=event_id, at=now)],
    )
    assert outcome.status is Status.STORED


async def kill_an_engine(settings: Settings, pool: Pool, org_ids: list[UUID], but: str, further: int) -> None:
    """Started, and killed (SIGKILL) once the read models but one have come so many events further."""
    begin = await come(pool, org_ids, but)

    async def far_enough() -> bool:
        assert engine.process.returncode is None, engine.output
        return await come(pool, org_ids, but) >= begin + further

    async with part_process("engine", settings) as engine:
        await until(far_enough)
        engine.process.kill()
        assert await engine.ended() == -signal.SIGKILL


async def come(pool: Pool, org_ids: list[UUID], but: str) -> int:
    async with pool.acquire() as db, db.transaction():
        await walled(db, org_ids)
        far: int = await db.fetchval(COME, but)
        return far


async def set_aside(pool: Pool, org_ids: list[UUID]) -> set[tuple[str, UUID]]:
    """Readers, and the patients whose events they could not digest."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, org_ids)
        return {(row["reader"], row["subject_id"]) for row in await db.fetch(ASIDE)}
