"""From what a partner's event says to the command that the domain understands: one line in the table for each type."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct, UnsetType

from domain.barrier.decider import ReportBarrier, RetractBarrier
from domain.patient.commands import EnrolPatient, ReportRedFlag
from domain.program.commands import AssignProgram
from domain.reminder.decider import RecordReminderOpened
from domain.score.decider import RecordScore
from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.symptom.decider import CorrectSymptom, ReportPain, RetractSymptom
from domain.thread.decider import MarkMessageRead, SendMessage
from domain.values import Prescription
from domain.visit.decider import RecordVisit
from eventstore.ids import named_id
from services.http.cloud_events import Envelope
from services.http.event_data import (
    BarrierReportedData,
    MessageReadData,
    MessageSentData,
    PatientEnrolledData,
    ProgramAssignedData,
    RedFlagReportedData,
    ReminderOpenedData,
    RetractedData,
    ScoreRecordedData,
    SessionCorrectedData,
    SessionLoggedData,
    SymptomCorrectedData,
    SymptomReportedData,
    VisitRecordedData,
)
from services.http.forms import read_form
from services.http.heading import Heading, Wish, named_report, noted, report_id, texts
from services.http.problems import Problem


def type_of(envelope: Envelope, at: str = "") -> "EventType":
    """The form and the command of an event. Raises Problem `unknown_type`."""
    found = TYPES.get(envelope.type)
    if found is None:
        raise Problem("unknown_type", f"Taken are: {', '.join(TYPES)}.", at=at + "/type")
    return found


def translate(envelope: Envelope, heading: Heading, at: str = "") -> Wish:
    """The wish behind an event. Raises Problem; `at` is the pointer to the event in the body."""
    known = type_of(envelope, at)
    data = read_form(b"" if isinstance(envelope.data, UnsetType) else envelope.data, known.data, at + "/data")
    try:
        return known.build(heading, data)
    except Problem as problem:
        raise Problem(problem.code, problem.detail, at=f"{at}/data{problem.at or ''}") from problem


def _session_logged(heading: Heading, data: SessionLoggedData) -> Wish:
    command = LogSession(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        occurred_at=heading.occurred_at,
        sent_at=heading.sent_at,
        occurred_zone=data.zone,
        provenance=data.provenance,
        entries=data.entries,
        in_clinic=data.in_clinic,
        duration_seconds=data.duration_seconds,
        effort=data.effort,
    )
    return Wish(command, noted(data.note))


def _session_corrected(heading: Heading, data: SessionCorrectedData) -> Wish:
    command = CorrectSession(
        **heading.report(),
        provenance=data.provenance,
        session_id=named_report(heading, data),
        moved_to=data.moved_to,
        moved_zone=data.moved_zone,
        entries=data.entries,
        in_clinic=data.in_clinic,
        duration_seconds=data.duration_seconds,
        effort=data.effort,
    )
    return Wish(command, {})


def _session_retracted(heading: Heading, data: RetractedData) -> Wish:
    session_id = named_report(heading, data)
    return Wish(RetractSession(**heading.report(), provenance=data.provenance, session_id=session_id), {})


def _symptom_reported(heading: Heading, data: SymptomReportedData) -> Wish:
    if data.session is not None and data.session_id is not None:
        raise Problem("invalid", "Name the session by `session` or by `session_id`, not by both.", at="/session_id")
    session_id = report_id(heading.org_id, heading.source, data.session) if data.session else data.session_id
    command = ReportPain(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        occurred_at=heading.occurred_at,
        sent_at=heading.sent_at,
        occurred_zone=data.zone,
        provenance=data.provenance,
        region=data.region,
        level=data.level,
        kind=data.kind,
        side=data.side,
        timing=data.timing,
        session_id=session_id,
        exercise_id=data.exercise_id,
    )
    return Wish(command, noted(data.note))


def _symptom_corrected(heading: Heading, data: SymptomCorrectedData) -> Wish:
    command = CorrectSymptom(
        **heading.report(),
        provenance=data.provenance,
        symptom_id=named_report(heading, data),
        moved_to=data.moved_to,
        moved_zone=data.moved_zone,
        kind=data.kind,
        level=data.level,
        region=data.region,
        side=data.side,
        timing=data.timing,
        session_id=data.session_id,
        exercise_id=data.exercise_id,
    )
    return Wish(command, {})


def _symptom_retracted(heading: Heading, data: RetractedData) -> Wish:
    symptom_id = named_report(heading, data)
    return Wish(RetractSymptom(**heading.report(), provenance=data.provenance, symptom_id=symptom_id), {})


def _barrier_reported(heading: Heading, data: BarrierReportedData) -> Wish:
    command = ReportBarrier(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        occurred_at=heading.occurred_at,
        sent_at=heading.sent_at,
        occurred_zone=data.zone,
        provenance=data.provenance,
        reason=data.reason,
        exercise_id=data.exercise_id,
        side=data.side,
    )
    return Wish(command, noted(data.note))


def _barrier_retracted(heading: Heading, data: RetractedData) -> Wish:
    barrier_id = named_report(heading, data)
    return Wish(RetractBarrier(**heading.report(), provenance=data.provenance, barrier_id=barrier_id), {})


def _red_flag_reported(heading: Heading, data: RedFlagReportedData) -> Wish:
    command = ReportRedFlag(**heading.report(), occurred_zone=data.zone, provenance=data.provenance, signs=data.signs)
    return Wish(command, noted(data.note))


def _score_recorded(heading: Heading, data: ScoreRecordedData) -> Wish:
    command = RecordScore(
        **heading.report(),
        occurred_zone=data.zone,
        provenance=data.provenance,
        instrument=data.instrument,
        value=data.value,
    )
    return Wish(command, {})


def _visit_recorded(heading: Heading, data: VisitRecordedData) -> Wish:
    command = RecordVisit(
        **heading.report(),
        occurred_zone=data.zone,
        provenance=data.provenance,
        visit_id=data.visit_id or heading.command_id,
        kind=data.kind,
        clinic_id=data.clinic_id,
        therapist_id=data.therapist_id,
        measures=data.measures,
    )
    return Wish(command, noted(data.note))


def _message_sent(heading: Heading, data: MessageSentData) -> Wish:
    command = SendMessage(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        author=heading.patient_id,
        written_at=heading.occurred_at,
        provenance=data.provenance,
    )
    return Wish(command, texts(text=data.text))


def _message_read(heading: Heading, data: MessageReadData) -> Wish:
    command = MarkMessageRead(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        message_id=data.message_id,
        by=heading.patient_id,
    )
    return Wish(command, {})


def _reminder_opened(heading: Heading, data: ReminderOpenedData) -> Wish:
    return Wish(RecordReminderOpened(**heading.report(), day=data.day, effect_id=data.reminder_id), {})


def _patient_enrolled(heading: Heading, data: PatientEnrolledData) -> Wish:
    command = EnrolPatient(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        clinic_id=data.clinic_id,
        zone=data.zone,
        language=data.language,
        therapist_id=data.therapist_id,
    )
    return Wish(command, texts(name=data.name, email=data.email, phone=data.phone))


def _program_assigned(heading: Heading, data: ProgramAssignedData) -> Wish:
    command = AssignProgram(
        command_id=heading.command_id,
        at=heading.at,
        patient_id=heading.patient_id,
        program_id=data.program_id or heading.command_id,
        prescriptions=tuple(
            Prescription(
                prescription_id=line.prescription_id or named_id(heading.command_id, f"prescription {place}"),
                exercise_id=line.exercise_id,
                deficit=line.deficit,
                dose=line.dose,
                schedule=line.schedule,
                side=line.side,
            )
            for place, line in enumerate(data.prescriptions)
        ),
        effective=data.effective,
        last_day=data.last_day,
        replaces=data.replaces,
    )
    return Wish(command, noted(data.note))


class EventType(NamedTuple):
    """The form of an event's data, and how it becomes a command."""

    data: type[Struct]
    build: Callable[[Heading, Any], Wish]


