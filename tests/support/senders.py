"""Partners' apps that do not give up: each report is sent again under its id until an answer comes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

import httpx2
from msgspec import Struct

from domain.patient.commands import EnrolPatient
from domain.values import BodyRegion
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from services.http.cloud_events import ONE
from tests.support.acknowledged import Acknowledged
from tests.support.doors import SOURCE, founded
from tests.support.readings import BRIDGE

PATIENCE = 8.0  # seconds for one answer; then the client asks again
BETWEEN_TRIES = 0.05


class Ward(Struct, frozen=True):
    """An organisation with patients, and the keys of its partner and its owner."""

    org_id: UUID
    patients: tuple[UUID, ...]
    partner_key: str
    owner_key: str


async def open_wards(context: Context, organisations: int, patients: int) -> list[Ward]:
    return [await _ward(context, f"Ward {number}", patients) for number in range(organisations)]


async def _ward(context: Context, name: str, patients: int) -> Ward:
    made = await founded(context, name)
    org_id = made.organisation_id
    ids = tuple(uuid5(org_id, f"patient {number}") for number in range(patients))
    calls = [
        Call(
            actor=system(org_id, "test"),
            command=EnrolPatient(
                command_id=uuid5(patient_id, "enrolled"),
                at=context.clock.now(org_id),
                patient_id=patient_id,
                clinic_id=made.clinic_ids[0],
                zone="Europe/Berlin",
                therapist_id=made.therapist_ids[0],
            ),
        )
        for patient_id in ids
    ]
    assert {answer.verdict for answer in await execute_all(context, calls)} == {Verdict.STORED}
    return Ward(org_id, ids, made.partner_key, made.owner_key)


class Senders:
    """Many apps over one address. What they do follows from the seed; when they do it, from the machine."""

    def __init__(
        self,
        url: str,
        wards: Sequence[Ward],
        seed: int,
        patience: float = PATIENCE,
        *,
        tries: int | None = None,
        pause: float = 0.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`tries`: how often each is sent at most; then it is odd. `pause`: seconds between two reports of an app."""
        self.acknowledged = Acknowledged(SOURCE)
        self.odd: list[str] = []
        """Answers that are neither an acknowledgement nor a request to try again later."""
        self._url = url
        self._wards = wards
        self._seed = seed
        self._patience = patience
        self._tries = tries
        self._pause = pause
        self._now = now
        self.again = 0
        """How many were sent more than once."""

    async def send(self, apps: int, each: int | None = None, stop: asyncio.Event | None = None) -> None:
        """`each` reports of every app, or reports until `stop`. Returns when all are acknowledged, or one was odd."""
        limits = httpx2.Limits(max_connections=apps, max_keepalive_connections=apps)
        async with httpx2.AsyncClient(timeout=self._patience, limits=limits, trust_env=False) as client:
            await asyncio.gather(*(self._app(client, app, each, stop) for app in range(apps)))
        assert not self.odd, self.odd[:5]

    async def _app(self, client: httpx2.AsyncClient, app: int, each: int | None, stop: asyncio.Event | None) -> None:
        random, ward = Random(f"{self._seed} {app}"), self._wards[app % len(self._wards)]
        number, earlier = 0, list[tuple[str, UUID]]()
        while number != each and not (stop and stop.is_set()) and not self.odd:
            event = report(random, f"{self._seed}-{app}-{number}", random.choice(ward.patients), earlier, self._now())
            await self._until_told(client, ward, event)
            number += 1
            if self._pause:
                await asyncio.sleep(self._pause)

    async def _until_told(self, client: httpx2.AsyncClient, ward: Ward, event: Mapping[str, Any]) -> None:
        place = self.acknowledged.send(ward.org_id, event)
        headers = {"authorization": f"Bearer {ward.partner_key}", "content-type": ONE}
        tries, why = 0, ""
        while not self.odd:
            if tries == self._tries:
                self.odd.append(f"{event['id']} was sent {tries} times: {why}")
                return
            tries += 1
            self.again += tries == 2
            try:
                answer = await client.post(f"{self._url}/v1/events", json=event, headers=headers)
            except httpx2.TransportError as error:
                why = repr(error)
                await asyncio.sleep(BETWEEN_TRIES)
                continue
            if answer.status_code == 200:
                self.acknowledged.hear(place, answer.json()["position"])
                return
            if answer.status_code == 503 and "retry-after" in answer.headers:
                why = answer.text
                await asyncio.sleep(BETWEEN_TRIES)
                continue
            self.odd.append(f"{answer.status_code} {answer.text}")


def report(
    random: Random, name: str, patient_id: UUID, earlier: list[tuple[str, UUID]], now: datetime
) -> dict[str, Any]:
    """Something a patient may say, under this id; `earlier` are the sessions said before and whose, and grows."""
    match random.randrange(10):
        case 0 | 1 | 2 | 3:
            earlier.append((name, patient_id))
            entry = {"exercise_id": BRIDGE["exercise_id"], "sets": 3, "reps": random.randrange(20, 40)}
            kind, data = "session.logged", {"entries": [entry], "effort": random.randrange(11)}
        case 4 | 5 if earlier:
            session, patient_id = random.choice(earlier)
            kind, data = "session.corrected", {"report": session, "effort": random.randrange(11)}
        case 6:
            kind, data = "barrier.reported", {"reason": "no_time"}
        case _:
            region = random.choice([BodyRegion.KNEE, BodyRegion.HIP, BodyRegion.SHOULDER])
            kind, data = "symptom.reported", {"region": region.value, "level": random.randrange(11)}
    occurred = now - timedelta(minutes=random.randrange(10, 5000))
    return {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": f"org.carryover.{kind}",
        "subject": str(patient_id),
        "time": occurred.isoformat(),
        "data": data,
    }
