"""What a patient is to do on a day, program by program."""

from datetime import date
from fractions import Fraction
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, active_on
from domain.adherence.week import Week, monday_of
from domain.values import Cue, Fixed, Prescription, Weekly


class Due(Struct, frozen=True):
    program_id: UUID
    prescription: Prescription
    expected: int  # doses of the day; of weekly work, of the week
    left: Fraction  # doses still to do on the day; of weekly work, in the week


def due_on(plan: Plan, day: date, week: Week | None = None) -> list[Due]:
    """Everything to do on `day`, in the order of the program, with what `week` (the judged week of that day) leaves.

    Without a week nothing was reported in it. Work that is done stays in the list, with nothing left.
    """
    judged = week or judge_week(plan, monday_of(day), ())
    slots = {
        slot.prescription_id: slot
        for program in judged.programs
        for known in program.days
        if known.day == day
        for slot in known.slots
    }
    weekly = {count.prescription_id: count for program in judged.programs for count in program.weekly}
    due = []
    for program, prescription in active_on(plan, day):
        schedule = prescription.schedule
        match schedule:
            case Fixed() | Cue():
                slot = slots.get(prescription.prescription_id)
                if slot is not None:
                    left = slot.expected - Fraction(slot.done)
                    due.append(Due(program.program_id, prescription, slot.expected, left))
            case Weekly():
                count = weekly[prescription.prescription_id]
                left = count.target - Fraction(count.done)
                due.append(Due(program.program_id, prescription, count.target, left))
            case _:
                assert_never(schedule)
    return due
