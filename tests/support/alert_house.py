"""A clinic whose people answer alerts: what happens there by the organisation's clock, and whom the letters went to."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from tests.support.doors import Doors, event
from tests.support.effect_hands import done_now
from tests.support.readings import read
from workers.channels.letter import Channel, Letter
from workers.delivery import Delivery
from workers.reactor import Alerting

HURTS = {"reason": "hurts"}
NINE_TO_FIVE = [{"weekday": weekday, "opens": "09:00", "closes": "17:00"} for weekday in (1, 2, 3, 4, 5)]


class Outbox:
    """A channel that keeps what it is given."""

    dedupes = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.letters: list[Letter] = []

    async def send(self, letter: Letter) -> None:
        self.letters.append(letter)


class House:
    """A clinic of a therapist, a second one, a lead and an owner, in Berlin; open from nine to five."""

    def __init__(self, doors: Doors, pool: Pool, clock: SetClock) -> None:
        self.doors, self.pool, self.clock = doors, pool, clock
        self.clinic_id, self.owner_id, self.therapist_id = (
            doors.org.clinic_ids[0],
            doors.org.owner_id,
            doors.org.therapist_ids[0],
        )
        self.second_id = self.lead_id = UUID(int=0)
        self.outboxes = {name: Outbox(name) for name in ("email", "sms", "push")}
        channels: dict[str, Channel] = dict(self.outboxes)
        self.delivery = Delivery(doors.context, pool, channels)

    @classmethod
    async def open(cls, doors: Doors, pool: Pool, clock: SetClock) -> "House":
        house = cls(doors, pool, clock)
        house.second_id, house.lead_id = [await house.invite() for _ in range(2)]
        await house.does("set-opening-hours", weekly=NINE_TO_FIVE, clinic_id=house.clinic_id)
        await house.does("name-clinic-lead", clinic_id=house.clinic_id, staff_id=house.lead_id)
        return house

    async def invite(self) -> UUID:
        body = await self.does("invite-staff", role="therapist", clinics=[str(self.clinic_id)])
        return UUID(body["id"])

    async def does(self, command: str, **fields: Any) -> dict[str, Any]:
        """A command of the owner's."""
        body = {name: str(value) if isinstance(value, UUID | date) else value for name, value in fields.items()}
        return receipt(await self.doors.owner.post(f"/v1/commands/{command}", json=body))

    async def enrol(self) -> UUID:
        body = await self.does(
            "enrol-patient", clinic_id=self.clinic_id, zone="Europe/Berlin", therapist_id=self.therapist_id
        )
        return UUID(body["id"])

    async def runs(self) -> None:
        """Everything that can be done at this moment is done."""
        context, org_id = self.doors.context, self.doors.org.organisation_id
        while True:
            while await run_once(self.pool, [Alerting(context)]):
                pass
            if not await done_now(self.pool, org_id, self.clock.instant, self.delivery):
                break
        while await run_once(self.pool):
            pass

    async def later(self, text: str) -> None:
        """The clocks in Berlin show this, in March before they are changed; and everything due is done."""
        self.clock.instant = datetime.fromisoformat(f"{text}+01:00").astimezone(UTC)
        await self.runs()

    def written_to(self, way: str = "email") -> list[UUID | None]:
        return [letter.to.person_id for letter in self.outboxes[way].letters]

    async def hurt(self) -> str:
        """A patient says that it hurts: an alert is high, and its owner has been told. Answers its address."""
        await self.doors.send(event("barrier.reported", await self.enrol(), HURTS))
        await self.runs()
        (alert,) = (await read(self.doors.owner, "/v1/alerts"))["alerts"]
        return f"/v1/alerts/{alert['alert_id']}"

    async def alert(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.doors.owner.get(path)).json()["alert"]
        return found

    async def history(self, path: str) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = (await self.doors.owner.get(f"{path}/history")).json()["events"]
        return events


def receipt(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
