"""What each date expects, and which entries met it. Sections 2 to 5 of the definition, clause by clause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple
from uuid import UUID

from definition.dates import DAY, bounds, date_at
from definition.told import Prescription, Program, Session, Told, Version

AS_NEEDED = "symptom"
DAILY = ("fixed", "cue", "interval")
NOTHING = Fraction(0)


class Active(NamedTuple):
    """A prescription that is active on a date (3.5)."""

    program: Program
    version: Version
    prescription: Prescription

    def is_the_work_of(self, other: "Active") -> bool:
        """Whether it is the same prescription of the same program, in whatever version."""
        return self.program is other.program and self.prescription.id == other.prescription.id


class Met(NamedTuple):
    """An entry in its place, and how much of a dose it counted; nothing of as-needed work."""

    day: date
    program_id: UUID
    prescription: Prescription
    session_id: UUID
    entry: int  # from 0
    at: datetime  # UTC
    amount: Fraction

    def is_of(self, place: Active) -> bool:
        return self.program_id == place.program.id and self.prescription.id == place.prescription.id


class Uncounted(NamedTuple):
    day: date
    session_id: UUID
    entry: int | None  # None: the whole session
    because: str


@dataclass
class Count:
    """The patient's days up to today, what was active on each, and where every entry went, in the order of 5.1."""

    told: Told
    today: date
    active: dict[date, list[Active]] = field(default_factory=dict)  # from the first Monday to the end of this week
    met: list[Met] = field(default_factory=list)
    uncounted: list[Uncounted] = field(default_factory=list)
    done: dict[tuple[UUID, UUID, date], Fraction] = field(default_factory=dict)  # by program, prescription and date

    def done_on(self, program_id: UUID, prescription_id: UUID, *days: date) -> Fraction:
        """Doses of a prescription that were done on these dates together."""
        return sum((self.done.get((program_id, prescription_id, day), NOTHING) for day in days), NOTHING)


def count(told: Told, today: date) -> Count:
    """Everything up to today; what lies on a later date waits (8.9)."""
    counted = Count(told, today)
    begins = min((version.effective for program in told.programs for version in program.versions), default=today)
    for day in _dates(monday_of(min(begins, today)), monday_of(today) + 6 * DAY):
        counted.active[day] = list(_active_on(told, day))
    dated = [(date_at(told.zones, session.at), session) for session in told.sessions]  # 5.2
    for day, session in sorted(dated, key=lambda each: (each[0], each[1].at, each[1].id)):  # 5.1
        if day <= today:
            _count_session(counted, session, day)
    return counted


def first_day(program: Program) -> date:
    return min(version.effective for version in program.versions)


def last_day(told: Told, program: Program) -> date | None:
    """The last date that still expects (2.8, 2.9)."""
    return min((day for day in (program.last_day, told.discharged) if day is not None), default=None)


def is_held(told: Told, day: date) -> bool:
    """Whether a red flag holds all programs on a date (2.11)."""
    return any(hold.first <= day and (hold.last is None or day <= hold.last) for hold in told.holds)


def is_away(told: Told, day: date) -> bool:
    """Whether a date lies between a discharge and the readmission after it (2.15)."""
    return any(absence.first <= day <= (absence.last or day) for absence in told.absences)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(day: date) -> list[date]:
    """Monday to Sunday (4.1)."""
    return list(_dates(monday_of(day), monday_of(day) + 6 * DAY))


