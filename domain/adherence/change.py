"""From which date on a changed plan may judge otherwise: the weeks before stand as they were judged."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.adherence.facts import SessionFact
from domain.adherence.judge import movement_of
from domain.adherence.plan import DAY, Plan, ProgramPlan
from domain.zones import FIRST_INSTANT, ZoneChange


def first_change(before: Plan, after: Plan) -> date | None:
    """The first date that a later state of a plan may judge otherwise than an earlier one; None where they agree.

    It may be too early, never too late. Sessions that `waits` speaks of are apart from it.
    """
    programs = {program.program_id: program for program in before.programs}
    dates = [
        *_zones(before.zones, after.zones),
        *_ends(before.last_day, after.last_day),
        *(hold.first_day for hold in {*before.holds} ^ {*after.holds}),
        *(absence.first_day for absence in {*before.absences} ^ {*after.absences}),
        *([date.min] if before.merged != after.merged else []),
        *(day for program in after.programs for day in _program(programs.get(program.program_id), program)),
    ]
    return min(dates, default=None)


def waits(plan: Plan, fact: SessionFact) -> bool:
    """Whether judging the session takes what the plan does not know yet: the patient's zone, or a prescription."""
    return not plan.zones or any(
        entry.prescription_id is not None and movement_of(plan, entry) is None for entry in fact.entries
    )


def _zones(before: Iterable[ZoneChange], after: Iterable[ZoneChange]) -> Iterator[date]:
    for change in {*before} ^ {*after}:  # a local date is at most one day from the one in UTC
        yield date.min if change.since < FIRST_INSTANT + DAY else change.since.date() - DAY


def _ends(before: date | None, after: date | None) -> Iterator[date]:
    """The earlier of two last days, where they differ; none at all is later than any."""
    if before != after:
        yield min(day for day in (before, after) if day is not None)


def _program(before: ProgramPlan | None, after: ProgramPlan) -> Iterator[date]:
    if before is None:
        yield after.begins
        return
    yield from (version.effective for version in {*before.versions} ^ {*after.versions})
    free = {*before.pauses, *before.rests} ^ {*after.pauses, *after.rests}
    yield from (rest.first_day for rest in free)
    yield from _ends(before.last_day, after.last_day)
