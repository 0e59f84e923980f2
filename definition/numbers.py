"""The published numbers: days, doses and answered in each range, the run, and today. Section 6 of the definition."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from definition.counting import AS_NEEDED, Count, expected_on, first_day, last_day
from definition.dates import DAY
from definition.judged import Asked, Week
from definition.told import Program

RANGES = (7, 28, 90, None)
ENOUGH = 5


def begins(counted: Count) -> date:
    """The first date since the start (6.7)."""
    yesterday = counted.today - DAY
    ends = {program.id: last_day(counted.told, program) for program in counted.told.programs}
    firsts = [
        first_day(program)
        for program in counted.told.programs
        if (end := ends[program.id]) is None or first_day(program) <= end
    ]
    return min([*firsts, yesterday])


def range_of(counted: Count, weeks: Sequence[Week], asked: Sequence[Asked], range_days: int | None) -> dict[str, Any]:
    """One of the ranges (6.6, 6.7)."""
    last = counted.today - DAY
    first = begins(counted) if range_days is None else last - (range_days - 1) * DAY
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    judged = [week for week in weeks if first <= week.judged_on <= last]  # 4.5
    reports = [each for each in asked if first <= each.day <= last]  # 7.7
    programs = [program for program in counted.told.programs if _runs(counted, program, first, last)]
    return {
        "range_days": range_days,
        "first": str(first),
        "last": str(last),
        **_figures(counted, days, judged, {program.id for program in programs}),
        "answered": _answered(reports),
        "programs": [
            {
                "program_id": str(program.id),
                **_figures(counted, days, judged, {program.id}),
                "answered": _answered([each for each in reports if each.program_id == program.id]),
                "prescriptions": [
                    {
                        "prescription_id": str(prescription_id),
                        **_figures(counted, days, judged, {program.id}, prescription_id),
                    }
                    for prescription_id in _shown(counted, program, days, judged)
                ],
            }
            for program in programs
        ],
    }


def run_days(counted: Count) -> int | None:
    """Clauses 6.13 and 6.14."""
    run = 1 if _worked(_slots(counted, counted.today)) else 0
    for day in sorted((day for day in counted.active if day < counted.today), reverse=True):
        slots = _slots(counted, day)
        if slots and not _worked(slots):
            break
        run += bool(slots)
    return run if run >= 2 else None


def today_so_far(counted: Count, weeks: Iterable[Week]) -> dict[str, Any]:
    """Clause 6.15."""
    today = counted.today
    slots = _slots(counted, today)
    return {
        "day": str(today),
        "expected": sum(expected for expected, _ in slots),
        "done": str(sum((done for _, done in slots), Fraction(0))),
        "weekly": [
            {
                "prescription_id": str(week.prescription_id),
                "judged_on": str(week.judged_on),
                "target": week.target,
                "done": str(counted.done_on(week.program_id, week.prescription_id, *week.active)),
                "worked": [
                    {"day": str(day), "done": str(done)}
                    for day in week.active
                    if (done := counted.done_on(week.program_id, week.prescription_id, day))
                ],
            }
            for week in weeks
            if today in week.active
        ],
    }


def number(done: Fraction, expected: int, nothing: str) -> dict[str, Any]:
    """Done of expected; `nothing` is the reason where nothing is expected (6.9 to 6.12)."""
    exact = Fraction(done, expected) if expected else None
    return {
        "done": str(done),
        "expected": expected,
        "exact": None if exact is None else str(exact),
        "value": None if exact is None else _four_decimals(exact),
        "reason": nothing if exact is None else None,
        "too_little": expected < ENOUGH,
    }


def _four_decimals(exact: Fraction) -> str:
    ten_thousandths = round(exact * 10_000)  # of a fraction it is exact, and half to even
    return f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}"


def _figures(
    counted: Count,
    days: Iterable[date],
    judged: Iterable[Week],
    programs: set[UUID],
    prescription_id: UUID | None = None,
) -> dict[str, Any]:
    """The two numbers of some programs, or of one prescription (6.1 to 6.5)."""
    expected_days, worked_days, expected, done = 0, 0, 0, Fraction(0)
    for day in days:
        slots = _slots(counted, day, programs, prescription_id)
        expected_days += bool(slots)
        worked_days += _worked(slots)
        expected += sum(expected for expected, _ in slots)
        done += sum((done for _, done in slots), Fraction(0))
    for week in judged:
        if week.program_id in programs and prescription_id in (None, week.prescription_id):
            expected += week.target
            done += counted.done_on(week.program_id, week.prescription_id, *week.active)
    return {
        "days": number(Fraction(worked_days), expected_days, "no_day_expected"),
        "doses": number(done, expected, "nothing_expected"),
    }


def _answered(reports: Sequence[Asked]) -> dict[str, Any]:
    """Clauses 7.8 to 7.10: a report counts once."""
    answered = {report.symptom_id for report in reports if report.answered_by is not None}
    return number(Fraction(len(answered)), len({report.symptom_id for report in reports}), "no_symptom_reported")


def _shown(counted: Count, program: Program, days: Iterable[date], judged: Iterable[Week]) -> list[UUID]:
    """The prescriptions that a program shows in a range (6.5)."""
    wanted = {week.prescription_id for week in judged if week.target}
    for day in days:
        for active in counted.active.get(day, ()):
            if active.prescription.kind == AS_NEEDED or expected_on(active.prescription, day):
                wanted.add(active.prescription.id)
    listed = [each.id for version in program.versions for each in version.prescriptions]
    return [prescription_id for prescription_id in dict.fromkeys(listed) if prescription_id in wanted]


def _runs(counted: Count, program: Program, first: date, last: date) -> bool:
    """Clause 6.8."""
    end = last_day(counted.told, program)
    begin = first_day(program)
    return begin <= last and (end is None or (begin <= end and first <= end))


def _slots(
    counted: Count, day: date, programs: set[UUID] | None = None, prescription_id: UUID | None = None
) -> list[tuple[int, Fraction]]:
    """Doses expected and done of the fixed, cue and interval work of a date; of some programs, of one prescription."""
    return [
        (expected, counted.done_on(each.program.id, each.prescription.id, day))
        for each in counted.active.get(day, ())
        if programs is None or each.program.id in programs
        if prescription_id in (None, each.prescription.id)
        if (expected := expected_on(each.prescription, day))
    ]


def _worked(slots: Iterable[tuple[int, Fraction]]) -> bool:
    return any(done for _, done in slots)
