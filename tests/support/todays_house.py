"""A clinic whose day is asked for: patients are enrolled, things happen, and the list is read."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
from msgspec import Struct

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, alerted, folded, read
from tests.support.times import NOON

HIGH = {**PAIN, "level": 8}
HURTS = {"reason": "hurts", "exercise_id": BRIDGE["exercise_id"]}
FORGOT = {"reason": "forgot"}
RED_FLAG = {"signs": ["chest_pain"]}
NOON_TEXT = "2026-03-04T12:00:00Z"


class House(Struct):
    """Two clinics, everybody's own doors, the clock, and hands to fold with."""

    doors: Doors
    engine: Pool
    context: Context
    clock: SetClock

    async def happens(self, kind: str, patient_id: UUID | str, data: Mapping[str, Any], **attributes: Any) -> None:
        (outcome,) = await self.doors.send(event(kind, patient_id, data, **attributes))
        assert outcome["status"] == "stored", outcome
        await alerted(self.engine, self.context)

    async def today(self, asker: httpx2.AsyncClient | None = None, **query: object) -> dict[str, Any]:
        await folded(self.engine)
        return await read(asker or self.doors.therapist, "/v1/today", **query)

    async def order(self, asker: httpx2.AsyncClient | None = None, **query: object) -> list[str]:
        return ids((await self.today(asker, **query))["patients"])

    async def line(self, patient_id: UUID) -> dict[str, Any]:
        lines: list[dict[str, Any]] = (await self.today())["patients"]
        return next(line for line in lines if line["patient"]["patient_id"] == str(patient_id))

    async def enrol(self, number: int) -> list[UUID]:
        """One a minute."""
        found = []
        for _ in range(number):
            self.clock.instant += timedelta(minutes=1)
            found.append(await self.doors.enrol())
        return found

    async def alert_of(self, patient_id: UUID) -> str:
        (alert,) = (await read(self.doors.therapist, "/v1/alerts", patient=patient_id))["alerts"]
        return f"/v1/alerts/{alert['alert_id']}"

    async def does(self, path: str, body: Mapping[str, Any]) -> None:
        answer = await self.doors.therapist.post(path, json=body)
        assert answer.status_code == 200, answer.text


def ids(lines: list[dict[str, Any]]) -> list[str]:
    return [line["patient"]["patient_id"] for line in lines]


def texts(*patient_ids: UUID) -> list[str]:
    return [str(patient_id) for patient_id in patient_ids]


@asynccontextmanager
async def opened_house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as doors,
    ):
        yield House(doors, engine, context, clock)
