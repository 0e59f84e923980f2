"""What is done when it is stiff or sore: the work as needed, often within the hour, sometimes late, sometimes never."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from random import Random

from domain.adherence.answered import ASKING, LEAST_LEVEL
from domain.symptom.decider import ReportPain
from domain.values import AsNeeded, Level, Prescription, SymptomKind
from services.demo.bouts import entry, felt, session
from services.demo.case import Case, Wish
from services.demo.course import pain, willingness
from services.demo.days import diary
from services.demo.plan import Plan

WITHIN_THE_HOUR = (4, 50)
TOO_LATE = (70, 110)
"""Minutes after the report until it is begun."""

STIFF_HOURS = (6.7, 16.6)
"""In the morning, and after a long day."""

LEAST_STIFF: Level = 18
"""It stays a little stiff when it no longer hurts."""


def relief(case: Case, plan: Plan, told: Iterable[Wish], rng: Random) -> Iterator[Wish]:
    """Reports of stiffness, and what these and the other reports `told` were answered with."""
    stiff = list(_stiff(case, plan, rng))
    yield from stiff
    for wish in chain(told, stiff):
        report = wish.command
        if isinstance(report, ReportPain) and report.kind in ASKING and report.level >= LEAST_LEVEL:
            yield from _answer(case, plan, report, rng)


def _stiff(case: Case, plan: Plan, rng: Random) -> Iterator[Wish]:
    for day in diary(case, plan):
        if _as_needed(plan, day) and rng.random() < 0.22:
            at = case.moment(day, rng.choice(STIFF_HOURS) + rng.random())
            usual = max(LEAST_STIFF, pain(case, day))
            yield felt(case, f"stiff {day}", at, usual, rng, kind=SymptomKind.STIFFNESS)


def _answer(case: Case, plan: Plan, report: ReportPain, rng: Random) -> Iterator[Wish]:
    at = report.occurred_at + case.phone_is_behind
    day = case.day(at)
    one = _as_needed(plan, day)
    chance = rng.random()
    will = 0.75 * willingness(case, day)
    if one is None or chance > will + 0.1:
        return
    begun = at + timedelta(minutes=rng.randrange(*(WITHIN_THE_HOUR if chance < will else TOO_LATE)))
    lasts = timedelta(minutes=rng.randrange(2, 6))
    yield session(case, f"{report.command_id} relieved", begun, [entry(case, plan, one, day, rng)], rng, lasts=lasts)


def _as_needed(plan: Plan, day: date) -> Prescription | None:
    return next((one for one in plan.on(day) if isinstance(one.schedule, AsNeeded)), None)
