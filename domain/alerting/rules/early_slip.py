"""Early slip: nothing was done on one of the first two days on which a program expects fixed, cue or interval work.

Source: a miss at the very beginning tells more than one after a good run (field.md 5.3, A4).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from domain.adherence.plan import Plan
from domain.adherence.week import monday_of
from domain.alert.events import Grade
from domain.alerting.closed_date import Closing, assignments, expecting
from domain.alerting.history import History
from domain.alerting.rule import ClosingFinding, ClosingRule
from domain.clinic.thresholds import Thresholds

LONGEST_LOOK = 120
"""Dates from a program's beginning on: where so many pass before its first days, it is no beginning any more."""


def finds(history: History, closing: Closing, thresholds: Thresholds) -> Iterator[ClosingFinding]:
    """One per program, looked at when one of these days closes: that day is the one that was missed."""
    begun = {
        program.program_id: program.begins
        for program in closing.plan.programs
        if 0 <= (closing.day - program.begins).days < LONGEST_LOOK
    }
    if not begun:
        return
    for program_id in expecting(closing.plan, closing.day, daily_only=True) & begun.keys():
        first_days = _first_days(closing.plan, program_id, begun[program_id], closing.day, thresholds.early_slip_days)
        if closing.day in first_days and not _worked(closing, program_id):
            yield ClosingFinding(
                scope=str(program_id),
                grade=Grade.MEDIUM,
                facts=assignments(history, {program_id}),
                figures={"expected_day": str(len(first_days))},
            )


def _first_days(plan: Plan, program_id: UUID, day: date, last: date, most: int) -> list[date]:
    """The first dates up to `last` that expect work of the day from a program, at most so many."""
    found: list[date] = []
    while day <= last and len(found) < most:
        if program_id in expecting(plan, day, daily_only=True):
            found.append(day)
        day += timedelta(days=1)
    return found


def _worked(closing: Closing, program_id: UUID) -> bool:
    week = closing.weeks.get(monday_of(closing.day))
    return week is not None and any(
        slot.done != "0"
        for program in week.programs
        if program.program_id == program_id
        for day in program.days
        if day.day == closing.day
        for slot in day.slots
    )


EARLY_SLIP = ClosingRule(name="early_slip", version=1, finds=finds)
