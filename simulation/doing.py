"""What was done: sessions with their entries, and how many doses of a prescription they make on a date."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from simulation.programs import Care, Program, times, week_of


class Entry(NamedTuple):
    prescription_id: str
    sets: int
    pain: int | None  # tenths of a point


class Session(NamedTuple):
    at: datetime
    day: date  # by the patient's clocks
    report_id: str
    entries: tuple[Entry, ...]


class Doses(NamedTuple):
    done: Fraction
    expected: int


class Diary:
    """A patient's sessions, beside what was prescribed."""

    def __init__(self, care: Care, sessions: list[Session]) -> None:
        self._care = care
        self.sessions = sessions

    def logged_on(self, day: date) -> bool:
        return any(session.day == day for session in self.sessions)

    def done(self, prescription_id: str, day: date) -> Fraction:
        """Doses, whether or not so many were expected."""
        total = Fraction(0)
        for session in self.sessions:
            if session.day == day:
                for entry in session.entries:
                    if entry.prescription_id == prescription_id:
                        sets = self._care.prescription(prescription_id)[1]["dose"]["sets"]
                        total += min(Fraction(1), Fraction(entry.sets, sets))
        return total

    def own_doses(self, program: Program, day: date) -> Doses:
        """Of what the date itself expects of a program."""
        done, expected = Fraction(0), 0
        for owner, prescription, doses in self._care.doses(day):
            if owner is program:
                done += min(Fraction(doses), self.done(prescription["prescription_id"], day))
                expected += doses
        return Doses(done, expected)

    def doses(self, program: Program, days: Iterable[date]) -> Doses:
        """Of consecutive dates, weekly work where its last date in force lies among them."""
        done, expected = Fraction(0), 0
        for day in days:
            own, weekly = self.own_doses(program, day), self._weekly(program, day)
            done, expected = done + own.done + weekly.done, expected + own.expected + weekly.expected
        return Doses(done, expected)

    def _weekly(self, program: Program, day: date) -> Doses:
        """What of a week is judged on this date."""
        done, expected = Fraction(0), 0
        for prescription in program.prescriptions:
            schedule = prescription["schedule"]
            if schedule["kind"] != "weekly":
                continue
            active = [on for on in week_of(day) if any(one is prescription for _, one in self._care.active(on))]
            if not active or active[-1] != day:
                continue
            target = (2 * schedule["times_a_week"] * len(active) + 7) // 14
            most = Fraction(schedule.get("most_a_day", 1))
            met = sum((min(most, self.done(prescription["prescription_id"], on)) for on in active), Fraction(0))
            done, expected = done + min(Fraction(target), met), expected + target
        return Doses(done, expected)


def expects_its_own(care: Care, program: Program, day: date) -> bool:
    """Fixed, cue or interval work of a program on a date."""
    return any(owner is program and times(one, day) for owner, one in care.active(day))
