"""Whatever the plan and the journeys: slots are what judging expects, and each comes when clocks say so."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.week import monday_of
from domain.patient.events import PatientEvent
from domain.program.events import ProgramEvent
from domain.slots import Slot, slots_of
from domain.values import EVERY_DAY, AsNeeded, Cue, CueKind, Fixed, Interval, Weekly
from domain.zones import FIRST_INSTANT, ZoneHistory, day_bounds, instant_of, local_date, with_change
from tests.support.clocks_read import DAY, ahead_of, bounds_read, instant_read, pieces, stretches
from tests.support.examples_count import EXAMPLES
from tests.unit.domain.adherence.stories import (
    OTHER_PROGRAM,
    assigned,
    completed,
    discharged,
    enrolled,
    moved,
    paused,
    plan_of,
    prescribed,
    rest,
    revised,
)

MINUTE = timedelta(minutes=1)
PLACES = [
    "Africa/Cairo",
    "America/Havana",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
]
TURNS = [  # nights on which clocks are changed in one of these places
    date(2006, 10, 29),
    date(2011, 12, 30),
    date(2024, 3, 10),
    date(2024, 3, 31),
    date(2024, 4, 7),
    date(2024, 4, 26),
    date(2024, 10, 27),
]
wall_times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def weeks(draw: st.DrawFn) -> list[date]:
    """Ten dates, in the middle of which something happens to clocks."""
    turn = draw(st.sampled_from(TURNS))
    return [turn + n * DAY for n in range(-5, 5)]


@st.composite
def journeys(draw: st.DrawFn, days: Sequence[date]) -> ZoneHistory:
    history = with_change((), FIRST_INSTANT, draw(st.sampled_from(PLACES)))
    for _ in range(draw(st.integers(0, 3))):
        history = with_change(history, draw(landings(days)), draw(st.sampled_from(PLACES)))
    return history


@st.composite
def landings(draw: st.DrawFn, days: Sequence[date]) -> datetime:
    middle = datetime.combine(days[len(days) // 2], datetime.min.time(), UTC)
    return middle + draw(st.integers(-200, 200)) * timedelta(minutes=15)


weekdays = st.just(EVERY_DAY) | st.lists(st.integers(1, 7), min_size=1, max_size=4, unique=True).map(sorted).map(tuple)
schedules = st.one_of(
    st.builds(Fixed, times_a_day=st.integers(1, 4), weekdays=weekdays),
    st.builds(Cue, cue=st.just(CueKind.KETTLE), times_a_day=st.integers(1, 3), weekdays=weekdays),
    st.builds(
        Interval,
        every_minutes=st.sampled_from([25, 30, 90]),
        start=st.sampled_from(["00:00", "01:15", "07:15"]),
        end=st.sampled_from(["09:00", "16:45", "23:59"]),
        most_a_day=st.none() | st.integers(1, 10),
        weekdays=weekdays,
    ),
    st.builds(Weekly, times_a_week=st.integers(1, 7)),
    st.builds(AsNeeded),
)


@st.composite
def plans(draw: st.DrawFn, days: Sequence[date]) -> Plan:
    """Two programs, of which the first may be revised, paused, rested and completed, of a patient who may travel."""
    some_day = st.sampled_from(days)
    one, two, three, four = (prescribed(n, draw(schedules)) for n in range(1, 5))
    events: list[PatientEvent | ProgramEvent] = [enrolled(draw(st.sampled_from(PLACES)))]
    events += [moved(draw(st.sampled_from(PLACES)), draw(landings(days))) for _ in range(draw(st.integers(0, 2)))]
    events += [assigned(one, two, effective=draw(some_day)), assigned(four, program=OTHER_PROGRAM)]
    changes: list[PatientEvent | ProgramEvent] = [
        revised(2, three, one, effective=draw(some_day)),
        rest(draw(some_day), days[-1], one),
        paused(draw(some_day), draw(some_day)),
        completed(draw(some_day)),
        discharged(draw(some_day)),
    ]
    return plan_of(*events, *[change for change in changes if draw(st.booleans())])


Numbered = list[tuple[date, str, list[int]]]
"""Dates, prescriptions, and the numbers of their slots."""


def expected_by_judging(plan: Plan, days: Sequence[date]) -> Numbered:
    return [
        (day.day, str(slot.prescription_id), list(range(1, slot.expected + 1)))
        for monday in sorted({monday_of(day) for day in days})
        for program in judge_week(plan, monday, ()).programs
        for day in program.days
        for slot in day.slots
        if day.day in days
    ]


def numbered(slots: Sequence[Slot]) -> Numbered:
    by_work = groupby(slots, key=lambda slot: (slot.day, str(slot.prescription_id)))
    return [(*work, [slot.number for slot in its]) for work, its in by_work]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data(), weeks())
def test_slots_are_what_judging_expects_of_every_date(data: st.DataObject, days: list[date]) -> None:
    plan = data.draw(plans(days))
    expected = expected_by_judging(plan, days)
    for day in days:
        assert numbered(slots_of(plan, [day])) == [work for work in expected if work[0] == day]
    assert slots_of(plan, days) == [slot for day in days for slot in slots_of(plan, [day])]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data(), weeks(), st.lists(wall_times, max_size=3))
def test_slots_are_in_order_and_come_on_their_date_or_when_the_gap_ends(
    data: st.DataObject, days: list[date], usual: list[str]
) -> None:
    plan = data.draw(plans(days))
    slots = slots_of(plan, days, usual)
    assert [slot.day for slot in slots] == sorted(slot.day for slot in slots)
    for slot in slots:
        assert (slot.starts, slot.ends) == day_bounds(plan.zones, slot.day)
        if slot.at is not None:
            assert local_date(plan.zones, slot.at) == slot.day or slot.at == slot.ends


@settings(max_examples=EXAMPLES // 4, deadline=None)  # each asks the clocks of some days minute by minute
@given(st.data(), weeks(), st.lists(wall_times, min_size=1, max_size=20))
def test_on_any_journey_bounds_and_wall_times_are_what_the_clocks_show(
    data: st.DataObject, days: list[date], walls: list[str]
) -> None:
    history = data.draw(journeys(days))
    day = data.draw(st.sampled_from(days[2:-2]))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    there = pieces(stretches(ahead_of(history), noon - 3 * DAY, noon + 3 * DAY, MINUTE), day)
    clocks = [timedelta(hours=int(wall[:2]), minutes=int(wall[3:])) for wall in walls]
    assert day_bounds(history, day) == bounds_read(there)
    assert [instant_of(history, day, clock) for clock in clocks] == [
        instant_read(there, day, clock) for clock in clocks
    ]
