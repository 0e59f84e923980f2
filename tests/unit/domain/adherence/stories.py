"""Short words for the patients of the adherence tests: their programs, their sessions, and how a week was judged."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.adherence.facts import SessionFact
from domain.adherence.figures import Figures, Rate, Sums, figures
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.sums import by_program
from domain.adherence.week import NotCounted, Week, monday_of
from domain.patient.events import (
    DischargeReason,
    PatientDischarged,
    PatientEnrolled,
    PatientEvent,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
)
from domain.program.events import (
    CompletionReason,
    PauseReason,
    ProgramAssigned,
    ProgramCompleted,
    ProgramEvent,
    ProgramPaused,
    ProgramResumed,
    ProgramRevised,
    RestAdvised,
)
from domain.values import Cue, CueKind, Deficit, Dose, Entry, Fixed, Prescription, Provenance, Schedule, Side, Weekly
from domain.zones import local_date

PATIENT, CLINIC, PROGRAM, OTHER_PROGRAM = (UUID(int=n) for n in (1, 2, 3, 4))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2024, 1, 8) + timedelta(n) for n in range(7))
NEXT_MONDAY = MONDAY + timedelta(7)
LONG_AGO = date(2023, 10, 2)
BERLIN = "Europe/Berlin"


def prescribed(
    n: int,
    schedule: Schedule | None = None,
    *,
    dose: Dose | None = None,
    side: Side = Side.NONE,
    exercise: int | None = None,
) -> Prescription:
    """Prescription `n`, of exercise `n` unless said: three sets of ten, once a day unless said."""
    return Prescription(
        prescription_id=UUID(int=100 + n),
        exercise_id=UUID(int=200 + (n if exercise is None else exercise)),
        deficit=Deficit.STRENGTH,
        dose=dose or Dose(sets=3, reps=10),
        schedule=schedule or Fixed(),
        side=side,
    )


SQUATS = prescribed(1)
BRIDGES = prescribed(2, Fixed(times_a_day=2))
ON_ONE_LEG = prescribed(3, Cue(cue=CueKind.BRUSHING_TEETH, times_a_day=2))
STAIRS = prescribed(4, Weekly(times_a_week=3))


def enrolled(zone: str = BERLIN) -> PatientEnrolled:
    return PatientEnrolled(patient_id=PATIENT, clinic_id=CLINIC, zone=zone)


def moved(zone: str, since: datetime) -> PatientZoneSet:
    return PatientZoneSet(patient_id=PATIENT, zone=zone, since=since)


def discharged(last_day: date) -> PatientDischarged:
    return PatientDischarged(patient_id=PATIENT, last_day=last_day, reason=DischargeReason.GOALS_MET)


def flagged(first_day: date) -> RedFlagReported:
    """A red flag that was recorded on that date."""
    return RedFlagReported(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        red_flag_id=UUID(int=300 + first_day.toordinal()),
        signs=(RedFlagSign.CHEST_PAIN,),
        provenance=Provenance.PATIENT,
        first_day=first_day,
    )


def flag_cleared(first_day: date) -> RedFlagCleared:
    return RedFlagCleared(patient_id=PATIENT, first_day=first_day)


def assigned(
    *prescriptions: Prescription, effective: date = LONG_AGO, program: UUID = PROGRAM, last_day: date | None = None
) -> ProgramAssigned:
    return ProgramAssigned(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        program_id=program,
        prescriptions=prescriptions,
        effective=effective,
        last_day=last_day,
    )


def revised(version: int, *prescriptions: Prescription, effective: date, program: UUID = PROGRAM) -> ProgramRevised:
    return ProgramRevised(
        patient_id=PATIENT, program_id=program, version=version, prescriptions=prescriptions, effective=effective
    )


def paused(first_day: date, last_day: date | None = None) -> ProgramPaused:
    return ProgramPaused(
        patient_id=PATIENT, program_id=PROGRAM, first_day=first_day, reason=PauseReason.UNWELL, last_day=last_day
    )


def resumed(first_day: date) -> ProgramResumed:
    return ProgramResumed(patient_id=PATIENT, program_id=PROGRAM, first_day=first_day)


def rest(first_day: date, last_day: date, *prescriptions: Prescription) -> RestAdvised:
    ids = tuple(prescription.prescription_id for prescription in prescriptions)
    return RestAdvised(
        patient_id=PATIENT, program_id=PROGRAM, prescriptions=ids, first_day=first_day, last_day=last_day
    )


def completed(last_day: date, reason: CompletionReason = CompletionReason.COMPLETED) -> ProgramCompleted:
    return ProgramCompleted(patient_id=PATIENT, program_id=PROGRAM, last_day=last_day, reason=reason)


def plan_of(*events: PatientEvent | ProgramEvent) -> Plan:
    """The plan after these events, of a patient enrolled in Berlin where none of them enrols."""
    plan = Plan() if isinstance(events[0], PatientEnrolled) else evolve_plan(Plan(), enrolled())
    for event in events:
        plan = evolve_plan(plan, event)
    return plan


def at(day: date, hour: int = 12, minute: int = 0, zone: str = BERLIN) -> datetime:
    """The instant at which clocks in `zone` show that time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def did(
    prescription: Prescription, *, sets: int | None = None, reps: int | None = None, hold_seconds: int | None = None
) -> Entry:
    """An entry that names its prescription; all of the dose unless said."""
    return Entry(prescription_id=prescription.prescription_id, sets=sets, reps=reps, hold_seconds=hold_seconds)


