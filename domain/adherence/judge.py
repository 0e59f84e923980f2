"""Judging a week: which entries of which sessions meet which doses. Rules 4 and 5 of the adherence definition."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.adherence.places import ProgramPlaces, WeeklyWork, WeekPlaces, Work, exactly
from domain.adherence.plan import Plan
from domain.adherence.week import (
    AsNeededDone,
    Day,
    NotCounted,
    ProgramWeek,
    Uncounted,
    Week,
    WeeklyCount,
    WorkedDay,
    dates_of,
)
from domain.values import Dose, Entry, Provenance, Side
from domain.zones import local_date

Movement = tuple[UUID, Side]
"""An exercise and the side it is done on."""


class Counted(NamedTuple):
    """An entry of a session that went to a prescription, and how many parts of a dose it counted there."""

    day: date
    fact: SessionFact
    entry: int  # from 0
    work: Work
    parts: int  # 0 of work that is done as needed


class CountedWeek(NamedTuple):
    """A week with all its entries in their places: whatever is said of it can be read from here."""

    monday: date
    days: Sequence[date]
    places: WeekPlaces
    counted: Sequence[Counted]
    uncounted: Sequence[Uncounted]


def judge_week(plan: Plan, monday: date, facts: Sequence[SessionFact]) -> Week:
    """The week that begins on `monday`, judged; `facts` of other weeks are passed over, and their order is no matter.

    Dates that lie in the future are judged like others: whoever asks closes the days.
    """
    return judged(count_week(plan, monday, facts))


def judged(week: CountedWeek) -> Week:
    """What is kept of a counted week: how much, and of what nothing."""
    programs = (
        _program_week(program_id, places, week.days, week.counted)
        for program_id, places in week.places.programs.items()
    )
    said = tuple(program for program in programs if program.days or program.weekly or program.as_needed)
    return Week(week.monday, said, tuple(week.uncounted))


def count_week(plan: Plan, monday: date, facts: Sequence[SessionFact]) -> CountedWeek:
    """Every entry of the week that begins on `monday`, in its place or with the reason why it counts for nothing."""
    days = dates_of(monday)
    week = CountedWeek(monday, days, WeekPlaces(plan, days), counted := [], uncounted := [])
    for day, fact in _in_order(plan, facts):
        if monday <= day <= days[-1]:
            because = _nothing_of(fact)
            if because is not None:
                uncounted.append(Uncounted(day, fact.session_id, because))
                continue
            for index in range(len(fact.entries)):
                found = _place(plan, week.places, day, fact, index)
                if isinstance(found, Counted):
                    counted.append(found)
                else:
                    uncounted.append(Uncounted(day, fact.session_id, found, index))
    return week


def _in_order(plan: Plan, facts: Iterable[SessionFact]) -> list[tuple[date, SessionFact]]:
    """Sessions with their dates, in the order in which they meet the plan: by date, by instant, by id.

    A flight back over the date line leads to an earlier date. What was done on the later one waits for it, and takes
    no room in the week from what is done today.
    """
    dated = ((local_date(plan.zones, fact.happened_at), fact) for fact in facts)
    return sorted(dated, key=lambda each: (each[0], each[1].happened_at, each[1].session_id))


def worth(entry: Entry, dose: Dose) -> tuple[int, int]:
    """How much of one dose an entry is, as done and prescribed, at most all of it.

    By its sets, else its repetitions, else the seconds held (those of all sets together), else one. A measure that
    the dose does not have is passed over; an entry that gives only such measures, and zero in each, is nothing.
    """
    if entry.sets is not None:
        return min(entry.sets, dose.sets), dose.sets
    if entry.reps is not None and dose.reps is not None:
        reps = dose.sets * dose.reps
        return min(entry.reps, reps), reps
    if entry.hold_seconds is not None and dose.hold_seconds is not None:
        seconds = dose.sets * dose.hold_seconds
        return min(entry.hold_seconds, seconds), seconds
    given = [measure for measure in (entry.reps, entry.hold_seconds) if measure is not None]
    return (1, 1) if any(given) or not given else (0, 1)


def _nothing_of(fact: SessionFact) -> NotCounted | None:
    """Why nothing of a session counts; None where its entries say."""
    if fact.in_clinic:
        return NotCounted.IN_CLINIC
    if fact.provenance is Provenance.INFERRED:
        return NotCounted.INFERRED
    return None if fact.entries else NotCounted.NO_ENTRIES


def _place(plan: Plan, places: WeekPlaces, day: date, fact: SessionFact, index: int) -> Counted | NotCounted:
    """Puts an entry where it belongs."""
    entry = fact.entries[index]
    candidates = _candidates(plan, places, day, entry)
    if not candidates:
        return NotCounted.NOT_PRESCRIBED if plan.hold_on(day) is None else NotCounted.ON_HOLD
    work = next((work for work in candidates if work.as_needed or work.left(day) > 0), None)
    done, prescribed = worth(entry, (work or candidates[0]).prescription.dose)
    if not done:
        return NotCounted.NOTHING_DONE
    if work is None:
        return NotCounted.BEYOND_THE_CAP
    return Counted(day, fact, index, work, 0 if work.as_needed else work.take(day, done, prescribed))


def _candidates(plan: Plan, places: WeekPlaces, day: date, entry: Entry) -> Sequence[Work]:
    """Where an entry may go: to the prescription it names, else to those of its exercise and side in order."""
    if entry.prescription_id is not None and (named := places.named(day, entry.prescription_id)):
        return named
    movement = movement_of(plan, entry)
    return () if movement is None else places.moving(day, *movement)


def movement_of(plan: Plan, entry: Entry) -> Movement | None:
    """The exercise and side of an entry; None where the plan cannot say.

    One that only names a prescription has those of that prescription. An app that was offline may still name a
    prescription of an older version; an id never means two things.
    """
    if entry.exercise_id is not None:
        return entry.exercise_id, entry.side
    for program in plan.programs:
        for version in reversed(program.versions):  # most work is reported of the newest
            for prescription in version.prescriptions:
                if prescription.prescription_id == entry.prescription_id:
                    return prescription.exercise_id, prescription.side
    return None


def _program_week(
    program_id: UUID, places: ProgramPlaces, days: Sequence[date], counted: Sequence[Counted]
) -> ProgramWeek:
    slots = ((day, tuple([work.slot(day) for work in places.daily if day in work.done])) for day in days)
    weekly = sorted(places.weekly.values(), key=lambda work: work.active[0])  # as they became active, then as listed
    return ProgramWeek(
        program_id,
        tuple([Day(day, expected) for day, expected in slots if expected]),
        tuple([_weekly_count(work) for work in weekly]),
        tuple(_as_needed(places, counted)) if places.as_needed else (),
    )


def _as_needed(places: ProgramPlaces, counted: Sequence[Counted]) -> Iterator[AsNeededDone]:
    for each in counted:
        if each.work in places.as_needed:
            yield AsNeededDone(each.fact.happened_at, each.fact.session_id, each.work.prescription.prescription_id)


def _weekly_count(week: WeeklyWork) -> WeeklyCount:
    worked = tuple(
        WorkedDay(day, exactly(done, week.parts)) for work in week.works for day, done in work.done.items() if done
    )
    done = exactly(week.done, week.parts)
    return WeeklyCount(week.prescription_id, week.active[-1], week.target, done, worked)
