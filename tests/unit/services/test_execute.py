"""The command handler on the log in memory: decided once, answered for each, harmless when repeated."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.alert.decider import AcknowledgeAlert
from domain.clinic.decider import OpenClinic
from domain.deciders import COMMANDS, EVENTS
from domain.exercise.library import LIBRARY
from domain.organisation.decider import RegisterOrganisation
from domain.partner.events import Scope
from domain.patient.commands import DischargePatient, EnrolPatient, SetPatientZone
from domain.patient.events import DischargeReason
from domain.program.commands import AssignProgram
from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.staff.events import Role
from domain.symptom.decider import ReportPain
from domain.values import BodyRegion, Deficit, Dose, Fixed, Prescription
from eventstore.codec import Codec
from eventstore.memory import MemoryStore
from services.actor import RIGHTS, Actor, ActorKind, system
from services.call import Answer, Call, Verdict
from services.execute import execute, execute_all
from services.guards import Guards
from tests.support.times import NOON

ORG, CLINIC, OTHER_CLINIC, PATIENT = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
OWNER = Actor(kind=ActorKind.STAFF, org_id=ORG, id=UUID(int=10), role=Role.OWNER)
PARTNER = Actor(kind=ActorKind.PARTNER, org_id=ORG, id=UUID(int=11), scopes=(Scope.REPORTS,))
PRESCRIPTION = Prescription(
    prescription_id=UUID(int=90),
    exercise_id=LIBRARY[0].exercise_id,
    deficit=Deficit.STRENGTH,
    dose=Dose(sets=3, reps=10),
    schedule=Fixed(),
)


class MemoryLog:
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.codec = Codec(EVENTS)
        self.guards = Guards()


def do(command: Any, actor: Actor = OWNER, **more: Any) -> Call:
    return Call(actor=actor, command=command, **more)


def session(number: int, **more: Any) -> LogSession:
    return LogSession(command_id=UUID(int=number), at=NOON, patient_id=PATIENT, occurred_at=NOON, **more)


def pain(number: int, level: int = 50) -> ReportPain:
    return ReportPain(
        command_id=UUID(int=number),
        at=NOON,
        patient_id=PATIENT,
        occurred_at=NOON,
        region=BodyRegion.KNEE,
        level=level,
    )


def zone(number: int, name: str) -> SetPatientZone:
    return SetPatientZone(command_id=UUID(int=number), at=NOON, patient_id=PATIENT, zone=name, since=NOON)


@pytest.fixture
async def log() -> MemoryLog:
    """An organisation with a clinic and a patient."""
    log = MemoryLog()
    beginning = system(ORG, "test")
    answers = await execute_all(
        log,
        [
            do(RegisterOrganisation(command_id=UUID(int=21), at=NOON, organisation_id=ORG, name="One"), beginning),
            do(
                OpenClinic(
                    command_id=UUID(int=22), at=NOON, clinic_id=CLINIC, name="A", country="NO", zone="Europe/Oslo"
                )
            ),
            do(
                EnrolPatient(command_id=UUID(int=23), at=NOON, patient_id=PATIENT, clinic_id=CLINIC, zone="Europe/Oslo")
            ),
        ],
    )
    assert [answer.verdict for answer in answers] == [Verdict.STORED] * 3
    return log


async def test_commands_of_one_batch_see_each_other(log: MemoryLog) -> None:
    assert [stored.type for stored in await log.store.read(ORG)] == [
        "organisation.registered",
        "clinic.opened",
        "patient.enrolled",
    ]


async def test_a_report_is_stored_with_what_the_sender_claims(log: MemoryLog) -> None:
    late = replace(session(30), occurred_at=NOON - timedelta(days=9), occurred_zone="Asia/Tokyo")
    answer = await execute(log, do(late, PARTNER))
    stored = (await log.store.read(ORG, after=3))[0]
    assert answer == Answer(verdict=Verdict.STORED, stream_id=UUID(int=30), pos=4, version=1, hash=stored.hash)
    assert (stored.occurred_at, stored.occurred_zone, stored.recorded_at) == (late.occurred_at, "Asia/Tokyo", NOON)
    assert (stored.subject_id, stored.actor, stored.event_id) == (PATIENT, PARTNER.signature, UUID(int=30))


async def test_a_report_of_an_unknown_patient_is_refused_and_its_neighbours_are_not(log: MemoryLog) -> None:
    stranger = replace(session(31), patient_id=UUID(int=999))
    answers = await execute_all(log, [do(session(30)), do(stranger), do(session(32))])
    assert [answer.verdict for answer in answers] == [Verdict.STORED, Verdict.REFUSED, Verdict.STORED]
    assert answers[1].code == "unknown_patient"


async def test_a_resend_is_a_duplicate_with_the_first_place_also_much_later(log: MemoryLog) -> None:
    [first] = await execute_all(log, [do(session(30))])
    later = replace(session(30), at=NOON + timedelta(days=3), sent_at=NOON)
    assert await execute(log, do(later)) == replace(first, verdict=Verdict.DUPLICATE)


async def test_a_resend_in_the_same_batch_is_a_duplicate(log: MemoryLog) -> None:
    answers = await execute_all(log, [do(session(30)), do(session(30))])
    assert [answer.verdict for answer in answers] == [Verdict.STORED, Verdict.DUPLICATE]
    answers = await execute_all(log, [do(zone(50, "Asia/Tokyo")), do(zone(50, "Asia/Tokyo"))])
    assert [answer.verdict for answer in answers] == [Verdict.STORED, Verdict.DUPLICATE]


async def test_an_id_used_again_for_something_else_in_the_same_batch_is_refused(log: MemoryLog) -> None:
    other = session(30, in_clinic=True)
    answers = await execute_all(log, [do(session(30)), do(other), do(session(31)), do(pain(31))])
    assert [(answer.verdict, answer.code) for answer in answers] == [
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
    ]


async def test_an_id_that_names_a_command_on_another_stream_is_refused(log: MemoryLog) -> None:
    """The batch reads the stream of session 30, and must not decide the new zone on the state of a session."""
    await execute(log, do(session(30)))
    about: dict[str, Any] = {"at": NOON, "patient_id": PATIENT, "occurred_at": NOON, "session_id": UUID(int=30)}
    correct = CorrectSession(command_id=UUID(int=40), in_clinic=True, **about)
    answers = await execute_all(log, [do(correct), do(zone(30, "Asia/Tokyo"))])
    assert [(answer.verdict, answer.code) for answer in answers] == [
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
    ]


async def test_an_id_used_again_for_something_else_is_refused(log: MemoryLog) -> None:
    await execute(log, do(session(30)))
    answer = await execute(log, do(session(30, in_clinic=True)))
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "id_reused")
    answer = await execute(log, do(pain(30)))
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "id_reused")


async def test_a_correction_and_a_retraction_may_come_first_and_the_report_still_lands(log: MemoryLog) -> None:
    about: dict[str, Any] = {"at": NOON, "patient_id": PATIENT, "occurred_at": NOON, "session_id": UUID(int=30)}
    correct = CorrectSession(command_id=UUID(int=40), in_clinic=True, **about)
    retract = RetractSession(command_id=UUID(int=41), **about)
    answers = await execute_all(log, [do(correct), do(retract), do(session(30))])
    assert [(answer.verdict, answer.version) for answer in answers] == [
        (Verdict.STORED, 1),
        (Verdict.STORED, 2),
        (Verdict.STORED, 3),
    ]
    again = await execute_all(log, [do(session(30)), do(correct), do(retract)])
    assert [answer.verdict for answer in again] == [Verdict.DUPLICATE] * 3
    targets = [stored.target_event_id for stored in await log.store.read(ORG, after=3)]
    assert targets == [UUID(int=30), UUID(int=30), None]


@pytest.mark.parametrize("taken", [UUID(int=50), PATIENT, CLINIC], ids=["a symptom", "the patient", "the clinic"])
async def test_an_id_taken_for_something_else_is_refused_and_its_neighbours_are_not(
    log: MemoryLog, taken: UUID
) -> None:
    await execute(log, do(pain(50), PARTNER))
    retract = RetractSession(command_id=UUID(int=60), at=NOON, patient_id=PATIENT, occurred_at=NOON, session_id=taken)
    answers = await execute_all(log, [do(session(51), PARTNER), do(retract, PARTNER), do(session(52), PARTNER)])
    assert [(answer.verdict, answer.code) for answer in answers] == [
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
        (Verdict.STORED, None),
    ]


async def test_a_report_and_a_mistaken_retraction_of_it_in_one_batch_do_not_meet(log: MemoryLog) -> None:
    retract = RetractSession(
        command_id=UUID(int=60), at=NOON, patient_id=PATIENT, occurred_at=NOON, session_id=UUID(int=50)
    )
    answers = await execute_all(log, [do(pain(50), PARTNER), do(retract, PARTNER)])
    assert [(answer.verdict, answer.code) for answer in answers] == [
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
    ]


async def test_asking_for_what_already_is_changes_nothing(log: MemoryLog) -> None:
    answers = await execute_all(log, [do(zone(50, "Asia/Tokyo")), do(zone(51, "Asia/Tokyo"))])
    assert [answer.verdict for answer in answers] == [Verdict.STORED, Verdict.UNCHANGED]


async def test_a_repeated_command_is_a_duplicate_even_where_it_would_now_be_another_decision(log: MemoryLog) -> None:
    [first] = await execute_all(log, [do(zone(50, "Asia/Tokyo"))])
    await execute(log, do(replace(zone(51, "Europe/Oslo"), since=NOON + timedelta(hours=1))))
    again = await execute(log, do(replace(zone(50, "Asia/Tokyo"), at=NOON + timedelta(days=1))))
    assert again == replace(first, verdict=Verdict.DUPLICATE)


@pytest.mark.parametrize(
    "other",
    [zone(50, "Europe/Atlantis"), zone(50, "Europe/Oslo")],
    ids=["what is refused", "what already was"],
)
async def test_an_id_used_again_for_what_comes_to_nothing_is_refused_all_the_same(
    log: MemoryLog, other: SetPatientZone
) -> None:
    first_zone = replace(zone(49, "Europe/Oslo"), since=NOON)
    await execute_all(log, [do(first_zone), do(replace(zone(50, "Asia/Tokyo"), since=NOON - timedelta(days=1)))])
    for calls in ([do(other)], [do(other), do(other)]):
        answers = await execute_all(log, calls)
        assert {(answer.verdict, answer.code) for answer in answers} == {(Verdict.REFUSED, "id_reused")}


async def test_an_id_used_again_for_another_patient_is_refused_in_the_same_batch_too(log: MemoryLog) -> None:
    other = EnrolPatient(command_id=UUID(int=24), at=NOON, patient_id=UUID(int=5), clinic_id=CLINIC, zone="Europe/Oslo")
    theirs = replace(session(30), patient_id=UUID(int=5))
    answers = await execute_all(log, [do(other), do(session(30)), do(theirs)])
    assert [answer.code for answer in answers] == [None, None, "id_reused"]


async def test_a_command_repeated_with_other_content_in_the_same_batch_is_refused(log: MemoryLog) -> None:
    answers = await execute_all(log, [do(zone(50, "Asia/Tokyo")), do(zone(50, "Europe/Atlantis"))])
    assert [(answer.verdict, answer.code) for answer in answers] == [
        (Verdict.STORED, None),
        (Verdict.REFUSED, "id_reused"),
    ]


async def test_a_repeated_command_is_judged_by_what_stood_when_it_was_given(log: MemoryLog) -> None:
    """The patient has since moved over the date line and been discharged: neither changes what was assigned."""
    assign = AssignProgram(
        command_id=UUID(int=80), at=NOON, patient_id=PATIENT, program_id=UUID(int=81), prescriptions=(PRESCRIPTION,)
    )
    [first] = await execute_all(log, [do(assign)])
    discharge = DischargePatient(command_id=UUID(int=82), at=NOON, patient_id=PATIENT, reason=DischargeReason.GOALS_MET)
    moved = replace(zone(83, "Pacific/Kiritimati"), since=NOON - timedelta(days=1))
    assert [answer.verdict for answer in await execute_all(log, [do(moved), do(discharge)])] == [Verdict.STORED] * 2
    late = replace(assign, at=NOON + timedelta(days=3))
    assert await execute(log, do(late)) == replace(first, verdict=Verdict.DUPLICATE)
    other = await execute(log, do(replace(late, last_day=date(2026, 12, 1))))
    assert (other.verdict, other.code) == (Verdict.REFUSED, "id_reused")


async def test_a_repeat_by_one_who_may_not_is_no_duplicate(log: MemoryLog) -> None:
    consent = zone(50, "Asia/Tokyo")
    await execute(log, do(consent))
    no_scope = await execute(log, do(consent, PARTNER))
    elsewhere = await execute(log, do(consent, replace(OWNER, clinics=(OTHER_CLINIC,))))
    assert (no_scope.code, elsewhere.code) == ("forbidden", "unknown_patient")


async def test_two_writers_on_one_stream_both_land_in_the_end(log: MemoryLog) -> None:
    changes = [
        do(replace(zone(60 + hour, "Asia/Tokyo" if hour % 2 else "Europe/Oslo"), since=NOON + timedelta(hours=hour)))
        for hour in range(1, 5)
    ]
    answers = await asyncio.gather(*(execute(log, change) for change in changes))
    assert {answer.verdict for answer in answers} <= {Verdict.STORED, Verdict.UNCHANGED}
    assert Verdict.CONFLICT not in {answer.verdict for answer in answers}


async def test_a_command_recorded_later_than_it_was_given_is_still_itself_when_repeated(log: MemoryLog) -> None:
    await execute(log, do(replace(session(30), at=NOON + timedelta(hours=2))))
    [first] = await execute_all(log, [do(zone(50, "Asia/Tokyo"))])
    again = await execute(log, do(replace(zone(50, "Asia/Tokyo"), at=NOON + timedelta(days=1))))
    assert again == replace(first, verdict=Verdict.DUPLICATE)
    clinic = OpenClinic(
        command_id=UUID(int=22),
        at=NOON + timedelta(days=9),
        clinic_id=CLINIC,
        name="A",
        country="NO",
        zone="Europe/Oslo",
    )
    assert (await execute(log, do(clinic))).verdict is Verdict.DUPLICATE
    other = await execute(log, do(replace(clinic, name="B")))
    assert (other.verdict, other.code) == (Verdict.REFUSED, "id_reused")


async def test_a_caller_that_names_another_version_gets_a_conflict(log: MemoryLog) -> None:
    answer = await execute(log, do(zone(50, "Asia/Tokyo"), expected=7))
    assert (answer.verdict, answer.version) == (Verdict.CONFLICT, 1)
    assert (await execute(log, do(zone(50, "Asia/Tokyo"), expected=1))).verdict is Verdict.STORED


async def test_a_version_of_what_is_not_there_or_out_of_reach_is_no_conflict(log: MemoryLog) -> None:
    elsewhere = replace(OWNER, clinics=(OTHER_CLINIC,))
    nobody = replace(zone(50, "Asia/Tokyo"), patient_id=UUID(int=999))
    answers = [
        await execute(log, do(zone(50, "Asia/Tokyo"), elsewhere, expected=7)),
        await execute(log, do(nobody, elsewhere, expected=7)),
        await execute(log, do(nobody, elsewhere)),
    ]
    assert {(answer.verdict, answer.code) for answer in answers} == {(Verdict.REFUSED, "unknown_patient")}
    opening = await execute(log, do(session(30), expected=7))
    assert (opening.verdict, opening.version) == (Verdict.CONFLICT, 0)


async def test_who_may_not_is_refused_before_anything_else(log: MemoryLog) -> None:
    command = AcknowledgeAlert(command_id=UUID(int=70), at=NOON, alert_id=UUID(int=71), staff_id=UUID(int=10))
    answer = await execute(log, do(command, PARTNER))
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "forbidden")


async def test_a_patient_of_another_clinic_is_as_if_there_were_none(log: MemoryLog) -> None:
    elsewhere = replace(PARTNER, clinics=(OTHER_CLINIC,))
    foreign = await execute(log, do(session(30), elsewhere))
    unknown = await execute(log, do(replace(session(30), patient_id=UUID(int=999)), PARTNER))
    assert foreign == unknown
    assert foreign.code == "unknown_patient"


async def test_another_organisation_takes_nothing_of_ours(log: MemoryLog) -> None:
    foreign = Actor(kind=ActorKind.PARTNER, org_id=UUID(int=77), id=UUID(int=11), scopes=(Scope.REPORTS,))
    answer = await execute(log, do(session(30), foreign))
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "unknown_patient")


def test_every_command_has_its_right_written_down() -> None:
    assert set(RIGHTS) == set(COMMANDS)
