"""From "it hurts" to a changed program: which decision answers a report, and how long it took over many."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.course.changes import (
    ProgramChange,
    ProgramSoFar,
    Touched,
    What,
    program_after,
    touched_by,
    touched_by_discharge,
)
from domain.course.eased import Work, eased_between
from domain.course.hurts import Hurt, Loop, answer_to, loop_of
from domain.patient.events import PatientDischarged
from domain.program.events import (
    CompletionReason,
    PauseReason,
    ProgramEvent,
    ProgramPaused,
    ProgramResumed,
    RestAdvised,
)
from domain.values import (
    AsNeeded,
    Cue,
    CueKind,
    Deficit,
    Dose,
    Fixed,
    Interval,
    Prescription,
    Schedule,
    Side,
    Weekly,
)
from tests.support.examples import BRIDGE, NOON, OWN_EXERCISE_ID, PATIENT_ID, TODAY, TOMORROW, named, prescription
from tests.support.program_examples import (
    DISCHARGED_FRIDAY,
    FRIDAY,
    LAST_WEEK,
    NEXT_WEEK,
    OTHER_PROGRAM_ID,
    PROGRAM_ID,
    assigned,
    completed,
    revised,
)

LEFT = prescription("left", side=Side.LEFT)
RIGHT = prescription("right", side=Side.RIGHT)
PULLS = prescription("pulls", exercise_id=OWN_EXERCISE_ID)
LIGHTER = prescription("left", side=Side.LEFT, dose=Dose(sets=1, reps=10))
HEAVIER = prescription("left", side=Side.LEFT, dose=Dose(sets=5, reps=20))
WEEKLY = prescription("left, weekly", side=Side.LEFT, schedule=Weekly(times_a_week=3))
OF_LEFT, OF_RIGHT, OF_PULLS = Work(BRIDGE, Side.LEFT), Work(BRIDGE, Side.RIGHT), Work(OWN_EXERCISE_ID, Side.NONE)


def rested(*prescription_ids: UUID) -> RestAdvised:
    return RestAdvised(
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        prescriptions=prescription_ids,
        first_day=TOMORROW,
        last_day=FRIDAY,
    )


PAUSED = ProgramPaused(patient_id=PATIENT_ID, program_id=PROGRAM_ID, first_day=TOMORROW, reason=PauseReason.PAIN)
RESUMED = ProgramResumed(patient_id=PATIENT_ID, program_id=PROGRAM_ID, first_day=FRIDAY)
GIVEN = assigned(LEFT, RIGHT, PULLS)


def of(dose: Dose = Dose(sets=2, reps=10), schedule: Schedule = Fixed()) -> Prescription:  # noqa: B008 (frozen)
    return prescription(dose=dose, schedule=schedule)


HELD = Dose(sets=2, hold_seconds=30)
LOADED = Dose(sets=2, reps=10, load_grams=2000)
TWICE = Fixed(times_a_day=2)
RED_LIGHTS = Cue(cue=CueKind.RED_LIGHT, times_a_day=1)
AT_THE_DESK = Interval(every_minutes=30, start="09:00", end="10:00")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (of(), of()),
        (of(), replace(of(), deficit=Deficit.CONTROL)),
        (of(), of(Dose(sets=5, reps=20))),
        (of(), of(Dose(sets=2, reps=11))),
        (of(), of(LOADED)),
        (of(HELD), of(Dose(sets=2, hold_seconds=31))),
        (of(), of(schedule=TWICE)),
        (of(), of(schedule=AT_THE_DESK)),
        (of(schedule=Weekly(times_a_week=3)), of(schedule=RED_LIGHTS)),
        (of(schedule=AsNeeded()), of(schedule=Weekly(times_a_week=1))),
    ],
)
def test_the_same_or_plainly_more_of_an_exercise_eases_nothing(before: Prescription, after: Prescription) -> None:
    assert eased_between([before], [after]) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (of(), of(Dose(sets=1, reps=10))),
        (of(), of(Dose(sets=5, reps=9))),
        (of(), of(Dose(sets=3, reps=10), Weekly(times_a_week=6))),
        (of(), of(HELD)),
        (of(), of(Dose(sets=2, reps=10, tempo="3-0-3"))),
        (of(LOADED), of()),
        (of(HELD), of(Dose(sets=2, hold_seconds=29))),
        (of(schedule=TWICE), of()),
        (of(schedule=AT_THE_DESK), of(schedule=RED_LIGHTS)),
        (of(), of(schedule=RED_LIGHTS)),
        (of(), of(schedule=AsNeeded())),
        (of(), replace(of(), side=Side.LEFT)),
    ],
)
def test_another_dose_or_schedule_that_is_not_plainly_more_eases(before: Prescription, after: Prescription) -> None:
    assert eased_between([before], [after]) == (Work(BRIDGE, Side.NONE),)


def changes(*decisions: ProgramEvent | PatientDischarged) -> list[ProgramChange]:
    """As recorded one after the other, an hour apart, from the second place in the log on."""
    programs: dict[UUID, ProgramSoFar] = {}
    found = []
    for place, event in enumerate(decisions, start=2):
        if isinstance(event, PatientDischarged):
            touched = touched_by_discharge(event, programs.values())
            found.append(ProgramChange(named(str(place)), place, NOON + timedelta(hours=place), None, *touched))
            continue
        before = programs.get(event.program_id)
        found.append(
            ProgramChange(
                named(str(place)),
                place,
                NOON + timedelta(hours=place),
                event.program_id,
                *touched_by(event, before),
            )
        )
        after = program_after(event, before)
        if after is not None:
            programs[event.program_id] = after
    return found


@pytest.mark.parametrize(
    ("decision", "touched"),
    [
        (assigned(LEFT, program_id=OTHER_PROGRAM_ID), Touched(What.ASSIGNED, LAST_WEEK, None)),
        (revised(2, LIGHTER, RIGHT, PULLS), Touched(What.REVISED, TOMORROW, None, (OF_LEFT,))),
        (revised(2, WEEKLY, RIGHT, PULLS), Touched(What.REVISED, TOMORROW, None, (OF_LEFT,))),
        (revised(2, PULLS), Touched(What.REVISED, TOMORROW, None, (OF_LEFT, OF_RIGHT))),
        (revised(2, LEFT, RIGHT, PULLS, prescription("four", side=Side.BOTH)), Touched(What.REVISED, TOMORROW, None)),
        (completed(date.max), Touched(What.COMPLETED, date.max, None, (OF_LEFT, OF_RIGHT, OF_PULLS))),
        (PAUSED, Touched(What.PAUSED, TOMORROW, None, (OF_LEFT, OF_RIGHT, OF_PULLS))),
        (RESUMED, Touched(What.RESUMED, FRIDAY, None)),
        (rested(named("right")), Touched(What.REST_ADVISED, TOMORROW, FRIDAY, (OF_RIGHT,))),
        (rested(), Touched(What.REST_ADVISED, TOMORROW, FRIDAY, (OF_LEFT, OF_RIGHT, OF_PULLS))),
        (completed(TODAY), Touched(What.COMPLETED, TOMORROW, None, (OF_LEFT, OF_RIGHT, OF_PULLS))),
        (
            completed(TODAY, reason=CompletionReason.REPLACED),
            Touched(What.REPLACED, TOMORROW, None, (OF_LEFT, OF_RIGHT, OF_PULLS)),
        ),
        (
            completed(TODAY, reason=CompletionReason.STOPPED),
            Touched(What.STOPPED, TOMORROW, None, (OF_LEFT, OF_RIGHT, OF_PULLS)),
        ),
    ],
)
def test_what_a_decision_eases(decision: ProgramEvent, touched: Touched) -> None:
    before = None if decision.program_id == OTHER_PROGRAM_ID else program_after(GIVEN, None)
    assert touched_by(decision, before) == touched


def test_a_revision_is_compared_with_the_version_decided_before_it() -> None:
    told = changes(GIVEN, revised(2, PULLS, effective=NEXT_WEEK), revised(3, PULLS, LEFT), PAUSED)
    assert [change.eased for change in told] == [(), (OF_LEFT, OF_RIGHT), (), (OF_PULLS, OF_LEFT)]


def test_a_prescription_of_an_earlier_version_is_rested_by_its_name() -> None:
    told = changes(GIVEN, revised(2, PULLS, effective=NEXT_WEEK), rested(named("left")))
    assert told[-1].eased == (OF_LEFT,)


def test_a_discharge_ends_what_would_go_on_past_its_last_day() -> None:
    other = assigned(LEFT, program_id=OTHER_PROGRAM_ID, last_day=NEXT_WEEK)
    over = assigned(PULLS, program_id=named("over"), last_day=FRIDAY)
    gone = replace(DISCHARGED_FRIDAY, last_day=TODAY)
    told = changes(assigned(RIGHT), other, over, revised(2, RIGHT, PULLS), DISCHARGED_FRIDAY, completed(TODAY), gone)
    discharges = [change for change in told if change.what is What.DISCHARGED]
    assert [(change.program_id, change.first_day, change.last_day, change.eased) for change in discharges] == [
        (None, FRIDAY + timedelta(days=1), None, (OF_RIGHT, OF_PULLS, OF_LEFT)),
        (None, TOMORROW, None, (OF_LEFT, OF_PULLS)),
    ]


def answered_by(hurt: Hurt, *decisions: ProgramEvent | PatientDischarged) -> int | None:
    """Which of the decisions behind the assignment answers it, from 0; it was told right after the assignment."""
    told = changes(GIVEN, *decisions)
    found = answer_to(hurt, reversed(told))
    return None if found is None else told.index(found) - 1


LEFT_HURTS = Hurt(2, NOON, BRIDGE, Side.LEFT)


@pytest.mark.parametrize(
    ("hurt", "decisions", "answer"),
    [
        (LEFT_HURTS, [], None),
        (LEFT_HURTS, [RESUMED], None),
        (LEFT_HURTS, [revised(2, LIGHTER, RIGHT, PULLS)], 0),
        (LEFT_HURTS, [revised(2, HEAVIER, RIGHT, PULLS), revised(3, LEFT, RIGHT, PULLS)], 1),
        (LEFT_HURTS, [RESUMED, DISCHARGED_FRIDAY], 1),
        (LEFT_HURTS, [completed(FRIDAY), DISCHARGED_FRIDAY], 0),
        (Hurt(3, NOON, BRIDGE, Side.LEFT), [completed(FRIDAY), DISCHARGED_FRIDAY], None),
        (Hurt(2, NOON), [DISCHARGED_FRIDAY], 0),
        (LEFT_HURTS, [revised(2, LEFT, PULLS)], None),
        (LEFT_HURTS, [revised(2, LEFT, PULLS), rested(named("right")), PAUSED, completed(TODAY)], 2),
        (LEFT_HURTS, [completed(TODAY)], 0),
        (Hurt(2, NOON, BRIDGE), [rested(named("pulls")), rested(named("right"))], 1),
        (Hurt(2, NOON, BRIDGE, Side.BOTH), [rested(named("right"))], 0),
        (Hurt(2, NOON, OWN_EXERCISE_ID, Side.LEFT), [rested(named("right")), rested(named("pulls"))], 1),
        (Hurt(2, NOON), [RESUMED, rested(named("pulls"))], 1),
        (Hurt(2, NOON), [revised(2, LEFT, RIGHT, PULLS, prescription("four", side=Side.BOTH))], None),
        (Hurt(2, NOON, named("not prescribed")), [PAUSED, completed(TODAY)], None),
        (Hurt(3, NOON, BRIDGE, Side.LEFT), [PAUSED], None),
        (Hurt(3, NOON, BRIDGE, Side.LEFT), [PAUSED, completed(TODAY)], 1),
    ],
)
def test_the_first_decision_behind_it_that_eases_what_hurts_answers_it(
    hurt: Hurt, decisions: Sequence[ProgramEvent | PatientDischarged], answer: int | None
) -> None:
    assert answered_by(hurt, *decisions) == answer


@pytest.mark.parametrize(
    ("seconds", "loop"),
    [
        ([], Loop(0, 0, None, None)),
        ([None, 60, 60, 60, 60], Loop(5, 4, None, None)),
        ([5, 1, 4, 2, 3], Loop(5, 5, Fraction(3), 5)),
        ([10, 5, None, 1, 4, None, 2, 3], Loop(8, 6, Fraction(7, 2), 10)),
        (list(range(1, 11)), Loop(10, 10, Fraction(11, 2), 9)),
        (list(range(1, 12)), Loop(11, 11, Fraction(6), 10)),
    ],
)
def test_five_answers_are_enough_for_a_median(seconds: list[int | None], loop: Loop) -> None:
    assert loop_of(seconds) == loop
