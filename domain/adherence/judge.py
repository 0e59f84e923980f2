"""Judging a week: which entries of which sessions meet which doses. Rules 4 and 5 of the adherence definition."""

from collections.abc import Sequence
from datetime import date

from domain.adherence.facts import SessionFact
from domain.adherence.places import DayPlaces, Movement, Place, WeeklyWork, WeekPlaces
from domain.adherence.plan import Plan
from domain.adherence.week import Day, NotCounted, ProgramWeek, Slot, Uncounted, Week, WeeklyCount, WorkedDay, dates_of
from domain.values import Dose, Entry, Provenance
from domain.zones import local_date


def judge_week(plan: Plan, monday: date, facts: Sequence[SessionFact]) -> Week:
    """The week that begins on `monday`, judged; `facts` of other weeks are passed over, and their order is no matter.

    Dates that lie in the future are judged like others: whoever asks closes the days.
    """
    places = WeekPlaces(plan, dates_of(monday))
    uncounted: list[Uncounted] = []
    for fact in sorted(facts, key=lambda fact: (fact.happened_at, fact.session_id)):
        day = local_date(plan.zones, fact.happened_at)
        if day in places.days:
            uncounted.extend(_count(plan, places.days[day], day, fact))
    return Week(monday, _programs(plan, places), tuple(uncounted))


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


def _count(plan: Plan, places: DayPlaces, day: date, fact: SessionFact) -> list[Uncounted]:
    """Puts a session's entries where they belong; answers those that counted for nothing."""
    if fact.in_clinic:
        return [Uncounted(day, fact.session_id, NotCounted.IN_CLINIC)]
    if fact.provenance is Provenance.INFERRED:
        return [Uncounted(day, fact.session_id, NotCounted.INFERRED)]
    if not fact.entries:
        return [Uncounted(day, fact.session_id, NotCounted.NO_ENTRIES)]
    reasons = ((index, _place(plan, places, entry)) for index, entry in enumerate(fact.entries))
    return [Uncounted(day, fact.session_id, reason, index) for index, reason in reasons if reason is not None]


def _place(plan: Plan, places: DayPlaces, entry: Entry) -> NotCounted | None:
    candidates = _candidates(plan, places, entry)
    if not candidates:
        return NotCounted.NOT_PRESCRIBED
    free = next((place for place in candidates if place.left() > 0), None)
    done, prescribed = worth(entry, (free or candidates[0]).prescription.dose)
    if done == 0:
        return NotCounted.NOTHING_DONE
    if free is None:
        return NotCounted.BEYOND_THE_CAP
    free.take(done, prescribed)
    return None


def _candidates(plan: Plan, places: DayPlaces, entry: Entry) -> Sequence[Place]:
    """The places an entry may go to: the prescription it names, else those of its exercise and side in order."""
    if entry.prescription_id is not None and entry.prescription_id in places.named:
        return places.named[entry.prescription_id]
    movement = movement_of(plan, entry)
    return () if movement is None else places.moving.get(movement, ())


def movement_of(plan: Plan, entry: Entry) -> Movement | None:
    """The exercise and side of an entry; None where the plan cannot say.

    One that only names a prescription has those of that prescription. An app that was offline may still name a
    prescription of an older version; an id never means two things.
    """
    if entry.exercise_id is not None:
        return entry.exercise_id, entry.side
    for program in plan.programs:
        for version in program.versions:
            for prescription in version.prescriptions:
                if prescription.prescription_id == entry.prescription_id:
                    return prescription.exercise_id, prescription.side
    return None


def _programs(plan: Plan, places: WeekPlaces) -> tuple[ProgramWeek, ...]:
    weeks = []
    for program in plan.programs:
        days = []
        for day, known in places.days.items():
            slots = tuple(
                Slot(place.prescription.prescription_id, place.day.expected, place.day.exactly())
                for place in known.places
                if place.week is None and place.program_id == program.program_id
            )
            if slots:
                days.append(Day(day, slots))
        weekly = tuple(
            WeeklyCount(prescription_id, work.active[-1], work.week.expected, work.week.exactly(), _worked(work))
            for (program_id, prescription_id), work in places.weekly.items()
            if program_id == program.program_id
        )
        if days or weekly:
            weeks.append(ProgramWeek(program.program_id, tuple(days), weekly))
    return tuple(weeks)


def _worked(work: WeeklyWork) -> tuple[WorkedDay, ...]:
    days = zip(work.active, work.places, strict=True)
    return tuple(WorkedDay(day, place.day.exactly()) for day, place in days if place.day.done)
