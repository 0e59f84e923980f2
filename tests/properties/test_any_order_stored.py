"""Rule 9 through the log and the read models: whatever way reports come in, the same rows stand in the end.

Hundreds of any patients are told to four organisations: day by day, as it happened; all at once after two weeks
offline, out of order and twice; backwards, every correction before what it corrects and before any program; and as it
comes, decisions among reports.
"""

from collections.abc import Sequence
from random import Random

import pytest

from eventstore.walls import Pool
from tests.properties.any_reports import LASTS
from tests.properties.many_patients import Rows, Somebody, Telling, any_patients
from tests.support.examples_count import EXAMPLES
from tests.support.feed import Told

PATIENTS = 200
"""Of one organisation, folded together."""


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
    """Every retraction and correction before its report, the programs at the very end, and all of it folded twice."""
    telling = Telling(pool, at_once=700)
    await telling.tell(all_reported(patients)[::-1])
    await telling.fold()
    await telling.tell([one for somebody in patients for one in somebody.decided])
    await telling.fold()
    await telling.fold_again()
    return await telling.rows()


async def as_it_comes(pool: Pool, patients: Sequence[Somebody]) -> Rows:
    """What is decided, in its order, strewn among reports in none; the read models always at the heels of the log."""
    telling, chance, placed = Telling(pool, at_once=100), Random(len(patients)), list[tuple[float, Told]]()
    for somebody in patients:
        placed += zip(sorted(chance.random() for _ in somebody.decided), somebody.decided, strict=True)
        placed += ((chance.random(), one) for one in somebody.reported)
    told = [one for _, one in sorted(placed, key=lambda each: each[0])]
    for start in range(0, len(told), 400):
        await telling.tell(told[start : start + 400])
        await telling.fold()
    return await telling.rows()


def all_reported(patients: Sequence[Somebody]) -> list[Told]:
    return [one for somebody in patients for one in somebody.reported]


@pytest.mark.timeout(60 + EXAMPLES)
async def test_day_by_day_all_at_once_backwards_and_as_it_comes_end_in_the_same_rows(engine_pool: Pool) -> None:
    for _ in range(0, EXAMPLES, PATIENTS):
        patients = any_patients(min(EXAMPLES, PATIENTS))
        expected = await day_by_day(engine_pool, patients)
        assert len(expected) >= len(patients)
        for another_way in (all_at_once, backwards, as_it_comes):
            rows = await another_way(engine_pool, patients)
            differing = [somebody for somebody in patients if _of(somebody, rows) != _of(somebody, expected)]
            assert not differing, f"{another_way.__name__}:\n{_told(differing[0])}"
            assert rows == expected


def _of(somebody: Somebody, rows: Rows) -> Sequence[tuple[object, ...]]:
    return rows.get(somebody.decided[0].event.patient_id, ())  # type: ignore[attr-defined]


def _told(somebody: Somebody) -> str:
    """The story of the patient whose rows differ, so that it can be told again by itself."""
    return "\n".join(map(repr, (*somebody.decided, *somebody.reported)))
