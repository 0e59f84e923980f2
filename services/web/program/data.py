"""What the builder's modules know of a patient, as JSON: programs, exercises, pain, templates. No name of anybody."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.values import Deficit, Dose, Fixed, Prescription, Schedule, Side, TemplateLine, Weekly
from services.http.exercise_library.templates import TemplateShown
from services.http.exercise_pain import ClinicExercisePainAnswer, PatientExercisePainAnswer
from services.http.exercises import ExerciseLine
from services.http.people.programs import ProgramLine
from services.http.symptom_lines import Points


class KnownExercise(Struct, frozen=True):
    exercise_id: UUID
    name: str
    deficit: Deficit
    sided: bool
    retired: bool
    dose: Dose


class PainHere(Struct, frozen=True):
    """What an exercise did to pain, of this clinic's patients or of this one."""

    exercise_id: UUID
    side: Side
    median: Points | None
    over_band: float  # share of ratings above 5, 0 to 1
    rated: int  # patients, of a clinic; sessions, of one patient


class Source(Struct, frozen=True):
    """Where prescriptions may be copied from."""

    name: str
    lines: tuple[TemplateLine, ...]


class Meaning(Struct, frozen=True):
    """A prescription that the program has or had: with this exercise, side and schedule it keeps this id."""

    prescription_id: UUID
    exercise_id: UUID
    side: Side
    schedule: Schedule


class UsualSchedule(Struct, frozen=True):
    deficit: Deficit
    schedule: Schedule


class BuilderData(Struct, frozen=True, kw_only=True):
    patient_id: UUID
    version: int  # of all programs: If-Match
    today: date  # the patient's
    program_id: UUID | None  # None: a new one is built
    program_version: int
    prescriptions: tuple[Prescription, ...]
    meanings: tuple[Meaning, ...]
    exercises: list[KnownExercise]
    pain_here: list[PainHere]
    pain_of_patient: list[PainHere]
    sources: list[Source]
    usual: list[UsualSchedule]
    alert_id: UUID | None
    alert_exercise: UUID | None


_THRICE, _DAILY, _TWICE = Weekly(times_a_week=3), Fixed(), Fixed(times_a_day=2)
USUAL = [
    UsualSchedule(Deficit.STRENGTH, _THRICE),
    UsualSchedule(Deficit.ENDURANCE, _THRICE),
    UsualSchedule(Deficit.MOBILITY, _TWICE),
    UsualSchedule(Deficit.POSTURE, _TWICE),
    UsualSchedule(Deficit.BALANCE, _DAILY),
    UsualSchedule(Deficit.CONTROL, _DAILY),
]
"""A beginning that a therapist changes: what strengthens wants days of rest, the rest wants every day."""


def known(lines: Iterable[ExerciseLine]) -> list[KnownExercise]:
    return [
        KnownExercise(line.exercise_id, line.name, line.deficit, line.sided, line.retired, line.dose) for line in lines
    ]


def pain_here(answer: ClinicExercisePainAnswer | None) -> list[PainHere]:
    found = answer.exercises if answer else []
    return [PainHere(each.exercise_id, each.side, each.median, float(each.over_band), each.patients) for each in found]


def pain_of_patient(answer: PatientExercisePainAnswer) -> list[PainHere]:
    return [
        PainHere(each.exercise_id, each.side, each.median, each.over_band / each.ratings, each.sessions)
        for each in answer.exercises
        if each.ratings
    ]


def running(programs: Iterable[ProgramLine], today: date) -> list[ProgramLine]:
    """Those that may still expect something, the one assigned last first."""
    return [each for each in programs if each.last_day is None or each.last_day >= today][::-1]


def meanings(program: ProgramLine | None) -> tuple[Meaning, ...]:
    if program is None:
        return ()
    told = [each for version in program.versions for each in version.prescriptions]
    return tuple(Meaning(each.prescription_id, each.exercise_id, each.side, each.schedule) for each in told)


def copies(prescriptions: Sequence[Prescription]) -> tuple[TemplateLine, ...]:
    return tuple(
        TemplateLine(
            exercise_id=each.exercise_id,
            deficit=each.deficit,
            dose=each.dose,
            schedule=each.schedule,
            side=each.side,
        )
        for each in prescriptions
    )


def of_template(template: TemplateShown) -> Source:
    return Source(template.name, template.prescriptions)
