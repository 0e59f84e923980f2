"""The large logs that benches fill: whole in every organisation, with the read models that building them gives."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from bench.grounds import Grounds, grounds
from bench.large import FILLED, Large, large_log
from bench.read_models import NAMES, check_read_models, drop_others, fingerprints
from bench.rounds import BenchFailed
from eventstore.verify import verify
from projections.rebuild import rebuild
from services.context import open_context, open_engine_pool
from services.http.names import persons_of

ORGANISATIONS, PATIENTS, EVENTS = 3, 8, 1_200


@pytest.fixture(scope="module")
async def ground() -> AsyncIterator[Grounds]:
    async with grounds() as ground:
        yield ground


@pytest.fixture(scope="module")
async def large(ground: Grounds) -> Large:
    return await large_log(ground, ORGANISATIONS, PATIENTS, EVENTS)


async def test_every_log_is_whole(large: Large) -> None:
    async with open_engine_pool(large.settings) as engine:
        verified = await verify(engine)
    assert (verified.organisations, verified.faults) == (ORGANISATIONS, ())
    assert verified.events > EVENTS  # those of the founding


async def test_what_was_copied_is_what_building_gives(ground: Grounds, large: Large) -> None:
    async with asyncpg.create_pool(ground.admin_url_of(large.database), min_size=1) as admin:
        copied = await fingerprints(admin)
        async with open_engine_pool(large.settings) as engine:
            await rebuild(engine, NAMES)
            await drop_others(engine, [house.organisation_id for house in large.houses])
        assert await fingerprints(admin) == copied
        await check_read_models(admin)
        assert min(rows for table, (rows, _) in copied.items() if "patient" in table) == ORGANISATIONS * PATIENTS


async def test_everybody_has_a_name(large: Large) -> None:
    async with open_context(large.settings) as context:
        for house in large.houses:
            async with context.reading(house.organisation_id) as db:
                persons = await persons_of(context, db, house.organisation_id, large.year.patient_ids)
            assert {who: person.name for who, person in persons.items()} == {
                who: f"Patient {who.hex[:8]}" for who in large.year.patient_ids
            }


async def test_a_log_that_is_there_is_used_again(ground: Grounds, large: Large) -> None:
    again = await large_log(ground, ORGANISATIONS, PATIENTS, EVENTS)
    assert (again.year, again.houses) == (large.year, large.houses)


async def test_another_one_of_the_same_name_is_refused(ground: Grounds, large: Large) -> None:
    with pytest.raises(BenchFailed, match="has another log_1200"):
        await large_log(ground, ORGANISATIONS, PATIENTS + 1, EVENTS)


async def test_one_that_was_broken_off_is_refused(ground: Grounds, large: Large) -> None:
    db = await asyncpg.connect(ground.admin_url_of(large.database))
    try:
        told = await db.fetchval(FILLED)
        await db.execute(f"COMMENT ON DATABASE {large.database} IS NULL")
        with pytest.raises(BenchFailed, match="was broken off"):
            await large_log(ground, ORGANISATIONS, PATIENTS, EVENTS)
        await db.execute(f"COMMENT ON DATABASE {large.database} IS '{told}'")
    finally:
        await db.close()
