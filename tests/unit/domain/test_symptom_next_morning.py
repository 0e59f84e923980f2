"""The next-morning answer: which session it belongs to, and whether what was felt has settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from domain.adherence.facts import SessionFact
from domain.symptom.next_morning import Mornings, NextMorning
from domain.symptom.record import Symptom
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from domain.zones import FIRST_INSTANT, ZoneChange, ZoneHistory
from tests.support.felt import felt, on

BERLIN = (ZoneChange(FIRST_INSTANT, "Europe/Berlin"),)
BEFORE = felt(1, 30, on(8, 15))


def session(
    number: int, at: datetime, provenance: Provenance = Provenance.PATIENT, in_clinic: bool = False
) -> SessionFact:
    return SessionFact(UUID(int=number), at, (), provenance, in_clinic)


EVENING = session(11, on(8, 16))
EARLY = on(9, 6)


def morning(level: int = 40, at: datetime = EARLY, **other: Any) -> Symptom:
    return felt(99, level, at, timing=Timing.NEXT_MORNING, **other)


def answered(
    symptom: Symptom,
    sessions: Sequence[SessionFact] = (EVENING,),
    history: Sequence[Symptom] = (BEFORE,),
    zones: ZoneHistory = BERLIN,
) -> NextMorning:
    return Mornings(history, sessions, zones).bind(symptom)


def test_a_morning_is_compared_with_the_level_before_the_session_of_the_day_before() -> None:
    found = answered(morning())
    assert found == NextMorning(UUID(int=99), 40, EVENING.session_id, BEFORE, None)
    assert (found.over, found.settled) == (10, True)


@pytest.mark.parametrize(("level", "settled"), [(0, True), (49, True), (50, False), (100, False)])
def test_what_is_two_points_or_more_over_the_level_before_has_not_settled(level: int, settled: bool) -> None:
    assert answered(morning(level)).settled is settled


def test_of_several_sessions_of_the_day_before_it_belongs_to_the_last_one() -> None:
    noon, late = session(12, on(8, 10)), session(10, on(8, 21.5))
    assert answered(morning(), [late, noon, EVENING]).session_id == late.session_id
    after_midnight = session(13, on(8, 22.5))  # on the morning's own local date
    assert answered(morning(), [EVENING, after_midnight]).session_id == EVENING.session_id


def test_a_session_in_the_clinic_is_answered_and_one_that_was_inferred_is_not() -> None:
    assert answered(morning(), [session(10, on(8, 16), in_clinic=True)]).session_id == UUID(int=10)
    inferred = session(11, on(8, 17), Provenance.INFERRED)
    assert answered(morning(), [inferred]) == NextMorning(UUID(int=99), 40, reason="no_session")


def test_without_a_session_on_the_day_before_there_is_nothing_to_answer() -> None:
    found = answered(morning(), [session(10, on(7, 16)), session(11, on(9, 5))])
    assert found == NextMorning(UUID(int=99), 40, reason="no_session")
    assert (found.over, found.settled) == (None, None)


def test_it_belongs_to_the_session_it_names() -> None:
    named = session(10, on(7, 16))
    before = felt(2, 0, on(7, 15))
    found = answered(morning(session_id=named.session_id), [named, EVENING], [before, BEFORE])
    assert found == NextMorning(UUID(int=99), 40, named.session_id, before, None)
    assert found.settled is False


@pytest.mark.parametrize("at", [on(9, 6.5), on(2, 5.9)], ids=["after it", "more than a week before"])
def test_a_named_session_that_cannot_be_meant_is_unknown(at: datetime) -> None:
    named = session(10, at)
    expected = NextMorning(UUID(int=99), 40, named.session_id, reason="session_unknown")
    assert answered(morning(session_id=named.session_id), [named, EVENING]) == expected
    assert answered(morning(session_id=named.session_id), [EVENING]) == expected


@pytest.mark.parametrize(
    "other",
    [
        felt(2, 30, on(8, 15), kind=SymptomKind.STIFFNESS),
        felt(2, 30, on(8, 15), region=BodyRegion.HIP),
        felt(2, 30, on(8, 15), side=Side.LEFT),
        felt(2, 30, on(8, 15), timing=Timing.DURING),
        felt(2, 30, on(8, 15), timing=Timing.AFTER),
        felt(2, 30, on(8, 16.1)),
        felt(2, 30, on(7, 15.9)),
    ],
    ids=["another kind", "another region", "another side", "during", "after", "later", "more than a day before"],
)
def test_what_is_felt_elsewhere_or_at_another_time_is_no_level_before(other: Symptom) -> None:
    expected = NextMorning(UUID(int=99), 40, EVENING.session_id, None, "no_level_before")
    assert answered(morning(), history=[other]) == expected


def test_the_level_before_is_the_last_one_up_to_the_session() -> None:
    at_the_beginning = felt(3, 20, on(8, 16), timing=Timing.BEFORE)
    a_day_before = felt(4, 50, on(7, 16))
    assert answered(morning(), history=[BEFORE, at_the_beginning, a_day_before]).before == at_the_beginning
    assert answered(morning(), history=[a_day_before]).before == a_day_before


def test_who_loses_a_date_over_the_date_line_is_asked_about_the_one_before_it() -> None:
    flown = (ZoneChange(FIRST_INSTANT, "Pacific/Pago_Pago"), ZoneChange(on(8, 10.5), "Pacific/Kiritimati"))
    of_the_7th = session(10, on(8, 1))
    next_date = morning(at=on(8, 18))  # the 9th there: no 8th happened
    assert answered(next_date, [of_the_7th], zones=flown).session_id == of_the_7th.session_id


def test_a_session_that_came_later_is_not_answered_where_a_date_happened_twice() -> None:
    flown = (ZoneChange(FIRST_INSTANT, "Pacific/Auckland"), ZoneChange(on(8, 20), "Pacific/Honolulu"))
    earlier, later = session(10, on(8, 8)), session(11, on(8, 22))  # the evening of the 8th, and its noon once more
    assert answered(morning(at=on(8, 18)), [earlier, later], zones=flown).session_id == earlier.session_id