def moved_as_in(prescription: Prescription, *, sets: int | None = None) -> Entry:
    """An entry that names only the exercise and side."""
    return Entry(exercise_id=prescription.exercise_id, side=prescription.side, sets=sets)


def session(
    n: int,
    happened_at: datetime,
    *entries: Entry,
    provenance: Provenance = Provenance.PATIENT,
    in_clinic: bool = False,
) -> SessionFact:
    return SessionFact(UUID(int=1000 + n), happened_at, entries, provenance, in_clinic)


def daily(first: date, last: date, *entries: Entry) -> list[SessionFact]:
    """A session at noon in Berlin on every date from `first` to `last`."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [session(day.toordinal(), at(day), *entries) for day in days]


def weeks_of(plan: Plan, facts: Sequence[SessionFact]) -> Mapping[date, Week]:
    """The judged weeks in which anything was reported."""
    mondays = {monday_of(local_date(plan.zones, fact.happened_at)) for fact in facts}
    return {monday: judge_week(plan, monday, facts) for monday in mondays}


def figures_of(plan: Plan, facts: Sequence[SessionFact], first: date, last: date) -> Figures:
    return figures(plan, sums_by_week(weeks_of(plan, facts)), first, last)


def sums_by_week(weeks: Mapping[date, Week]) -> Sums:
    return {monday: by_program(week) for monday, week in weeks.items()}


Judged = tuple[int, int | Fraction]
"""Expected, and done."""


def of(rate: Rate) -> Judged:
    return rate.expected, rate.done


def slots(week: Week, prescription: Prescription) -> dict[date, Judged]:
    """The dates on which a fixed or cue prescription was expected, with what was expected and done."""
    return {
        day.day: (slot.expected, Fraction(slot.done))
        for program in week.programs
        for day in program.days
        for slot in day.slots
        if slot.prescription_id == prescription.prescription_id
    }


def weekly(week: Week, prescription: Prescription) -> list[tuple[date, int, int | Fraction]]:
    """When a weekly prescription was judged, its target, and what was done of it."""
    return [
        (count.judged_on, count.target, Fraction(count.done))
        for program in week.programs
        for count in program.weekly
        if count.prescription_id == prescription.prescription_id
    ]


def expecting_days(week: Week) -> list[date]:
    """The dates on which any fixed or cue work was expected."""
    return sorted({day.day for program in week.programs for day in program.days})


def reasons(week: Week) -> list[NotCounted]:
    """Why what counted for nothing did not count, in the order of the sessions."""
    return [uncounted.because for uncounted in week.uncounted]
