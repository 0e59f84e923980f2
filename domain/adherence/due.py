"""What a patient is to do on a day, program by program."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, active_on
from domain.adherence.week import Week, monday_of
from domain.values import Prescription


class Due(Struct, frozen=True):
    program_id: UUID
    prescription: Prescription
    expected: int  # doses of the day; of weekly work, of the week
    left: Fraction  # doses still to do on the day; of weekly work, in the week


def due_on(plan: Plan, day: date, week: Week | None = None) -> list[Due]:
    """Everything to do on `day`, in the order of the program, with what `week` (the judged week of that day) leaves.

    Without a week nothing was reported in it. Work that is done stays in the list, with nothing left. What is expected
    comes from the plan alone: the week says only what was done, for it may have been judged before the plan changed.
    """
    expected = {
        prescription_id: doses for prescription_id, doses, _ in _work(judge_week(plan, monday_of(day), ()), day)
    }
    done = {prescription_id: done for prescription_id, _, done in _work(week, day)} if week else {}
    due = []
    for program, prescription in active_on(plan, day):
        doses = expected.get(prescription.prescription_id)
        if doses is not None:
            left = max(doses - done.get(prescription.prescription_id, Fraction()), Fraction())
            due.append(Due(program.program_id, prescription, doses, left))
    return due


def _work(week: Week, day: date) -> Iterator[tuple[UUID, int, Fraction]]:
    """Each prescription's doses expected and done, of the day; of weekly work those of the week, done up to the day."""
    for program in week.programs:
        for known in program.days:
            if known.day == day:
                yield from ((slot.prescription_id, slot.expected, Fraction(slot.done)) for slot in known.slots)
        yield from ((count.prescription_id, count.target, Fraction(count.until(day).done)) for count in program.weekly)
