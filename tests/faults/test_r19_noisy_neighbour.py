"""R19: an organisation that sends ten times what it may, all at once, is refused the rest; nobody beside it notices.

Open loop: nobody waits for an answer before the next is sent. What is compared are counts, never times.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.clock import SetClock
from services.context import Context, open_context
from services.http.cloud_events import ONE
from services.quotas.settings import Quotas
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.times import NOON

QUOTA = 60
BURST = 10 * QUOTA
QUIET = 12  # requests of each of the others: a fifth of the quota
OTHERS = 5
QUOTAS = Quotas(requests=QUOTA, organisation_requests=QUOTA, processes=1)


class RealTime:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
async def real_time() -> RealTime:
    return RealTime()


@pytest.fixture(scope="module")
async def context(template: Database, real_time: RealTime) -> AsyncIterator[Context]:
    async with copied(template) as database:
        settings = replace(database.settings, quotas=QUOTAS)
        async with open_context(settings, clock=SetClock(NOON), real_now=real_time) as opened:
            yield opened


class Sender:
    """An organisation's partner, and a patient of its own."""

    def __init__(self, doors: Doors, patient_id: UUID) -> None:
        self.doors = doors
        self.patient_id = patient_id

    async def send(self, number: int) -> Counter[int]:
        """What so many sessions, sent at once, were answered."""
        answers = await asyncio.gather(*(self._one() for _ in range(number)))
        return Counter(answers)

    async def _one(self) -> int:
        body = event("session.logged", self.patient_id, {})
        return (await self.doors.partner.post("/v1/events", json=body, headers={"content-type": ONE})).status_code

    async def stored(self) -> int:
        """Events of the organisation."""
        head = await self.doors.context.store.head(self.doors.org.organisation_id)
        return 0 if head is None else head.pos


async def test_a_burst_costs_its_sender_alone(context: Context, real_time: RealTime) -> None:
    async with (
        open_doors(context) as noisy_doors,
        open_doors(context) as one,
        open_doors(context) as two,
        open_doors(context) as three,
        open_doors(context) as four,
        open_doors(context) as five,
    ):
        noisy = Sender(noisy_doors, await noisy_doors.enrol())
        others = [Sender(doors, await doors.enrol()) for doors in (one, two, three, four, five)]
        real_time.now += timedelta(minutes=1)
        before = [await sender.stored() for sender in (noisy, *others)]
        burst, *quiet = await asyncio.gather(noisy.send(BURST), *(other.send(QUIET) for other in others))
        after = [await sender.stored() for sender in (noisy, *others)]
        assert (burst[200], burst[429] + burst[503]) == (QUOTA, BURST - QUOTA)  # 503: not even counted, all was busy
        assert quiet == [{200: QUIET}] * OTHERS
        assert [now - then for now, then in zip(after, before, strict=True)] == [QUOTA] + [QUIET] * OTHERS
        real_time.now += timedelta(minutes=1)
        recovered = await asyncio.gather(noisy.send(QUIET), *(other.send(QUIET) for other in others))
        assert recovered == [{200: QUIET}] * (OTHERS + 1)
