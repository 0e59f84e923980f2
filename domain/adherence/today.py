"""What a patient is to do today and what of it is left, with the programs that run and those to come."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.adherence.due import due_on
from domain.adherence.plan import Plan, ProgramPlan, Rest, Version
from domain.adherence.week import Week
from domain.patient.hold import Hold
from domain.values import Prescription
from domain.zones import local_date, zone_at


class ProgramDocument(Struct, frozen=True):
    """A program as it stands on the patient's today: its version in force, and the changes already decided."""

    program_id: UUID
    version: int  # in force; 0 before the first day
    effective: date  # of that version, or of the first one to come
    last_day: date | None  # the last day that still expects
    prescriptions: tuple[Prescription, ...]
    coming: tuple[Version, ...]  # versions decided that are not in force yet
    pauses: tuple[Rest, ...]  # not yet over
    rests: tuple[Rest, ...]  # not yet over


class DueToday(Struct, frozen=True):
    """One prescription and how much of it is left: of the day; of weekly work, of the week."""

    program_id: UUID
    prescription: Prescription
    expected: int  # doses
    left: str  # doses, exact: "2", "1/3"


class TodaysWork(Struct, frozen=True):
    patient_id: UUID
    day: date  # the patient's local date
    zone: str
    due: tuple[DueToday, ...]
    programs: tuple[ProgramDocument, ...]
    hold: Hold | None = None  # of a red flag, where it covers the day: then nothing is due


def todays_work(plan: Plan, patient_id: UUID, now: datetime, week: Week | None = None) -> TodaysWork:
    """What the patient with this plan is to do on the local date of `now`.

    `week` is the judged week of that date; without one nothing was reported in it.
    """
    day = local_date(plan.zones, now)
    due = tuple(
        DueToday(item.program_id, item.prescription, item.expected, str(item.left)) for item in due_on(plan, day, week)
    )
    return TodaysWork(patient_id, day, zone_at(plan.zones, now), due, programs_on(plan, day), plan.hold_on(day))


def programs_on(plan: Plan, day: date) -> tuple[ProgramDocument, ...]:
    """The programs that run on `day` or will, in the order in which they were assigned."""
    return tuple(
        _document(plan, program, day) for program in plan.programs if plan.runs_between(program, day, date.max)
    )


def _document(plan: Plan, program: ProgramPlan, day: date) -> ProgramDocument:
    version = program.version_on(day)
    end = plan.ends(program)
    coming = tuple(known for known in program.coming_after(day) if end is None or known.effective <= end)
    shown = version or coming[0]
    return ProgramDocument(
        program_id=program.program_id,
        version=version.number if version else 0,
        effective=shown.effective,
        last_day=end,
        prescriptions=shown.prescriptions,
        coming=coming,
        pauses=tuple(pause for pause in program.pauses if pause.last_day is None or pause.last_day >= day),
        rests=tuple(rest for rest in program.rests if rest.last_day is None or rest.last_day >= day),
    )
