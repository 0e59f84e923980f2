"""What a week of a program would ask of a patient, decided as if it were saved, and saved nowhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.plan import Plan, active_in, evolve_plan
from domain.decider import Event
from domain.exercise.decider import EXERCISE
from domain.patient.decider import PATIENT
from domain.program.commands import AssignProgram, Prescriptions, ReviseProgram
from domain.program.decider import PROGRAM, programs_of
from domain.program.events import ProgramAssigned, ProgramRevised
from domain.program.state import DAY, Programs
from domain.slots import slots_of
from domain.values import AsNeeded, Prescription, Side, Weekly
from domain.zones import local_date
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.people.members import Stream, streams_of
from services.http.ratings import encode
from services.http.reach import reached_patient

DAYS = 7
Begun = ProgramAssigned | ProgramRevised


class PreviewBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program as it would be assigned; or with `program_id` a running one as it would be revised."""

    patient_id: UUID
    prescriptions: Prescriptions
    program_id: UUID | None = None
    effective: date | None = None  # tomorrow in the patient's zone where it is not given
    last_day: date | None = None  # of a new one
    replaces: UUID | None = None  # by a new one


class PreviewWork(Struct, frozen=True):
    """One prescription, of this program or of another one that runs beside it."""

    program_id: UUID
    here: bool  # in the program that is looked at
    prescription_id: UUID
    exercise_id: UUID
    side: Side


class PreviewDoses(Struct, frozen=True):
    """What a date expects of one prescription."""

    work: PreviewWork
    doses: int
    times: tuple[datetime, ...]  # of work at intervals: when each is due, in UTC; else empty


class PreviewDay(Struct, frozen=True):
    day: date  # the patient's local date
    doses: int  # of all programs
    expected: tuple[PreviewDoses, ...]


class PreviewWeekly(Struct, frozen=True):
    """Doses of a week, on days that the patient chooses."""

    work: PreviewWork
    times_a_week: int
    most_a_day: int


class PreviewAnswer(Struct, frozen=True):
    """The first seven days on which it would be in force. Nothing is stored."""

    first_day: date
    changes: bool  # false: it stands like that already
    version: int  # of all programs of the patient together: give it as If-Match when you save
    days: tuple[PreviewDay, ...]
    weekly: tuple[PreviewWeekly, ...]  # beside what the days expect
    as_needed: tuple[PreviewWork, ...]  # when something is felt; nothing expects it


async def preview_program(asked: Asked) -> Reply:
    """Refused as saving would be."""
    body = read_form(asked.body, PreviewBody)
    patient_id = await reached_patient(asked, str(body.patient_id))
    stream_id = programs_of(patient_id)
    patients = await streams_of(asked, "patient", [patient_id])
    found = (await streams_of(asked, "program", [stream_id])).get(stream_id)
    wish = _wish(asked, body, patient_id)
    seen = {patient_id: patients[patient_id].state if patient_id in patients else PATIENT.empty}
    own = [need.stream_id for need in PROGRAM.needs(wish) if need.kind == EXERCISE.kind]
    exercises = await streams_of(asked, EXERCISE.kind, own)
    seen |= {each: exercises[each].state if each in exercises else EXERCISE.empty for each in own}
    decided = PROGRAM.decide(wish, found.state if found else Programs(), seen)
    plan = _plan([*_told(patients.get(patient_id)), *_told(found), *decided])
    begun = decided[0] if decided else None
    first = begun.effective if isinstance(begun, Begun) else local_date(plan.zones, wish.at) + DAY
    version = found.version if found else 0
    return Reply(encode(_week(plan, wish.program_id, first, version, changes=bool(decided))))


def _wish(asked: Asked, body: PreviewBody, patient_id: UUID) -> AssignProgram | ReviseProgram:
    command_id, at = asked.context.new_id(), asked.context.clock.now(asked.actor.org_id)
    if body.program_id is not None:
        return ReviseProgram(
            command_id=command_id,
            at=at,
            patient_id=patient_id,
            program_id=body.program_id,
            prescriptions=body.prescriptions,
            effective=body.effective,
        )
    return AssignProgram(
        command_id=command_id,
        at=at,
        patient_id=patient_id,
        program_id=command_id,
        prescriptions=body.prescriptions,
        effective=body.effective,
        last_day=body.last_day,
        replaces=body.replaces,
    )


def _told(stream: Stream | None) -> Iterator[Event]:
    return (event for _, event in stream.events) if stream else iter(())


def _plan(events: Sequence[Event]) -> Plan:
    plan = Plan()
    for event in events:
        plan = evolve_plan(plan, event)  # type: ignore[arg-type]  # of these two kinds of stream
    return plan


def _week(plan: Plan, program_id: UUID, first: date, version: int, *, changes: bool) -> PreviewAnswer:
    days = [first + timedelta(days=number) for number in range(DAYS)]
    in_force = {each.prescription_id: (program, each) for program, each, _ in active_in(plan, days)}
    works = {each: _work(program.program_id, program_id, it) for each, (program, it) in in_force.items()}
    due: defaultdict[date, defaultdict[UUID, list[datetime | None]]] = defaultdict(lambda: defaultdict(list))
    for slot in slots_of(plan, days):
        due[slot.day][slot.prescription_id].append(slot.at)
    prescribed = [each for _, each in in_force.values()]
    return PreviewAnswer(
        first_day=first,
        changes=changes,
        version=version,
        days=tuple(_day(day, due[day], works) for day in days),
        weekly=tuple(
            PreviewWeekly(works[each.prescription_id], each.schedule.times_a_week, each.schedule.most_a_day)
            for each in prescribed
            if isinstance(each.schedule, Weekly)
        ),
        as_needed=tuple(works[each.prescription_id] for each in prescribed if isinstance(each.schedule, AsNeeded)),
    )


def _work(program_id: UUID, here: UUID, prescription: Prescription) -> PreviewWork:
    return PreviewWork(
        program_id=program_id,
        here=program_id == here,
        prescription_id=prescription.prescription_id,
        exercise_id=prescription.exercise_id,
        side=prescription.side,
    )


def _day(day: date, due: Mapping[UUID, Sequence[datetime | None]], works: Mapping[UUID, PreviewWork]) -> PreviewDay:
    expected = tuple(
        PreviewDoses(works[each], len(due[each]), tuple(at for at in due[each] if at is not None))
        for each in works
        if each in due
    )
    return PreviewDay(day, sum(each.doses for each in expected), expected)