def expected_on(prescription: Prescription, day: date) -> int:
    """Doses that fixed, cue or interval work expects on a date on which it is active (3.6 to 3.9); else 0."""
    schedule = prescription.schedule
    if prescription.kind not in DAILY or day.isoweekday() not in schedule.get("weekdays", range(1, 8)):
        return 0
    if prescription.kind != "interval":
        return int(schedule.get("times_a_day", 1))
    window = _minutes(schedule["end"]) - _minutes(schedule["start"])
    times = int(window // schedule["every_minutes"])
    return times if schedule.get("most_a_day") is None else min(times, schedule["most_a_day"])


def active_dates(counted: Count, place: Active, day: date) -> list[date]:
    """The dates of the week of `day` on which a prescription is active in its program."""
    return [
        each for each in week_of(day) if any(active.is_the_work_of(place) for active in counted.active.get(each, ()))
    ]


def target(prescription: Prescription, active: Sequence[date]) -> int:
    """Doses that weekly work expects in a week (4.2)."""
    return floor(Fraction(prescription.schedule["times_a_week"] * len(active), 7) + Fraction(1, 2))


def worth(entry: Mapping[str, Any], dose: Mapping[str, Any]) -> Fraction:
    """How much of one dose an entry is (5.8 to 5.13)."""
    sets = dose.get("sets", 1)
    if entry.get("sets") is not None:
        return min(Fraction(entry["sets"], sets), Fraction(1))
    for measure in ("reps", "hold_seconds"):
        if entry.get(measure) is not None and dose.get(measure) is not None:
            return min(Fraction(entry[measure], sets * dose[measure]), Fraction(1))
    given = [entry[measure] for measure in ("reps", "hold_seconds") if entry.get(measure) is not None]
    return NOTHING if given and not any(given) else Fraction(1)


def _active_on(told: Told, day: date) -> Iterator[Active]:
    if bounds(told.zones, day) is None or is_held(told, day) or is_away(told, day):
        return  # 1.6, 2.11
    for program in told.programs:
        begun = [version for version in program.versions if version.effective <= day]
        last = last_day(told, program)
        if not begun or (last is not None and day > last):
            continue
        in_force = max(begun, key=lambda version: version.number)  # 2.1
        for prescription in in_force.prescriptions:
            free = any(
                each.first <= day
                and (each.last is None or day <= each.last)
                and (not each.prescriptions or prescription.id in each.prescriptions)
                for each in (*program.pauses, *program.rests)
            )
            if not free:
                yield Active(program, in_force, prescription)


def _count_session(counted: Count, session: Session, day: date) -> None:
    because = None
    if session.in_clinic:
        because = "in_clinic"
    elif session.provenance == "inferred":
        because = "inferred"
    elif not session.entries:
        because = "no_entries"
    if because is not None:
        counted.uncounted.append(Uncounted(day, session.id, None, because))
        return
    for index, entry in enumerate(session.entries):
        because = _count_entry(counted, session, day, index, entry)
        if because is not None:
            counted.uncounted.append(Uncounted(day, session.id, index, because))


def _count_entry(counted: Count, session: Session, day: date, index: int, entry: Mapping[str, Any]) -> str | None:
    """Puts an entry in its place; the reason where it counts for nothing."""
    places = _places(counted, day, entry)
    if not places:
        return "on_hold" if is_held(counted.told, day) else "not_prescribed"  # 5.22
    place = next((place for place in places if _left(counted, place, day) > 0), None)
    amount = worth(entry, (place or places[0]).prescription.dose)
    if not amount:
        return "nothing_done"
    if place is None:
        return "beyond_the_cap"
    prescription = place.prescription
    if prescription.kind == AS_NEEDED:
        amount = NOTHING  # 5.21
    else:
        amount = min(amount, _left(counted, place, day))  # 5.14
        key = place.program.id, prescription.id, day
        counted.done[key] = counted.done.get(key, NOTHING) + amount
    counted.met.append(Met(day, place.program.id, prescription, session.id, index, session.at, amount))
    return None


def _places(counted: Count, day: date, entry: Mapping[str, Any]) -> list[Active]:
    """Where an entry may go on a date (5.3 to 5.6)."""
    open_ = [each for each in counted.active.get(day, ()) if _has_place(each.prescription, day)]
    named = UUID(entry["prescription_id"]) if entry.get("prescription_id") else None
    of_that_id = [each for each in open_ if each.prescription.id == named]
    if of_that_id:
        return of_that_id
    movement = None
    if entry.get("exercise_id"):
        movement = UUID(entry["exercise_id"]), entry.get("side", "none")
    else:
        for program in counted.told.programs:
            for version in program.versions:
                for prescription in version.prescriptions:
                    if prescription.id == named:
                        movement = prescription.exercise_id, prescription.side
    return [each for each in open_ if (each.prescription.exercise_id, each.prescription.side) == movement]


def _has_place(prescription: Prescription, day: date) -> bool:
    return prescription.kind not in DAILY or expected_on(prescription, day) > 0


def _left(counted: Count, place: Active, day: date) -> Fraction:
    """Doses that still have room on a date."""
    prescription = place.prescription
    if prescription.kind == AS_NEEDED:
        return Fraction(1)
    done = counted.done_on(place.program.id, prescription.id, day)
    if prescription.kind in DAILY:
        return expected_on(prescription, day) - done
    active = active_dates(counted, place, day)
    of_the_week = target(prescription, active) - counted.done_on(place.program.id, prescription.id, *active)  # 4.4
    of_the_date = int(prescription.schedule.get("most_a_day", 1)) - done  # 4.3
    return min(of_the_date, of_the_week)


def _minutes(wall_time: str) -> int:
    hours, minutes = wall_time.split(":")
    return 60 * int(hours) + int(minutes)


def _dates(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
