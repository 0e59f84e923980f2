"""A changed plan leaves the weeks before its first change as they were judged; so they need not be judged again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adherence.change import first_change, waits
from domain.adherence.facts import SessionFact
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.values import Entry
from domain.zones import FIRST_INSTANT, local_date
from tests.properties.any_plan import MONDAYS, PRESCRIPTIONS, A, C, PlanEvent, days, decided, plan_after
from tests.properties.examples import examples
from tests.unit.domain.adherence.stories import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    OTHER_PROGRAM,
    SQUATS,
    STAIRS,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    completed,
    discharged,
    moved,
    paused,
    plan_of,
    rest,
    resumed,
    revised,
    session,
)

entries = st.builds(
    Entry,
    prescription_id=st.sampled_from([None, *sorted({p.prescription_id for p in PRESCRIPTIONS})]),
    exercise_id=st.sampled_from([None, None, A.exercise_id, C.exercise_id]),
    sets=st.integers(1, 3),
)
facts = st.lists(st.tuples(days, st.integers(0, 23), st.lists(entries, max_size=3)), max_size=8).map(
    lambda moments: [session(n, at(day, hour), *done) for n, (day, hour, done) in enumerate(moments)]
)


@examples
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
