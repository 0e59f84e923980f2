"""From a partner's event to the command: every type, and the places of the faults."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from msgspec import UNSET

from domain.barrier.decider import ReportBarrier, RetractBarrier
from domain.decider import Command
from domain.deciders import COMMANDS
from domain.patient.commands import EnrolPatient, ReportRedFlag
from domain.patient.events import RedFlagSign
from domain.program.commands import AssignProgram
from domain.reminder.decider import RecordReminderOpened
from domain.score.decider import RecordScore
from domain.score.instruments import InstrumentName
from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.symptom.decider import CorrectSymptom, ReportPain, RetractSymptom
from domain.thread.decider import MarkMessageRead, SendMessage
from domain.values import (
    BarrierReason,
    BodyRegion,
    Deficit,
    Dose,
    Entry,
    Fixed,
    Prescription,
    Provenance,
    Side,
    SymptomKind,
    Timing,
)
from domain.visit.decider import RecordVisit
from domain.visit.events import VisitKind
from domain.visit.measures import ManualStrength, MeasuredStrength, RangeOfMotion
from domain.visit.motion import Joint, Movement
from services.http import examples
from services.http.cloud_events import read_envelope
from services.http.heading import Wish, heading_of, report_id
from services.http.problems import Problem
from services.http.translate import TYPES, translate

ORG_ID = UUID("11111111-1111-4111-8111-111111111111")
PATIENT_ID = UUID("22222222-2222-4222-8222-222222222222")
AT = datetime(2026, 6, 9, 8, tzinfo=UTC)


def wish(example: dict[str, Any]) -> Wish:
    envelope = read_envelope(msgspec.json.encode(example))
    return translate(envelope, heading_of(envelope, ORG_ID, AT, PATIENT_ID))


def ours(external_id: str) -> UUID:
    return report_id(ORG_ID, examples.SOURCE, external_id)


def heading(external_id: str) -> dict[str, Any]:
    return {
        "command_id": ours(external_id),
        "at": AT,
        "patient_id": PATIENT_ID,
        "occurred_at": datetime(2026, 6, 9, 5, 30, tzinfo=UTC),
        "sent_at": datetime(2026, 6, 9, 5, 31, 12, tzinfo=UTC),
    }


ENTRY = Entry(exercise_id=UUID(examples.LEG_RAISE), side=Side.LEFT, sets=3, reps=30, pain=25)

EXPECTED: dict[str, tuple[Command, dict[str, str]]] = {
    "org.carryover.session.logged": (
        LogSession(**heading("log-1042"), occurred_zone="Europe/Berlin", entries=(ENTRY,), effort=60),
        {"note": "The last set was hard."},
    ),
    "org.carryover.session.corrected": (
        CorrectSession(
            **heading("fix-1"), session_id=ours("log-1042"), entries=(msgspec.structs.replace(ENTRY, reps=20),)
        ),
        {},
    ),
    "org.carryover.session.retracted": (RetractSession(**heading("undo-1"), session_id=ours("log-1042")), {}),
    "org.carryover.symptom.reported": (
        ReportPain(
            **heading("pain-77"),
            region=BodyRegion.KNEE,
            side=Side.LEFT,
            level=75,
            kind=SymptomKind.PAIN,
            timing=Timing.AFTER,
            session_id=ours("log-1042"),
        ),
        {},
    ),
    "org.carryover.symptom.corrected": (CorrectSymptom(**heading("fix-2"), symptom_id=ours("pain-77"), level=40), {}),
    "org.carryover.symptom.retracted": (RetractSymptom(**heading("undo-2"), symptom_id=ours("pain-77")), {}),
    "org.carryover.barrier.reported": (
        ReportBarrier(**heading("why-3"), reason=BarrierReason.NO_TIME),
        {"note": "Two late shifts."},
    ),
    "org.carryover.redflag.reported": (
        ReportRedFlag(**heading("flag-1"), signs=(RedFlagSign.CHEST_PAIN,)),
        {"note": "Since this morning, on the stairs."},
    ),
    "org.carryover.patient.enrolled": (
        EnrolPatient(
            command_id=ours("person-9"),
            at=AT,
            patient_id=PATIENT_ID,
            clinic_id=UUID(examples.CLINIC),
            zone="Europe/Berlin",
            language="de",
        ),
        {"name": "Ada Example"},
    ),
    "org.carryover.program.assigned": (
        AssignProgram(
            command_id=ours("plan-9"),
            at=AT,
            patient_id=PATIENT_ID,
            program_id=ours("plan-9"),
            prescriptions=(
                Prescription(
                    prescription_id=uuid5(ours("plan-9"), "prescription 0"),
                    exercise_id=UUID(examples.LEG_RAISE),
                    deficit=Deficit.STRENGTH,
                    dose=Dose(sets=3, reps=10, effort=60),
                    schedule=Fixed(times_a_day=1, weekdays=(1, 3, 5)),
                    side=Side.LEFT,
                ),
            ),
        ),
        {},
    ),
    "org.carryover.barrier.retracted": (RetractBarrier(**heading("undo-3"), barrier_id=ours("why-3")), {}),
    "org.carryover.score.recorded": (
        RecordScore(**heading("score-4"), instrument=InstrumentName.PSFS, value=47),
        {},
    ),
    "org.carryover.visit.recorded": (
        RecordVisit(
            **heading("visit-12"),
            visit_id=ours("visit-12"),
            kind=VisitKind.FOLLOW_UP,
            measures=(
                RangeOfMotion(joint=Joint.KNEE, movement=Movement.FLEXION, side=Side.LEFT, degrees=95),
                ManualStrength(joint=Joint.KNEE, movement=Movement.EXTENSION, side=Side.LEFT, grade=45),
                MeasuredStrength(joint=Joint.HIP, movement=Movement.ABDUCTION, side=Side.LEFT, newtons=180),
            ),
        ),
        {"note": "Walks down stairs without the rail."},
    ),
    "org.carryover.reminder.opened": (
        RecordReminderOpened(**heading("opened-5"), day=date(2026, 6, 9), effect_id=UUID(examples.REMINDER)),
        {},
    ),
    "org.carryover.message.sent": (
        SendMessage(
            command_id=ours("hello-8"),
            at=AT,
            patient_id=PATIENT_ID,
            author=PATIENT_ID,
            written_at=datetime(2026, 6, 9, 5, 30, tzinfo=UTC),
            provenance=Provenance.PATIENT,
        ),
        {"text": "May I go swimming?"},
    ),
    "org.carryover.message.read": (
        MarkMessageRead(
            command_id=ours("seen-8"),
            at=AT,
            patient_id=PATIENT_ID,
            message_id=UUID(examples.MESSAGE),
            by=PATIENT_ID,
        ),
        {},
    ),
}


def test_every_type_is_expected_here_and_has_an_example() -> None:
    assert EXPECTED.keys() == TYPES.keys() == examples.EVENTS.keys()


@pytest.mark.parametrize("type_", TYPES)
def test_the_example_of_a_type_becomes_its_command(type_: str) -> None:
    assert wish(dict(examples.EVENTS[type_])) == EXPECTED[type_]


@pytest.mark.parametrize("type_", TYPES)
def test_the_published_cloudevents_library_reads_the_examples_as_we_do(type_: str) -> None:
    raw = msgspec.json.encode(examples.EVENTS[type_])
    theirs = JSONFormat().read(CloudEvent, raw)
    ours_ = read_envelope(raw)
    assert (theirs.get_id(), theirs.get_source(), theirs.get_type(), theirs.get_subject(), theirs.get_time()) == (
        ours_.id,
        ours_.source,
        ours_.type,
        ours_.subject,
        ours_.time,
    )


def test_ids_are_the_same_for_a_resend_and_differ_by_source_and_organisation() -> None:
    other_org = UUID("33333333-3333-4333-8333-333333333333")
    ids = {report_id(org, source, "1") for org in (ORG_ID, other_org) for source in ("a", "b")}
    assert len(ids) == 4
    assert report_id(ORG_ID, "a", "1") == uuid5(uuid5(ORG_ID, "a"), "1")


def test_a_correction_may_clear_a_field_and_leaves_the_others() -> None:
    data = {"report_id": str(PATIENT_ID), "effort": None}
    example = {**examples.EVENTS["org.carryover.session.corrected"], "data": data}
    command = wish(example).command
    assert isinstance(command, CorrectSession)
    assert (command.session_id, command.effort, command.entries) == (PATIENT_ID, None, UNSET)


def test_the_dates_of_a_program_are_its_own() -> None:
    base = examples.EVENTS["org.carryover.program.assigned"]
    command = wish({**base, "data": {**base["data"], "effective": "2026-07-01", "last_day": "2026-08-01"}}).command
    assert isinstance(command, AssignProgram)
    assert (command.effective, command.last_day) == (date(2026, 7, 1), date(2026, 8, 1))


KNEE = {"region": "knee", "level": 1}


@pytest.mark.parametrize(
    ("type_", "data", "at"),
    [
        ("session.corrected", {}, "/data/report"),
        ("session.corrected", {"report": "a", "report_id": str(PATIENT_ID)}, "/data/report"),
        ("symptom.reported", {"region": "knee"}, "/data/level"),
        ("symptom.reported", {"region": "tail", "level": 1}, "/data/region"),
        ("symptom.reported", {**KNEE, "session": "a", "session_id": str(ORG_ID)}, "/data/session_id"),
        ("session.logged", {"entries": [{"effort": 0.55}]}, "/data/entries/0/effort"),
        ("session.logged", {"mood": 1}, "/data/mood"),
        ("program.assigned", {"prescriptions": []}, "/data/prescriptions"),
        ("session.logged", [], "/data"),
        ("session.logged", None, "/data"),
    ],
)
def test_a_fault_in_the_data_is_pointed_at(type_: str, data: Any, at: str) -> None:
    example = {**examples.EVENTS["org.carryover.session.logged"], "type": f"org.carryover.{type_}", "data": data}
    with pytest.raises(Problem) as refused:
        wish(example)
    assert (refused.value.code, refused.value.at) == ("invalid", at)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"specversion": "0.3"}, "/specversion"),
        ({"id": ""}, "/id"),
        ({"id": "a\nb"}, "/id"),
        ({"source": None}, "/source"),
        ({"subject": 5}, "/subject"),
        ({"time": "2026-06-09T07:30:00"}, "/time"),
        ({"senttime": "yesterday"}, "/senttime"),
        ({"datacontenttype": "text/plain"}, "/datacontenttype"),
        ({"data_base64": "e30="}, "/data_base64"),
    ],
)
def test_a_fault_in_the_envelope_is_pointed_at(change: dict[str, Any], at: str) -> None:
    raw = msgspec.json.encode({**examples.EVENTS["org.carryover.session.logged"], **change})
    with pytest.raises(Problem) as refused:
        read_envelope(raw, "/3")
    assert (refused.value.code, refused.value.at) == ("invalid", "/3" + at)


def test_attributes_that_we_do_not_know_are_ignored() -> None:
    example = {**examples.EVENTS["org.carryover.session.logged"], "traceparent": "00-x", "partitionkey": {"a": 1}}
    assert wish(example) == EXPECTED["org.carryover.session.logged"]


def test_a_time_keeps_its_instant_whatever_its_offset() -> None:
    example = {**examples.EVENTS["org.carryover.session.retracted"], "time": "2026-06-09T07:30:00-05:00"}
    command = wish(example).command
    assert isinstance(command, RetractSession)
    assert command.occurred_at - AT == timedelta(hours=4, minutes=30)


def test_every_command_that_a_partner_can_cause_is_one_of_the_domains() -> None:
    assert {type(command) for command, _ in EXPECTED.values()} <= set(COMMANDS.values())
