"""A changed plan leaves the weeks before its first change as they were judged; so they need not be judged again."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.adherence.change import first_change, waits
from domain.adherence.facts import SessionFact
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.patient.events import PatientEvent
from domain.program.events import ProgramEvent
from domain.values import Entry, Fixed, Weekly
from domain.zones import FIRST_INSTANT, local_date
from tests.unit.domain.adherence.stories import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    OTHER_PROGRAM,
    PROGRAM,
    SQUATS,
    STAIRS,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    completed,
    discharged,
    enrolled,
    moved,
    paused,
    plan_of,
    prescribed,
    rest,
    resumed,
    revised,
    session,
)

A = prescribed(1, Fixed(times_a_day=2), exercise=7)
B = prescribed(2, Fixed(weekdays=(1, 3, 5)), exercise=7)
C = prescribed(3, Weekly(times_a_week=3))
D = prescribed(4, exercise=7)
DAYS = [MONDAY + timedelta(n) for n in range(-3, 18)]
MONDAYS = [MONDAY + timedelta(7 * n) for n in range(-1, 4)]
PlanEvent = PatientEvent | ProgramEvent

days = st.sampled_from(DAYS)
zones = st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu"])
prescriptions = st.lists(st.sampled_from([A, B, C, D]), min_size=1, max_size=3, unique=True)


@st.composite
def decided(draw: st.DrawFn) -> list[PlanEvent]:
    """An enrolled patient with a program, and what is decided about them later."""
    events: list[PlanEvent] = [enrolled(draw(zones)), assigned(*draw(prescriptions), effective=draw(days))]
    versions = {PROGRAM: 1}
    later = st.sampled_from(["assigned", "revised", "paused", "resumed", "rested", "completed", "moved", "discharged"])
    for what in draw(st.lists(later, min_size=1, max_size=7)):
        day, until = draw(days), draw(days)
        match what:
            case "assigned" if OTHER_PROGRAM not in versions:
                versions[OTHER_PROGRAM] = 1
                events.append(assigned(*draw(prescriptions), effective=day, program=OTHER_PROGRAM))
            case "revised":
                program = draw(st.sampled_from(sorted(versions)))
                versions[program] += 1
                events.append(revised(versions[program], *draw(prescriptions), effective=day, program=program))
            case "paused":
                events.append(paused(day, draw(st.sampled_from([None, max(day, until)]))))
            case "resumed":
                events.append(resumed(day))
            case "rested":
                events.append(rest(day, max(day, until), *draw(st.sampled_from([(), (A,), (C,)]))))
            case "completed":
                events.append(completed(day))
            case "moved":
                events.append(moved(draw(zones), at(day, draw(st.integers(0, 23)))))
            case "discharged":
                events.append(discharged(day))
    return events


entries = st.builds(
    Entry,
    prescription_id=st.sampled_from([None, *(p.prescription_id for p in (A, B, C, D))]),
    exercise_id=st.sampled_from([None, None, A.exercise_id, C.exercise_id]),
    sets=st.integers(1, 3),
)
facts = st.lists(st.tuples(days, st.integers(0, 23), st.lists(entries, max_size=3)), max_size=8).map(
    lambda moments: [session(n, at(day, hour), *done) for n, (day, hour, done) in enumerate(moments)]
)


def plan_after(events: Sequence[PlanEvent]) -> Plan:
    plan = Plan()
    for event in events:
        plan = evolve_plan(plan, event)
    return plan


@settings(deadline=None, max_examples=300)
@given(st.data(), decided(), facts)
def test_weeks_before_the_first_change_stand_but_for_sessions_that_waited(
    data: st.DataObject, events: list[PlanEvent], facts: list[SessionFact]
) -> None:
    before, after = plan_after(events[: data.draw(st.integers(1, len(events)))]), plan_after(events)
    known = [fact for fact in facts if not waits(before, fact)]
    first = first_change(before, after)
    untouched = [monday for monday in MONDAYS if first is None or monday < monday_of(first)]
    assert [judge_week(after, monday, known) for monday in untouched] == [
        judge_week(before, monday, known) for monday in untouched
    ]
    for fact in known:
        dates = {local_date(plan.zones, fact.happened_at) for plan in (before, after)}
        assert len(dates) == 1 or (first is not None and min(dates) >= first)


@pytest.mark.parametrize(
    ("events", "day"),
    [
        pytest.param([revised(2, STAIRS, effective=FRIDAY)], FRIDAY, id="revised"),
        pytest.param([assigned(STAIRS, effective=NEXT_MONDAY, program=OTHER_PROGRAM)], NEXT_MONDAY, id="assigned"),
        pytest.param([rest(WEDNESDAY, FRIDAY)], WEDNESDAY, id="rested"),
        pytest.param([paused(TUESDAY), resumed(TUESDAY)], None, id="paused and called off"),
        pytest.param([completed(TUESDAY)], TUESDAY, id="completed"),
        pytest.param([discharged(FRIDAY), discharged(WEDNESDAY)], WEDNESDAY, id="discharged"),
        pytest.param([moved("Asia/Tokyo", at(FRIDAY))], FRIDAY - timedelta(1), id="moved"),
        pytest.param([moved("Asia/Tokyo", FIRST_INSTANT)], date.min, id="moved long ago"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_the_first_change_is_near_what_was_decided(events: list[PlanEvent], day: date | None) -> None:
    plan = plan_of(assigned(SQUATS))
    changed = plan
    for event in events:
        changed = evolve_plan(changed, event)
    assert first_change(plan, changed) == day


def test_a_session_waits_for_the_zone_and_for_a_prescription_that_only_its_id_names() -> None:
    ahead = session(1, at(MONDAY), Entry(prescription_id=STAIRS.prescription_id))
    named_with_its_exercise = session(
        2, at(MONDAY), Entry(prescription_id=STAIRS.prescription_id, exercise_id=STAIRS.exercise_id)
    )
    plan = plan_of(assigned(SQUATS))
    assert waits(Plan(), session(3, at(MONDAY)))
    assert waits(plan, ahead)
    assert not waits(plan, named_with_its_exercise)
    assert not waits(plan_of(assigned(SQUATS), revised(2, STAIRS, effective=FRIDAY)), ahead)
    assert not waits(plan, session(4, at(MONDAY), Entry()))
