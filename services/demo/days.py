"""What a patient does and feels from day to day, as far as it was logged."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from domain.barrier.decider import ReportBarrier
from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.symptom.decider import CorrectSymptom, ReportPain
from domain.values import AsNeeded, BarrierReason, Entry, Prescription, SymptomKind, Timing, Weekly
from services.demo.case import DAY, Case, Wish
from services.demo.course import pain, silent_from, willingness
from services.demo.plan import Plan
from services.demo.words import BARRIERS

HOURS = (7.4, 18.3, 12.4, 21.0)
"""Of the first, second, third and later bouts of a day."""

MOST = 65
"""Everyday pain stays under the level that raises an alert, in tenths."""

USUAL_REASONS = (
    BarrierReason.NO_TIME,
    BarrierReason.NO_TIME,
    BarrierReason.FORGOT,
    BarrierReason.UNWELL,
    BarrierReason.TOO_HARD,
)


def days(case: Case, plan: Plan, rng: Random) -> Iterator[Wish]:
    day, silent = case.first_day + DAY, silent_from(case)
    while day <= case.today and not (silent and day >= silent) and not (plan.last_day and day > plan.last_day):
        yield from _day(case, plan.on(day), day, rng)
        day += DAY


def _day(case: Case, expected: Sequence[Prescription], day: date, rng: Random) -> Iterator[Wish]:
    if rng.random() < (0.35 if day.isoweekday() in (1 + case.number % 3, 5) else 0.08):
        yield _felt(case, f"rest {day}", case.moment(day, 8.1 + rng.random()), day, 0, rng, timing=Timing.AT_REST)
    doses = _done(expected, day, willingness(case, day), rng)
    bouts = max((count for _, count in doses), default=0)
    for bout in range(bouts):
        entries = [one for one, count in doses if count > bout]
        yield from _bout(case, day, bout, entries, rng)
    if expected and not bouts and rng.random() < 0.3:
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
        return int(rng.random() < 0.2)
    return schedule.times_a_day if day.isoweekday() in schedule.weekdays else 0


def _bout(case: Case, day: date, bout: int, done: Sequence[Prescription], rng: Random) -> Iterator[Wish]:
    name, at = f"session {day} {bout}", case.moment(day, HOURS[min(bout, 3)] + 0.9 * rng.random())
    seconds = sum(rng.randrange(150, 420) for _ in done)
    entries = tuple(_entry(case, one, day, rng) for one in done)
    over = at + timedelta(seconds=seconds)
    effort = rng.randrange(25, 65)
    logged = case.told(LogSession, name, over, entries=entries, duration_seconds=seconds, effort=effort)
    yield logged
    session: dict[str, Any] = {"session_id": logged.command.command_id}
    chance = rng.random()
    if chance < 0.03:
        fuller = (Entry(prescription_id=done[0].prescription_id, sets=done[0].dose.sets), *entries[1:])
        yield case.told(CorrectSession, f"{name} corrected", _later(over, rng), entries=fuller, **session)
    elif chance < 0.04:
        yield case.told(RetractSession, f"{name} retracted", _later(over, rng), **session)
    elif chance < 0.16:
        yield from _after(case, f"after {day} {bout}", over, day, rng, **session)
    elif chance < 0.24 and day < case.today:
        morning = case.moment(day + DAY, 7.0 + 0.3 * rng.random())
        yield _felt(case, f"next {day}", morning, day, 0, rng, timing=Timing.NEXT_MORNING, **session)
    elif chance < 0.27 and day < case.today:
        evening, kind = case.moment(day + DAY, 17.5 + rng.random()), SymptomKind.SORENESS
        yield _felt(case, f"sore {day} {bout}", evening, day, 5, rng, kind=kind, timing=Timing.AFTER)


def _entry(case: Case, one: Prescription, day: date, rng: Random) -> Entry:
    """Mostly all sets. An older version of the app names the exercise instead of the prescription."""
    dose = one.dose
    sets = max(1, dose.sets - (rng.random() < 0.15))
    named = rng.random() < 0.9
    hurts = rng.random() < 0.4
    return Entry(
        prescription_id=one.prescription_id if named else None,
        exercise_id=None if named else one.exercise_id,
        side=one.side,
        sets=sets,
        reps=None if dose.reps is None else sets * dose.reps,
        hold_seconds=None if dose.hold_seconds is None else sets * dose.hold_seconds,
        effort=None if dose.effort is None else max(0, dose.effort + 5 * rng.randrange(-2, 4)),
        pain=_level(pain(case, day) - 6, rng) if hurts else None,
    )


def _after(case: Case, name: str, over: datetime, day: date, rng: Random, **what: Any) -> Iterator[Wish]:
    felt = _felt(case, name, over + timedelta(minutes=rng.randrange(1, 20)), day, 6, rng, timing=Timing.AFTER, **what)
    yield felt
    if rng.random() < 0.08:
        at, level = over + timedelta(minutes=30), _level(pain(case, day), rng)
        yield case.told(CorrectSymptom, f"{name} corrected", at, symptom_id=felt.command.command_id, level=level)


def _felt(case: Case, name: str, at: datetime, day: date, more: int, rng: Random, **what: Any) -> Wish:
    level = _level(pain(case, day) + more, rng)
    return case.told(ReportPain, name, at, region=case.complaint.region, side=case.person.side, level=level, **what)


def _level(around: int, rng: Random) -> int:
    return min(MOST, max(0, around + rng.randrange(-8, 9)))


def _later(over: datetime, rng: Random) -> datetime:
    return over + timedelta(minutes=rng.randrange(3, 90))


def _barrier(case: Case, day: date, rng: Random) -> Wish:
    abroad = case.abroad is not None and case.abroad[0] <= day <= case.abroad[1]
    reason = BarrierReason.TRAVELLING if abroad else rng.choice(USUAL_REASONS)
    words = BARRIERS[case.person.language].get(reason, "") if rng.random() < 0.5 else ""
    return case.told(ReportBarrier, f"barrier {day}", case.moment(day, 20.5 + rng.random()), words=words, reason=reason)
