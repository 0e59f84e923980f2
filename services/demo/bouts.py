"""One bout of exercise as it is told: what was done, what was felt around it, and what was put right afterwards."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.symptom.decider import CorrectSymptom, ReportPain
from domain.values import Entry, Level, Prescription, SymptomKind, Timing
from services.demo.case import DAY, Case, Wish
from services.demo.course import pain
from services.demo.people import Kind
from services.demo.plan import Plan

MOST: Level = 65
"""Everyday pain stays under the level that raises an alert."""

TOO_MUCH: Level = 56
"""About how much the exercise hurts that is left out a few days later."""

WITHIN_BAND: Level = 50
"""Other exercises hurt no more than is acceptable while they are done."""


def bout(
    case: Case, plan: Plan, name: str, at: datetime, done: Sequence[Prescription], day: date, rng: Random
) -> Iterator[Wish]:
    """A session that begins at `at`, and what followed on it."""
    lasts = timedelta(seconds=sum(rng.randrange(150, 420) for _ in done))
    entries = tuple(entry(case, plan, one, day, rng) for one in done)
    logged = session(case, name, at, entries, rng, lasts=lasts)
    yield logged
    over = at + lasts
    its: dict[str, Any] = {"session_id": logged.command.command_id}
    chance = rng.random()
    if chance < 0.03:
        fuller = (Entry(prescription_id=done[0].prescription_id, sets=done[0].dose.sets), *entries[1:])
        yield case.told(CorrectSession, f"{name} corrected", _later(over, rng), entries=fuller, **its)
    elif chance < 0.04:
        yield case.told(RetractSession, f"{name} retracted", _later(over, rng), **its)
    elif chance < 0.15:
        yield from _after(case, f"{name} after", over, day, rng, **its)
    elif chance < 0.23:
        yield from _followed(case, name, at, day, rng, **its)
    elif chance < 0.27:
        yield from _sore(case, f"{name} sore", day, rng)


def session(case: Case, name: str, at: datetime, entries: Sequence[Entry], rng: Random, *, lasts: timedelta) -> Wish:
    """Begun at `at`, logged when it is over."""
    return case.told(
        LogSession,
        name,
        at + lasts,
        entries=tuple(entries),
        duration_seconds=round(lasts.total_seconds()),
        effort=rng.randrange(25, 65),
    )


def felt(case: Case, name: str, at: datetime, usual: int, rng: Random, **what: Any) -> Wish:
    """A report of about so many tenths, where it hurts."""
    where, side = case.complaint.region, case.person.side
    return case.told(ReportPain, name, at, region=where, side=side, level=_around(usual, rng), **what)


def _around(usual: int, rng: Random) -> Level:
    return min(MOST, max(0, usual + rng.randrange(-8, 9)))


def entry(case: Case, plan: Plan, one: Prescription, day: date, rng: Random) -> Entry:
    """Mostly all sets. An older version of the app names the exercise instead of the prescription."""
    dose = one.dose
    sets = max(1, dose.sets - (rng.random() < 0.15))
    named = rng.random() < 0.9
    aggravates = plan.aggravates(one, day)
    rated = rng.random() < (0.8 if aggravates else 0.4)
    usual = max(pain(case, day) - 6, TOO_MUCH if aggravates else 0)
    return Entry(
        prescription_id=one.prescription_id if named else None,
        exercise_id=None if named else one.exercise_id,
        side=one.side,
        sets=sets,
        reps=None if dose.reps is None else sets * dose.reps,
        hold_seconds=None if dose.hold_seconds is None else sets * dose.hold_seconds,
        effort=None if dose.effort is None else max(0, dose.effort + 5 * rng.randrange(-2, 4)),
        pain=min(_around(usual, rng), MOST if aggravates else WITHIN_BAND) if rated else None,
    )


def _after(case: Case, name: str, over: datetime, day: date, rng: Random, **its: Any) -> Iterator[Wish]:
    at = over + timedelta(minutes=rng.randrange(1, 20))
    told = felt(case, name, at, pain(case, day) + 6, rng, timing=Timing.AFTER, **its)
    yield told
    if rng.random() < 0.08:
        at, level = over + timedelta(minutes=30), _around(pain(case, day), rng)
        yield case.told(CorrectSymptom, f"{name} corrected", at, symptom_id=told.command.command_id, level=level)


def _followed(case: Case, name: str, at: datetime, day: date, rng: Random, **its: Any) -> Iterator[Wish]:
    """The level just before, and on the next morning whether it has settled; after too much it has not."""
    before = at - timedelta(minutes=rng.randrange(1, 15))
    yield felt(case, f"{name} before", before, pain(case, day) - 4, rng, timing=Timing.BEFORE)
    unsettled = rng.random() < (0.35 if case.person.kind is Kind.IN_PAIN else 0.06)
    morning = case.moment(day + DAY, 7.0 + 0.3 * rng.random())
    level = pain(case, day) + (24 if unsettled else -4)
    yield felt(case, f"{name} next morning", morning, level, rng, timing=Timing.NEXT_MORNING, **its)


def _sore(case: Case, name: str, day: date, rng: Random) -> Iterator[Wish]:
    """For a day or two it fades: soreness has its own course, beside the pain's."""
    for days, level in ((1, 34), (2, 20))[: rng.randrange(1, 3)]:
        evening = case.moment(day + days * DAY, 17.5 + rng.random())
        yield felt(case, f"{name} {days}", evening, level, rng, kind=SymptomKind.SORENESS, timing=Timing.AFTER)


def _later(over: datetime, rng: Random) -> datetime:
    return over + timedelta(minutes=rng.randrange(3, 90))
