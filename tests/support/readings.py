"""Asking the doors for what the read models hold, once they have folded the log."""

from typing import Any

import httpx2

from eventstore.walls import Pool
from projections.runner import run_once
from services.context import Context
from workers.reactor import Alerting

PAIN = {"region": "knee", "side": "left", "level": 7.5, "timing": "after"}
BRIDGE = {
    "exercise_id": "289fd55b-5744-59d6-beb7-a09c1f5dd883",
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10},
    "schedule": {"kind": "fixed"},
}


async def folded(pool: Pool) -> None:
    while await run_once(pool):
        pass


async def alerted(pool: Pool, context: Context) -> None:
    while await run_once(pool, [Alerting(context)]):
        pass
    await folded(pool)


async def read(asker: httpx2.AsyncClient, path: str, **query: object) -> dict[str, Any]:
    answer = await asker.get(path, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
