"""Rule 9 through the log and the read models: whatever way reports come in, the same rows stand in the end.

Hundreds of any patients are told to three organisations: day by day, as it happened; all at once after two weeks
offline, out of order and twice; and backwards, every correction before what it corrects and before any program.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import Phase, given, settings
from msgspec.structs import replace

from eventstore.walls import Pool
from projections.adherence.projection import ADHERENCE
from projections.base import Projection
from projections.caseload.projection import CASELOAD
from projections.runner import run_once
from projections.symptoms.projection import SYMPTOMS
from tests.properties.any_plan import PlanEvent, decided
from tests.properties.any_reports import BEGIN, LASTS, STRANGER, reported
from tests.support.examples_count import EXAMPLES
from tests.support.feed import Feed, Told
from tests.support.rebuilt import without_ids
from tests.unit.domain.adherence.stories import PATIENT

PATIENTS = 200  # of one organisation, folded together
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

    @settings(max_examples=n, phases=[Phase.generate], database=None, deadline=None)
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


async def day_by_day(pool: Pool, patients: Sequence[Somebody]) -> Rows:
    """As it happened, the read models a day behind at most."""
    telling = Telling(pool, at_once=300)
    await telling.tell([one for somebody in patients for one in somebody.decided])
    in_time = sorted(all_reported(patients), key=lambda one: one.occurred_at)
    a_day = len(in_time) // LASTS.days + 1
    for start in range(0, len(in_time), a_day):
        await telling.tell(in_time[start : start + a_day])
        await telling.fold()
    return await telling.rows()


async def all_at_once(pool: Pool, patients: Sequence[Somebody]) -> Rows:
    """What two weeks offline have gathered, out of order, and sent again in another order."""
    telling, reports, chance = Telling(pool, at_once=2000), all_reported(patients), Random(len(patients))
    await telling.tell([one for somebody in patients for one in somebody.decided])
    await telling.tell(chance.sample(reports, len(reports)))
    await telling.tell(chance.sample(reports, len(reports)), again=True)
    await telling.fold()
    return await telling.rows()


async def backwards(pool: Pool, patients: Sequence[Somebody]) -> Rows:
    """Every retraction and correction before its report, and the programs at the very end."""
    telling = Telling(pool, at_once=700)
    await telling.tell(all_reported(patients)[::-1])
    await telling.fold()
    await telling.tell([one for somebody in patients for one in somebody.decided])
    await telling.fold()
    return await telling.rows()


def all_reported(patients: Sequence[Somebody]) -> list[Told]:
    return [one for somebody in patients for one in somebody.reported]


@pytest.mark.timeout(60 + EXAMPLES)
async def test_day_by_day_all_at_once_and_backwards_end_in_the_same_rows(engine_pool: Pool) -> None:
    for _ in range(0, EXAMPLES, PATIENTS):
        patients = any_patients(min(EXAMPLES, PATIENTS))
        expected = await day_by_day(engine_pool, patients)
        assert len(expected) >= len(patients)
        for another_way in (all_at_once, backwards):
            rows = await another_way(engine_pool, patients)
            differing = [somebody for somebody in patients if _of(somebody, rows) != _of(somebody, expected)]
            assert not differing, f"{another_way.__name__}:\n{_told(differing[0])}"
            assert rows == expected


def _of(somebody: Somebody, rows: Rows) -> Sequence[tuple[object, ...]]:
    return rows.get(somebody.decided[0].event.patient_id, ())  # type: ignore[attr-defined]


def _told(somebody: Somebody) -> str:
    """The story of the patient whose rows differ, so that it can be told again by itself."""
    return "\n".join(map(repr, (*somebody.decided, *somebody.reported)))
