"""The doors with the workers behind them, for tests that bring in files."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import msgspec

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.http.body import CSV, JSON_LINES
from services.http.imports.taking import event_taker
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.effect_hands import done_now
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.effects import End
from workers.kinds import kinds_of

CANCEL = "UPDATE access.import SET state = 'cancelled' WHERE org_id = $1 AND state IN ('receiving', 'running')"


class Desk:
    """The doors, and the workers behind them."""

    def __init__(self, doors: Doors, pool: Pool) -> None:
        self.doors = doors
        self.pool = pool
        self.delivery = Delivery(doors.context, pool, {}, kinds=kinds_of(pool, event_taker))

    async def work(self) -> list[End]:
        """Everything that is due, as often as something follows from it."""
        ended: list[End] = []
        org_id = self.doors.org.organisation_id
        while some := await done_now(self.pool, org_id, self.doors.context.clock.now(org_id), self.delivery):
            ended += some
        return ended

    async def cancel_all(self) -> None:
        """So that the next test may begin as many as it likes."""
        org_id = self.doors.org.organisation_id
        async with self.doors.context.writing(org_id) as db:
            await db.execute(CANCEL, org_id)
        await self.work()

    def asker(self, kind: str) -> httpx2.AsyncClient:
        return self.doors.partner if kind == "events" else self.doors.owner

    async def begin(self, kind: str, **more: Any) -> str:
        answer = await self.asker(kind).post("/v1/imports", json={"kind": kind, **more})
        assert answer.status_code == 200, answer.text
        return f"/v1/imports/{answer.json()['id']}"

    async def put(self, kind: str, path: str, number: int, body: bytes) -> httpx2.Response:
        media_type = {"events": JSON_LINES, "roster": CSV}[kind]
        return await self.asker(kind).put(f"{path}/parts/{number}", content=body, headers={"content-type": media_type})

    async def done(self, kind: str, *parts: bytes, **more: Any) -> tuple[str, dict[str, Any]]:
        """An import from beginning to end: its address, and how it stands then."""
        path = await self.begin(kind, **more)
        for number, part in enumerate(parts, 1):
            taken = await self.put(kind, path, number, part)
            assert taken.status_code == 200, taken.text
        started = await self.asker(kind).post(f"{path}/start")
        assert started.status_code == 200, started.text
        await self.work()
        return path, await self.stands(kind, path)

    async def stands(self, kind: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.asker(kind).get(path)).json()
        return found

    async def told(self, kind: str, path: str, what: str = "errors") -> list[dict[str, Any]]:
        answer = await self.asker(kind).get(f"{path}/{what}")
        assert answer.headers["content-type"] == JSON_LINES
        return [msgspec.json.decode(line) for line in answer.content.splitlines()]


@asynccontextmanager
async def open_desk(template: Database) -> AsyncIterator[Desk]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_engine_pool(database.settings) as pool,
        open_doors(context) as doors,
    ):
        while await run_once(pool):
            pass
        yield Desk(doors, pool)


def json_lines(*items: Mapping[str, Any]) -> bytes:
    return b"".join(msgspec.json.encode(item) + b"\n" for item in items)


def counts(stands: Mapping[str, Any]) -> dict[str, int]:
    names = ("good", "stored", "duplicate", "unchanged", "refused", "empty")
    return {name: stands[name] for name in names if stands[name]}
