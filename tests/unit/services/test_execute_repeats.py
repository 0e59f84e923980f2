"""The command handler and ids met before: the same again is a duplicate, anything else is told apart."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.clinic.decider import OpenClinic
from domain.exercise.common import LIBRARY
from domain.patient.commands import DischargePatient, EnrolPatient, SetPatientZone
from domain.patient.events import DischargeReason
from domain.program.commands import AssignProgram
from domain.session.decider import CorrectSession, RetractSession
from domain.values import Deficit, Dose, Fixed, Prescription
from services.call import Verdict
from services.execute import execute, execute_all
from tests.support.memory_log import CLINIC, OTHER_CLINIC, OWNER, PARTNER, PATIENT, MemoryLog, do, pain, session, zone
from tests.support.times import NOON

PRESCRIPTION = Prescription(
    prescription_id=UUID(int=90),
    exercise_id=LIBRARY[0].exercise_id,
    deficit=Deficit.STRENGTH,
    dose=Dose(sets=3, reps=10),
    schedule=Fixed(),
)


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
