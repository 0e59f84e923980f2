"""A house with doors, a receiver outside, and hands that do the engine's work for webhooks step by step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from eventstore.walls import Pool, reading
from projections.runner import run_once
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.http.heading import report_id
from tests.support.database import Database, copied
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.effect_hands import leased
from tests.support.receiver import URL, Receiver, receiving
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.effects import End
from workers.webhook_reader import WebhookNews

NEXT = "SELECT min(due_at) FROM log.effect WHERE org_id = $1 AND state = 'pending' AND kind LIKE 'webhook.%'"


class WebhookHouse:
    def __init__(self, doors: Doors, clock: SetClock, pool: Pool, receiver: Receiver) -> None:
        self.doors, self.clock, self.pool, self.receiver = doors, clock, pool, receiver
        self.org_id = doors.org.organisation_id
        self.delivery = Delivery(doors.context, pool)

    async def register(self, by: str = "owner", **body: Any) -> dict[str, Any]:
        answer = await getattr(self.doors, by).post("/v1/webhooks", json={"url": URL, **body})
        assert answer.status_code == 200, answer.text
        await self.reads()
        made: dict[str, Any] = answer.json()
        return made

    async def happens(self, clinic: int = 0, times: int = 1) -> list[str]:
        """A partner reports what a new patient of a clinic did; the ids of the events."""
        patient_id = await self.doors.enrol(clinic)
        found = await self.doors.send(*(event("session.logged", patient_id, {}) for _ in range(times)))
        assert {one["status"] for one in found} == {"stored"}
        return [str(report_id(self.org_id, SOURCE, one["id"])) for one in found]

    async def begins_anew(self) -> None:
        """Without any webhook, and with a receiver that has heard nothing."""
        await self.reads()
        for line in (await self.doors.owner.get("/v1/webhooks")).json()["webhooks"]:
            await self.doors.owner.delete(f"/v1/webhooks/{line['id']}")
        await self.works_off()
        self.clock.instant += timedelta(minutes=1)
        self.receiver.forget()

    async def reads(self) -> None:
        while await run_once(self.pool, [WebhookNews(self.doors.context)]):
            pass

    async def works(self) -> list[End]:
        """Reads, and does once what is due now."""
        await self.reads()
        due = await leased(self.pool, self.org_id, self.clock.instant)
        return list((await self.delivery.deliver(self.org_id, [one.effect_id for one in due])).values())

    async def works_off(self) -> None:
        """Until nothing is due now."""
        while await self.works():
            pass

    async def passes(self, time: timedelta) -> None:
        """Time, on the organisation's clock: whatever falls due within it is done at its instant."""
        until = self.clock.instant + time
        await self.works_off()
        while (due := await self.next_due()) is not None and due <= until:
            self.clock.instant = max(due, self.clock.instant)
            await self.works_off()
        self.clock.instant = until

    async def next_due(self) -> Any:
        async with reading(self.pool, self.org_id) as db:
            return await db.fetchval(NEXT, self.org_id)

    async def log_of(self, webhook_id: str, **query: Any) -> list[dict[str, Any]]:
        answer = await self.doors.owner.get(f"/v1/webhooks/{webhook_id}/deliveries", params={"limit": 200, **query})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["deliveries"]
        return found

    async def one(self, webhook_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.doors.owner.get(f"/v1/webhooks/{webhook_id}")).json()
        return found


@asynccontextmanager
async def webhook_house(template: Database) -> AsyncIterator[WebhookHouse]:
    clock = SetClock(NOON)
    async with (
        receiving() as receiver,
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_engine_pool(database.settings) as pool,
        open_doors(context) as doors,
    ):
        context.egress = receiver.there.egress()
        yield WebhookHouse(doors, clock, pool, receiver)
