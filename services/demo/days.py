"""What a patient does from day to day, as far as it was logged, and why nothing was done."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from domain.barrier.decider import ReportBarrier
from domain.values import AsNeeded, BarrierReason, Interval, Prescription, Timing, Weekly, minute_of_day
from services.demo.bouts import bout, entry, felt, session
from services.demo.case import DAY, Case, Wish
from services.demo.course import pain, silent_from, willingness
from services.demo.plan import Plan
from services.demo.words import BARRIERS

HOURS = (7.4, 18.3, 12.4, 21.0)
"""Of the first, second, third and later bouts of a day."""

A_BREAK = timedelta(minutes=1)

USUAL_REASONS = (
    BarrierReason.NO_TIME,
    BarrierReason.NO_TIME,
    BarrierReason.FORGOT,
    BarrierReason.UNWELL,
    BarrierReason.TOO_HARD,
)


def diary(case: Case, plan: Plan) -> Iterator[date]:
    """The days of which the patient tells anything."""
    day, silent = case.first_day + DAY, silent_from(case)
    while day <= case.today and not (silent and day >= silent) and not (plan.last_day and day > plan.last_day):
        yield day
        day += DAY


def days(case: Case, plan: Plan, rng: Random) -> Iterator[Wish]:
    for day in diary(case, plan):
        yield from _day(case, plan, day, rng)


def _day(case: Case, plan: Plan, day: date, rng: Random) -> Iterator[Wish]:
    if rng.random() < (0.35 if day.isoweekday() in (1 + case.number % 3, 5) else 0.08):
        at = case.moment(day, 8.1 + rng.random())
        yield felt(case, f"rest {day}", at, pain(case, day), rng, timing=Timing.AT_REST)
    expected = plan.on(day)
    done = _done(expected, day, willingness(case, day), rng)
    doses = [(one, count) for one, count in done if not isinstance(one.schedule, Interval)]
    for number in range(max((count for _, count in doses), default=0)):
        entries = [one for one, count in doses if count > number]
        at = case.moment(day, HOURS[min(number, 3)] + 0.9 * rng.random())
        yield from bout(case, plan, f"session {day} {number}", at, entries, day, rng)
    for one, count in done:
        if isinstance(one.schedule, Interval):
            yield from _breaks(case, plan, one, one.schedule, day, count, rng)
    if expected and not done and rng.random() < 0.3:
        yield _barrier(case, day, rng)


def _done(expected: Sequence[Prescription], day: date, will: float, rng: Random) -> list[tuple[Prescription, int]]:
    """The doses that were done of each prescription: whole days are missed, and single doses."""
    if rng.random() < (1 - will) * 0.7:
        return []
    done = ((one, sum(rng.random() < 0.4 + 0.6 * will for _ in range(_wanted(one, day, rng)))) for one in expected)
    return [(one, count) for one, count in done if count]


def _wanted(prescription: Prescription, day: date, rng: Random) -> int:
    schedule = prescription.schedule
    if isinstance(schedule, Weekly):
        return int(rng.random() < schedule.times_a_week / 6.5)
    if isinstance(schedule, AsNeeded):
        return 0  # it follows on what is felt
    return schedule.times_a_day if day.isoweekday() in schedule.weekdays else 0


def _breaks(
    case: Case, plan: Plan, one: Prescription, every: Interval, day: date, count: int, rng: Random
) -> Iterator[Wish]:
    """Some of the breaks of a day at the desk, each about when it was due."""
    for due in sorted(rng.sample(range(1, every.window_minutes // every.every_minutes + 1), count)):
        hour = (minute_of_day(every.start) + due * every.every_minutes) / 60
        at = case.moment(day, hour + 0.6 * rng.random())
        yield session(case, f"break {day} {due}", at, [entry(case, plan, one, day, rng)], rng, lasts=A_BREAK)


def _barrier(case: Case, day: date, rng: Random) -> Wish:
    abroad = case.abroad is not None and case.abroad[0] <= day <= case.abroad[1]
    reason = BarrierReason.TRAVELLING if abroad else rng.choice(USUAL_REASONS)
    words = BARRIERS[case.person.language].get(reason, "") if rng.random() < 0.5 else ""
    return case.told(ReportBarrier, f"barrier {day}", case.moment(day, 20.5 + rng.random()), words=words, reason=reason)
