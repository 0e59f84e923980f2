"""Whatever the plan, the zones and the sessions: each dose of a date has one entry, and nobody is pestered."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.adherence.plan import Plan
from domain.reminder.events import SlotId
from domain.reminder.manners import Manners
from domain.reminder.planning import ONE_OCCASION, Circumstances, DatePlan, SoFar, plan_date
from domain.reminder.sending import Standing, at_sending, left_over
from domain.reminder.timed import Habits, slots_expected, unheld
from domain.reminder.usual_times import bouts
from domain.zones import day_bounds, local_date, wall_minute
from tests.properties.any_plan import days, plans
from tests.properties.examples import examples

circumstances = st.builds(
    Circumstances,
    consented=st.sampled_from([True, True, True, False]),
    reachable=st.sampled_from([True, True, True, False]),
    manners=st.builds(
        Manners,
        quiet_from=st.sampled_from([20 * 60, 18 * 60, 13 * 60]),
        quiet_until=st.sampled_from([9 * 60, 11 * 60]),
        most_a_day=st.integers(0, 2),
    ),
    ignored=st.sampled_from([0, 0, 6, 14]),
    nudge=st.booleans(),
)
later = st.timedeltas(timedelta(), timedelta(hours=26))


@st.composite
def dates(draw: st.DrawFn) -> tuple[Plan, date, datetime, Circumstances]:
    """A patient, a date, the instant at which it is planned, and what else decides."""
    plan, day = draw(plans), draw(days)
    bounds = day_bounds(plan.zones, day)
    begins = bounds[0] if bounds else datetime.combine(day, time(), tzinfo=UTC)
    sessions = [begins - ago for ago in draw(st.lists(st.timedeltas(timedelta(), timedelta(days=16)), max_size=30))]
    about = replace(draw(circumstances), habits=Habits(bouts(sessions, plan.zones)))
    return plan, day, begins + draw(st.just(timedelta()) | later), about


def entries(planned: DatePlan) -> list[SlotId]:
    out = [slot for occasion in planned.occasions for slot in occasion.slots]
    return sorted(out + [slot for those in planned.suppressed.values() for slot in those])


@examples
@given(dates())
def test_each_dose_of_a_date_has_exactly_one_entry(drawn: tuple[Plan, date, datetime, Circumstances]) -> None:
    plan, day, now, about = drawn
    assert entries(plan_date(plan, day, now, about)) == sorted(slots_expected(unheld(plan), day))


@examples
@given(dates())
def test_nobody_is_pestered(drawn: tuple[Plan, date, datetime, Circumstances]) -> None:
    plan, day, now, about = drawn
    occasions = plan_date(plan, day, now, about).occasions
    assert len(occasions) <= max(about.manners.most_a_day, about.nudge)
    for one, other in itertools.pairwise(occasions):
        assert other.at - one.at > ONE_OCCASION
    for occasion in occasions:
        assert occasion.at >= now
        assert occasion.at == now or local_date(plan.zones, occasion.at) == day
        assert occasion.at == now or not about.manners.quiet(wall_minute(plan.zones, occasion.at))


@examples
@given(dates(), plans, st.timedeltas(timedelta(), timedelta(hours=5)))
def test_whatever_is_decided_before_it_is_due_each_dose_still_has_one_entry(
    drawn: tuple[Plan, date, datetime, Circumstances], changed: Plan, late: timedelta
) -> None:
    """Sent, suppressed at sending, or left over when the date closes: the ledger takes each dose once."""
    plan, day, now, about = drawn
    planned = plan_date(plan, day, now, about)
    ledger = [slot for those in planned.suppressed.values() for slot in those]
    for occasion in planned.occasions:
        known = Standing(changed, None, about.consented, frozenset(ledger), about.manners)
        found = at_sending(day, occasion, known, occasion.at + late)
        assert not (found.goes_out and about.manners.quiet(wall_minute(changed.zones, occasion.at + late)))
        ledger += found.send
        ledger += [slot for _, those in found.suppressed for slot in those]
    assert sorted(ledger) == entries(planned)
    ledger += left_over(changed, day, frozenset(ledger))[1]
    assert len(ledger) == len(set(ledger))
    assert set(ledger) >= set(slots_expected(unheld(changed), day))


@examples
@given(dates(), plans)
def test_a_date_planned_anew_settles_the_rest(drawn: tuple[Plan, date, datetime, Circumstances], changed: Plan) -> None:
    plan, day, now, about = drawn
    first = plan_date(plan, day, now, about)
    settled = frozenset(slot for those in first.suppressed.values() for slot in those)
    again = plan_date(changed, day, now, about, SoFar(settled))
    assert entries(again) == sorted(slot for slot in slots_expected(unheld(changed), day) if slot not in settled)
