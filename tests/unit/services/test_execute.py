"""The command handler on the log in memory: decided once, answered for each, within everybody's rights."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.alert.answering import AcknowledgeAlert
from domain.deciders import COMMANDS
from domain.partner.events import Scope
from domain.session.decider import CorrectSession, RetractSession
from services.actor import RIGHTS, Actor, ActorKind
from services.call import Answer, Verdict
from services.execute import execute, execute_all
from tests.support.memory_log import (
    ORG,
    OTHER_CLINIC,
    OWNER,
    PARTNER,
    PATIENT,
    MemoryLog,
    do,
    session,
    zone,
)
from tests.support.times import NOON


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


async def test_asking_for_what_already_is_changes_nothing(log: MemoryLog) -> None:
    answers = await execute_all(log, [do(zone(50, "Asia/Tokyo")), do(zone(51, "Asia/Tokyo"))])
    assert [answer.verdict for answer in answers] == [Verdict.STORED, Verdict.UNCHANGED]


async def test_two_writers_on_one_stream_both_land_in_the_end(log: MemoryLog) -> None:
    changes = [
        do(replace(zone(60 + hour, "Asia/Tokyo" if hour % 2 else "Europe/Oslo"), since=NOON + timedelta(hours=hour)))
        for hour in range(1, 5)
    ]
    answers = await asyncio.gather(*(execute(log, change) for change in changes))
    assert {answer.verdict for answer in answers} <= {Verdict.STORED, Verdict.UNCHANGED}
    assert Verdict.CONFLICT not in {answer.verdict for answer in answers}


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
