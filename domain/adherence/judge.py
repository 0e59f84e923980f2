"""Judging a week: which entries of which sessions meet which doses. Rules 4 and 5 of the adherence definition."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.adherence.plan import Plan, active_on
from domain.adherence.week import (
    Day,
    NotCounted,
    ProgramWeek,
    Slot,
    Uncounted,
    Week,
    WeeklyCount,
    dates_of,
)
from domain.values import Cue, Dose, Entry, Fixed, Prescription, Provenance, Side, Weekly
from domain.zones import local_date

Amount = int | Fraction
"""Doses, exactly. Whole numbers stay integers: they are most of the work, and much quicker."""


class _Count:
    """Doses done of a number that caps them."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.done: Amount = 0


class _Place:
    """Where an entry may go on one date: a prescription, under the cap of the day and, weekly work, of the week too."""

    def __init__(self, program_id: UUID, prescription: Prescription, day: _Count, week: _Count | None = None) -> None:
        self.program_id = program_id
        self.prescription = prescription
        self.day = day
        self.caps = (day,) if week is None else (day, week)

    def left(self) -> Amount:
        return min(cap.expected - cap.done for cap in self.caps)

    def take(self, amount: Amount) -> None:
        for cap in self.caps:
            cap.done += amount


class _WeeklyWork:
    """A weekly prescription in one week: the dates on which it is active, and the doses of the week."""

    def __init__(self) -> None:
        self.active: list[date] = []
        self.week = _Count(0)


class _Sheet:
    """The places of each date of a week, and the weekly counts, each in the order of the plan."""

    def __init__(self, plan: Plan, days: Sequence[date]) -> None:
        self.places: dict[date, list[_Place]] = {day: [] for day in days}
        self.weekly: dict[tuple[UUID, UUID], _WeeklyWork] = {}
        for day in days:
            for program, prescription in active_on(plan, day):
                self._open(day, program.program_id, prescription)

    def _open(self, day: date, program_id: UUID, prescription: Prescription) -> None:
        schedule = prescription.schedule
        match schedule:
            case Fixed() | Cue():
                if day.isoweekday() in schedule.weekdays:
                    self.places[day].append(_Place(program_id, prescription, _Count(schedule.times_a_day)))
            case Weekly():
                work = self.weekly.setdefault((program_id, prescription.prescription_id), _WeeklyWork())
                self.places[day].append(_Place(program_id, prescription, _Count(schedule.most_a_day), work.week))
                work.active.append(day)
                work.week.expected = weekly_target(schedule.times_a_week, len(work.active))
            case _:
                assert_never(schedule)


def weekly_target(times_a_week: int, active_days: int) -> int:
    """Doses expected of weekly work in a week of which it was active on `active_days` days (0 to 7).

    It is floor(n k / 7 + 1/2).
    """
    return (2 * times_a_week * active_days + 7) // 14


def worth(entry: Entry, dose: Dose) -> Amount:
    """How much of one dose an entry is, 0 to 1: by its sets, else its repetitions, else the seconds held, else one.

    Repetitions and seconds are those of all sets together. A measure that the dose does not have is passed over; an
    entry that gives only such measures, and zero in each, is nothing.
    """
    if entry.sets is not None:
        return _part(entry.sets, dose.sets)
    if entry.reps is not None and dose.reps is not None:
        return _part(entry.reps, dose.sets * dose.reps)
    if entry.hold_seconds is not None and dose.hold_seconds is not None:
        return _part(entry.hold_seconds, dose.sets * dose.hold_seconds)
    given = [measure for measure in (entry.reps, entry.hold_seconds) if measure is not None]
    return 1 if any(given) or not given else 0


def _part(done: int, prescribed: int) -> Amount:
    if done >= prescribed:
        return 1
    return Fraction(done, prescribed) if done else 0


def judge_week(plan: Plan, monday: date, facts: Sequence[SessionFact]) -> Week:
    """The week that begins on `monday`, judged; `facts` of other weeks are passed over, and their order is no matter.

    Dates that lie in the future are judged like others: whoever asks closes the days.
    """
    sheet = _Sheet(plan, dates_of(monday))
    uncounted: list[Uncounted] = []
    for fact in sorted(facts, key=lambda fact: (fact.happened_at, fact.session_id)):
        day = local_date(plan.zones, fact.happened_at)
        places = sheet.places.get(day)
        if places is not None:
            uncounted.extend(_count(plan, places, day, fact))
    return Week(monday, _programs(plan, sheet), tuple(uncounted))


def _count(plan: Plan, places: list[_Place], day: date, fact: SessionFact) -> list[Uncounted]:
    """Puts a session's entries where they belong; answers those that counted for nothing."""
    if fact.in_clinic:
        return [Uncounted(day, fact.session_id, NotCounted.IN_CLINIC)]
    if fact.provenance is Provenance.INFERRED:
        return [Uncounted(day, fact.session_id, NotCounted.INFERRED)]
    if not fact.entries:
        return [Uncounted(day, fact.session_id, NotCounted.NO_ENTRIES)]
    reasons = ((index, _place_entry(plan, places, entry)) for index, entry in enumerate(fact.entries))
    return [Uncounted(day, fact.session_id, reason, index) for index, reason in reasons if reason is not None]


def _place_entry(plan: Plan, places: list[_Place], entry: Entry) -> NotCounted | None:
    candidates = _candidates(plan, places, entry)
    if not candidates:
        return NotCounted.NOT_PRESCRIBED
    place = next((place for place in candidates if place.left() > 0), None)
    amount = worth(entry, (place or candidates[0]).prescription.dose)
    if amount == 0:
        return NotCounted.NOTHING_DONE
    if place is None:
        return NotCounted.BEYOND_THE_CAP
    place.take(min(amount, place.left()))
    return None


def _candidates(plan: Plan, places: list[_Place], entry: Entry) -> list[_Place]:
    """The places an entry may go to: the prescription it names, else those of its exercise and side in order."""
    if entry.prescription_id is not None:
        named = [place for place in places if place.prescription.prescription_id == entry.prescription_id]
        if named:
            return named
    movement = _movement(plan, entry)
    return [p for p in places if (p.prescription.exercise_id, p.prescription.side) == movement]


def _movement(plan: Plan, entry: Entry) -> tuple[UUID, Side] | None:
    """The exercise and side of an entry. One that only names a prescription has those of that prescription.

    An app that was offline may still name a prescription of an older version.
    """
    if entry.exercise_id is not None:
        return entry.exercise_id, entry.side
    for program in reversed(plan.programs):
        for version in reversed(program.versions):
            for prescription in version.prescriptions:
                if prescription.prescription_id == entry.prescription_id:
                    return prescription.exercise_id, prescription.side
    return None


def _programs(plan: Plan, sheet: _Sheet) -> tuple[ProgramWeek, ...]:
    weeks = []
    for program in plan.programs:
        days = []
        for day, places in sheet.places.items():
            slots = tuple(
                Slot(place.prescription.prescription_id, place.day.expected, str(place.day.done))
                for place in places
                if place.program_id == program.program_id and not isinstance(place.prescription.schedule, Weekly)
            )
            if slots:
                days.append(Day(day, slots))
        weekly = tuple(
            WeeklyCount(prescription_id, work.active[-1], work.week.expected, str(work.week.done))
            for (program_id, prescription_id), work in sheet.weekly.items()
            if program_id == program.program_id
        )
        if days or weekly:
            weeks.append(ProgramWeek(program.program_id, tuple(days), weekly))
    return tuple(weeks)
