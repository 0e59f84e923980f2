"""A patient's programs with all their versions, as they were decided."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.program.decider import programs_of
from domain.program.events import CompletionReason
from domain.program.state import Program, Programs
from domain.values import Prescription
from services.http.operation import Asked, Reply
from services.http.people.members import streams_of
from services.http.ratings import encode
from services.http.reach import reached_patient


class VersionLine(Struct, frozen=True):
    """A version, in force from `effective` on until one with a higher number is."""

    version: int
    effective: date
    prescriptions: tuple[Prescription, ...]


class BreakLine(Struct, frozen=True):
    """Dates, the first and the last included, on which nothing is expected; no last day: until further notice."""

    first_day: date
    last_day: date | None
    prescriptions: tuple[UUID, ...]  # empty: of the whole program


class ProgramLine(Struct, frozen=True):
    """One program."""

    program_id: UUID
    last_day: date | None  # the last day that still expects
    ended: CompletionReason | None  # why, where it was decided
    versions: tuple[VersionLine, ...]  # by number
    pauses: tuple[BreakLine, ...]
    rests: tuple[BreakLine, ...]


class ProgramsAnswer(Struct, frozen=True):
    """In the order in which they were assigned; asked of the log itself, so it is never behind."""

    patient_id: UUID
    version: int  # of all programs together: give it as If-Match to change only what you saw
    programs: list[ProgramLine]


async def patient_programs(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    stream_id = programs_of(patient_id)
    found = (await streams_of(asked, "program", [stream_id])).get(stream_id)
    programs, version = (found.state, found.version) if found else (Programs(), 0)
    lines = [_line(program_id, program) for program_id, program in programs.by_id.items()]
    return Reply(encode(ProgramsAnswer(patient_id, version, lines)), {"etag": f'"{version}"'})


def _line(program_id: UUID, program: Program) -> ProgramLine:
    versions = enumerate(program.versions, start=1)
    return ProgramLine(
        program_id=program_id,
        last_day=program.last_day,
        ended=program.completed.reason if program.completed else None,
        versions=tuple(VersionLine(number, each.effective, each.prescriptions) for number, each in versions),
        pauses=tuple(BreakLine(pause.first, pause.last, ()) for pause in program.pauses),
        rests=tuple(BreakLine(rest.first_day, rest.last_day, rest.prescriptions) for rest in program.rests),
    )
