"""Hundreds of any patients, and organisations to which they are told in whatever way."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
from hypothesis import Phase, given, settings
from msgspec.structs import replace

from eventstore.walls import Pool, walled
from projections.adherence.projection import ADHERENCE
from projections.base import Projection
from projections.caseload.projection import CASELOAD
from projections.runner import run_once
from projections.symptoms.projection import SYMPTOMS
from tests.properties.any_plan import PlanEvent, decided
from tests.properties.any_reports import BEGIN, STRANGER, reported
from tests.properties.examples import examples
from tests.support.feed import Feed, Told
from tests.support.rebuilt import without_ids
from tests.unit.domain.adherence.stories import PATIENT

SLICE = 1000  # events told in one append
MODELS: Sequence[Projection] = (ADHERENCE, SYMPTOMS, CASELOAD)
ENROLMENTS = "rm.caseload_patient"

Rows = dict[UUID, list[tuple[object, ...]]]
"""Rows of read models by the patient they are about."""


class Somebody(NamedTuple):
    """One patient: what is decided, which keeps its order, and what is reported, which may come in any."""

    decided: list[Told]
    reported: list[Told]


def any_patients(n: int) -> list[Somebody]:
    """`n` patients, each with ids of their own. The stranger who meddles with one's reports is the next one."""
    found = list[Somebody]()

    @settings(examples, max_examples=n, phases=[Phase.generate], database=None)
    @given(decided(), reported())
    def meet(events: list[PlanEvent], reports: list[Told]) -> None:
        plan = [Told(UUID(int=100_000 + k), event, BEGIN) for k, event in enumerate(events)]
        found.append(Somebody(*([as_own(one, len(found)) for one in told] for told in (plan, reports))))

    meet()
    return found


def as_own(told: Told, number: int) -> Told:
    """The same of the patient with this number. Ids stay in their order."""
    next_one, own = b"%08x-0000-0000-0000-%012x" % (number + 1, PATIENT.int), b"%08x-0000-0000-" % number
    data = msgspec.json.encode(told.event).replace(str(STRANGER).encode(), next_one)
    event = msgspec.json.decode(data.replace(b"00000000-0000-0000-", own), type=type(told.event))
    return replace(told, event_id=UUID(int=told.event_id.int + (number << 96)), event=event)


class Telling:
    """An organisation to which it is all told, in whatever way, and whose read models follow."""

    def __init__(self, pool: Pool, at_once: int) -> None:
        self._pool = pool
        self._at_once = at_once
        self.feed = Feed(pool, uuid4(), BEGIN)

    async def tell(self, told: Sequence[Told], *, again: bool = False) -> None:
        for start in range(0, len(told), SLICE):
            some = told[start : start + SLICE]
            await (self.feed.tell_again(some) if again else self.feed.tell(some))

    async def fold(self) -> None:
        while await run_once(self._pool, MODELS, among=[self.feed.org_id], at_once=self._at_once):
            pass

    async def fold_again(self) -> None:
        """All of the log once more, as if none of it had been folded."""
        async with self._pool.acquire() as db, db.transaction():
            await walled(db, [self.feed.org_id])
            await db.execute("UPDATE log.checkpoint SET pos = 0")
        await self.fold()

    async def rows(self) -> Rows:
        """Whatever is kept of each patient, but for when they were enrolled: that is history."""
        kept = Rows()
        for model in MODELS:
            for table, rows in (await without_ids(self._pool, model, self.feed.org_id)).items():
                if table != ENROLMENTS:
                    for patient_id, *row in rows:
                        assert isinstance(patient_id, UUID)
                        kept.setdefault(patient_id, []).append((table, *row))
        return kept
