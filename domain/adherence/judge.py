"""Judging a week: which entries of which sessions meet which doses. Rules 4 and 5 of the adherence definition."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.adherence.places import ProgramPlaces, WeeklyWork, WeekPlaces, Work, exactly
from domain.adherence.plan import Plan
from domain.adherence.week import Day, NotCounted, ProgramWeek, Uncounted, Week, WeeklyCount, WorkedDay, dates_of
from domain.values import Dose, Entry, Provenance, Side
from domain.zones import local_date

Movement = tuple[UUID, Side]
"""An exercise and the side it is done on."""


def judge_week(plan: Plan, monday: date, facts: Sequence[SessionFact]) -> Week:
    """The week that begins on `monday`, judged; `facts` of other weeks are passed over, and their order is no matter.

    Dates that lie in the future are judged like others: whoever asks closes the days.
    """
    days = dates_of(monday)
    places = WeekPlaces(plan, days)
    uncounted: list[Uncounted] = []
    for fact in sorted(facts, key=lambda fact: (fact.happened_at, fact.session_id)):
        day = local_date(plan.zones, fact.happened_at)
        if monday <= day <= days[-1]:
            uncounted.extend(_count(plan, places, day, fact))
    programs = (_program_week(program_id, program, days) for program_id, program in places.programs.items())
    return Week(monday, tuple(week for week in programs if week.days or week.weekly), tuple(uncounted))


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


def _count(plan: Plan, places: WeekPlaces, day: date, fact: SessionFact) -> list[Uncounted]:
    """Puts a session's entries where they belong; answers those that counted for nothing."""
    if fact.in_clinic:
        return [Uncounted(day, fact.session_id, NotCounted.IN_CLINIC)]
    if fact.provenance is Provenance.INFERRED:
        return [Uncounted(day, fact.session_id, NotCounted.INFERRED)]
    if not fact.entries:
        return [Uncounted(day, fact.session_id, NotCounted.NO_ENTRIES)]
    uncounted = []
    for index, entry in enumerate(fact.entries):
        reason = _place(plan, places, day, entry)
        if reason is not None:
            uncounted.append(Uncounted(day, fact.session_id, reason, index))
    return uncounted


def _place(plan: Plan, places: WeekPlaces, day: date, entry: Entry) -> NotCounted | None:
    candidates = _candidates(plan, places, day, entry)
    if not candidates:
        return NotCounted.NOT_PRESCRIBED
    for work in candidates:
        if work.left(day) > 0:
            done, prescribed = worth(entry, work.prescription.dose)
            work.take(day, done, prescribed)
            return None if done else NotCounted.NOTHING_DONE
    done, _ = worth(entry, candidates[0].prescription.dose)
    return NotCounted.BEYOND_THE_CAP if done else NotCounted.NOTHING_DONE


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


def _program_week(program_id: UUID, places: ProgramPlaces, days: Sequence[date]) -> ProgramWeek:
    slots = ((day, tuple([work.slot(day) for work in places.daily if day in work.done])) for day in days)
    weekly = sorted(places.weekly.values(), key=lambda work: work.active[0])  # as they became active, then as listed
    return ProgramWeek(
        program_id,
        tuple([Day(day, expected) for day, expected in slots if expected]),
        tuple([_weekly_count(work) for work in weekly]),
    )


def _weekly_count(week: WeeklyWork) -> WeeklyCount:
    worked = tuple(
        WorkedDay(day, exactly(done, week.parts)) for work in week.works for day, done in work.done.items() if done
    )
    done = exactly(week.done, week.parts)
    return WeeklyCount(week.prescription_id, week.active[-1], week.target, done, worked)
