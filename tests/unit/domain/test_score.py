"""A score is kept once, within its questionnaire's range; and its change is told against the first and the last."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from domain.score.change import Change, Scored, Taken, change, with_changes
from domain.score.decider import SCORE, RecordScore
from domain.score.events import ScoreRecorded
from domain.score.instruments import INSTRUMENTS, InstrumentName, can_be
from domain.values import Provenance
from tests.support.examples import CLINIC_ID, ENROLLED, NOON, PATIENT_ID, named
from tests.support.spec import given

SCORE_ID = named("a score")
MORNING = datetime(2026, 6, 9, 6, 0, tzinfo=UTC)
PSFS, LEFS, NDI, ODI, EARS = InstrumentName


def record(instrument: InstrumentName = PSFS, value: int = 47, sent_at: datetime | None = None) -> RecordScore:
    return RecordScore(
        command_id=SCORE_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        occurred_at=MORNING,
        sent_at=sent_at,
        instrument=instrument,
        value=value,
    )


def recorded(clock_shift: int = 0) -> ScoreRecorded:
    return ScoreRecorded(
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        instrument=PSFS,
        value=47,
        provenance=Provenance.PATIENT,
        clock_shift=clock_shift,
    )


def test_a_score_is_recorded_once() -> None:
    given(SCORE).seeing({PATIENT_ID: [ENROLLED]}).when(record()).then([recorded()])
    given(SCORE, [recorded()]).seeing({PATIENT_ID: [ENROLLED]}).when(record()).then_nothing()


def test_a_wrong_clock_is_shifted() -> None:
    late = record(sent_at=NOON - timedelta(hours=1))
    given(SCORE).seeing({PATIENT_ID: [ENROLLED]}).when(late).then([recorded(clock_shift=3600)])


def test_the_patient_must_be_known() -> None:
    given(SCORE).when(record()).then_rejected("unknown_patient")


def test_a_score_beyond_its_questionnaire_is_refused() -> None:
    given(SCORE).seeing({PATIENT_ID: [ENROLLED]}).when(record(PSFS, 101)).then_rejected("impossible_score")


def test_a_score_is_a_stream_of_its_own() -> None:
    assert SCORE.stream(record()) == SCORE_ID


@pytest.mark.parametrize(
    ("instrument", "highest", "between"), [(PSFS, 10, True), (LEFS, 80, False), (NDI, 50, False), (ODI, 100, True)]
)
def test_a_score_lies_in_the_range_of_its_questionnaire(
    instrument: InstrumentName, highest: int, between: bool
) -> None:
    asked = [0, 10 * highest, 10 * highest + 1, 10 * highest + 10, 47]
    assert [can_be(instrument, value) for value in asked] == [True, True, False, False, between]


def test_every_questionnaire_is_known() -> None:
    assert INSTRUMENTS.keys() == set(InstrumentName)


def taken(day: int, value: int, instrument: InstrumentName = PSFS) -> Taken:
    return Taken(MORNING + timedelta(days=day), named(f"{instrument} on day {day}"), instrument, value)


@pytest.mark.parametrize(
    ("instrument", "earlier", "later", "better", "matters"),
    [
        (PSFS, 40, 63, True, True),
        (PSFS, 40, 62, True, False),
        (PSFS, 63, 40, False, True),
        (PSFS, 40, 40, None, False),
        (LEFS, 400, 490, True, True),
        (LEFS, 400, 480, True, False),
        (NDI, 300, 230, True, True),
        (NDI, 300, 360, False, False),
        (ODI, 500, 380, True, True),
        (ODI, 500, 381, True, False),
        (EARS, 100, 240, True, None),
    ],
)
def test_a_change_matters_from_the_smallest_one_known_on(
    instrument: InstrumentName, earlier: int, later: int, better: bool | None, matters: bool | None
) -> None:
    first, second = taken(0, earlier, instrument), taken(7, later, instrument)
    assert change(first, second) == Change(first.score_id, later - earlier, better, matters)


@every(st.permutations([taken(0, 30), taken(7, 20), taken(14, 53), taken(3, 200, LEFS)]))
def test_each_score_stands_beside_the_first_and_the_one_before_in_any_order(told: list[Taken]) -> None:
    first, second, third, other = taken(0, 30), taken(7, 20), taken(14, 53), taken(3, 200, LEFS)
    worse = Change(first.score_id, -10, better=False, matters=False)
    assert list(with_changes(told)) == [
        Scored(first, None, None),
        Scored(other, None, None),
        Scored(second, worse, worse),
        Scored(third, Change(first.score_id, 23, True, True), Change(second.score_id, 33, True, True)),
    ]