TYPES: Mapping[str, EventType] = MappingProxyType(
    {
        "org.carryover.session.logged": EventType(SessionLoggedData, _session_logged),
        "org.carryover.session.corrected": EventType(SessionCorrectedData, _session_corrected),
        "org.carryover.session.retracted": EventType(RetractedData, _session_retracted),
        "org.carryover.symptom.reported": EventType(SymptomReportedData, _symptom_reported),
        "org.carryover.symptom.corrected": EventType(SymptomCorrectedData, _symptom_corrected),
        "org.carryover.symptom.retracted": EventType(RetractedData, _symptom_retracted),
        "org.carryover.barrier.reported": EventType(BarrierReportedData, _barrier_reported),
        "org.carryover.redflag.reported": EventType(RedFlagReportedData, _red_flag_reported),
        "org.carryover.patient.enrolled": EventType(PatientEnrolledData, _patient_enrolled),
        "org.carryover.program.assigned": EventType(ProgramAssignedData, _program_assigned),
        "org.carryover.barrier.retracted": EventType(RetractedData, _barrier_retracted),
        "org.carryover.score.recorded": EventType(ScoreRecordedData, _score_recorded),
        "org.carryover.visit.recorded": EventType(VisitRecordedData, _visit_recorded),
        "org.carryover.reminder.opened": EventType(ReminderOpenedData, _reminder_opened),
        "org.carryover.message.sent": EventType(MessageSentData, _message_sent),
        "org.carryover.message.read": EventType(MessageReadData, _message_read),
    }
)
