"""Workers are killed in the middle of an import, again and again: nothing is lost and nothing doubled, and the import
says of each line what it would have said without that."""

from functools import partial
from typing import Any

import msgspec

from eventstore.walls import Pool
from services.clock import RealClock
from services.context import open_context
from services.http.body import JSON_LINES
from tests.support.database import Database
from tests.support.doors import Doors, event, open_doors
from tests.support.effect_rows import let_leases_run_over
from tests.support.length import kills
from tests.support.running import lose_valkey, running_engine
from tests.support.waiting import until
from tests.support.worker_process import worker_process

PAIN = {"region": "knee", "level": 5}


async def stands(doors: Doors, path: str) -> dict[str, Any]:
    found: dict[str, Any] = (await doors.partner.get(path)).json()
    return found


async def test_an_import_survives_its_workers(database: Database, engine_pool: Pool) -> None:
    deaths = kills(2)
    lines = 2_000 * (deaths + 1)
    await lose_valkey(database.settings)
    async with (
        open_context(database.settings) as context,
        open_doors(context) as doors,
        running_engine(database.settings, RealClock()),
    ):
        patient_id = await doors.enrol()
        body = b"".join(msgspec.json.encode(event("symptom.reported", patient_id, PAIN)) + b"\n" for _ in range(lines))
        path = f"/v1/imports/{(await doors.partner.post('/v1/imports', json={'kind': 'events'})).json()['id']}"
        half = body.index(b"\n", len(body) // 2) + 1
        for number, part in ((2, body[half:]), (1, body[:half])):
            answer = await doors.partner.put(
                f"{path}/parts/{number}", content=part, headers={"content-type": JSON_LINES}
            )
            assert answer.status_code == 200, answer.text
        await doors.partner.post(f"{path}/start")
        for death in range(deaths):
            async with worker_process(database.settings) as worker:
                await until(partial(past, doors, path, 500 + death * 2_000), 60)
                worker.process.kill()
            await let_leases_run_over(engine_pool, doors.org.organisation_id)
        async with worker_process(database.settings):
            await until(partial(past, doors, path, lines), 120)
        found = await stands(doors, path)
        stored = await context.store.by_subject(doors.org.organisation_id, patient_id, limit=lines * 2)
    assert (found["state"], found["stored"], found["lines"]) == ("done", lines, lines)
    assert len(stored) == lines + 1  # with the enrolment


async def past(doors: Doors, path: str, line: int) -> bool:
    """Whether so many lines have their outcome."""
    found = await stands(doors, path)
    return found["done"] >= line and (found["done"] < found["lines"] or found["ended_at"] is not None)
