"""The ledger of reminders over HTTP: dose by dose, message by message, and the sums of a clinic."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.decider import Command
from domain.patient.events import Channel
from domain.reminder.decider import (
    AskMorning,
    RecordMorningUnanswered,
    RecordReminderDelivered,
    SendReminder,
    SuppressReminder,
)
from domain.reminder.events import Because, SlotId
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, folded, read
from tests.support.times import NOON

TODAY = date(2026, 3, 4)
PRESCRIPTION, EFFECT, QUESTION, SESSION = (UUID(int=n) for n in (7, 8, 9, 10))
MORNING, NOONTIME, EVENING = (SlotId(PRESCRIPTION, number) for number in (1, 2, 3))
DAYS = {"first_day": "2026-03-04", "last_day": "2026-03-04"}
DONE = {"entries": [{"exercise_id": BRIDGE["exercise_id"]}]}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def ledger(doors: Doors, patient_id: UUID) -> None:
    """One reminder an hour before noon, for two doses; one dose is done; and a question that nobody answered."""
    about: dict[str, Any] = {"patient_id": patient_id, "day": TODAY, "at": NOON - timedelta(hours=2)}
    ours: dict[str, Any] = {**about, "clinic_id": doors.org.clinic_ids[0]}
    wishes: list[Command] = [
        SendReminder(
            command_id=uuid4(), **ours, slots=(MORNING, NOONTIME), channel=Channel.EMAIL, text=2, effect_id=EFFECT
        ),
        SuppressReminder(command_id=uuid4(), **ours, slots=(EVENING,), because=Because.DONE),
        RecordReminderDelivered(command_id=uuid4(), **about, effect_id=EFFECT),
        AskMorning(command_id=uuid4(), **ours, session_id=SESSION, effect_id=QUESTION, channel=Channel.IN_APP),
        RecordMorningUnanswered(command_id=uuid4(), **ours, session_id=SESSION),
    ]
    calls = [Call(actor=system(doors.org.organisation_id, "test"), command=wish) for wish in wishes]
    assert {answer.verdict for answer in await execute_all(doors.context, calls)} == {Verdict.STORED}


def opened() -> dict[str, str]:
    return {"day": str(TODAY), "reminder_id": str(EFFECT)}


async def test_the_ledger_tells_of_every_dose_and_every_message(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await ledger(doors, patient_id)
    sent = await doors.send(
        event("reminder.opened", patient_id, opened(), time="2026-03-04T10:20:00Z"),
        event("session.logged", patient_id, DONE),
    )
    assert [outcome["status"] for outcome in sent] == ["stored", "stored"]
    await folded(engine_pool)
    answer = await read(doors.partner, f"/v1/patients/{patient_id}/reminders", **DAYS)
    slot = {"day": "2026-03-04", "prescription_id": str(PRESCRIPTION), "because": None, "reminder_id": str(EFFECT)}
    message = {"day": "2026-03-04", "sent_at": "2026-03-04T10:00:00Z", "uncertain": False, "bounced_at": None}
    assert answer["slots"] == [
        {**slot, "number": 1},
        {**slot, "number": 2},
        {**slot, "number": 3, "because": "done", "reminder_id": None},
    ]
    assert answer["messages"] == [
        {
            **message,
            "reminder_id": str(EFFECT),
            "kind": "reminder",
            "channel": "email",
            "variant": 2,
            "delivered_at": "2026-03-04T10:00:00Z",
            "opened_at": "2026-03-04T10:20:00Z",
            "session_id": None,
            "unanswered": False,
            "followed": True,
        },
        {
            **message,
            "reminder_id": str(QUESTION),
            "kind": "next_morning",
            "channel": "in_app",
            "variant": 0,
            "delivered_at": None,
            "opened_at": None,
            "session_id": str(SESSION),
            "unanswered": True,
            "followed": True,
        },
    ]


async def test_a_clinic_sees_what_its_reminders_came_to(doors: Doors, engine_pool: Pool) -> None:
    for followed in (True, False):
        patient_id = await doors.enrol()
        await ledger(doors, patient_id)
        if followed:
            await doors.send(event("session.logged", patient_id, DONE))
    await folded(engine_pool)
    here, there = doors.org.clinic_ids
    answer = await read(doors.owner, f"/v1/clinics/{here}/reminders", **DAYS)
    del answer["as_of"]
    assert answer == {
        "first_day": "2026-03-04",
        "last_day": "2026-03-04",
        "slots": 6,
        "reminded": 4,
        "suppressed": {"done": 2},
        "sent": 2,
        "uncertain": 0,
        "delivered": 2,
        "bounced": 0,
        "opened": 0,
        "followed": 1,
        "incomplete_of": [],
    }
    assert (await read(doors.owner, f"/v1/clinics/{there}/reminders", **DAYS))["slots"] == 0


async def test_who_does_not_reach_a_clinic_sees_nothing_of_it(doors: Doors) -> None:
    patient_id = await doors.enrol(clinic=1)
    for path in (f"/v1/clinics/{doors.org.clinic_ids[1]}/reminders", f"/v1/patients/{patient_id}/reminders"):
        answer = await doors.therapist.get(path)
        assert answer.status_code == 404, path
    assert (await doors.partner.get(f"/v1/clinics/{doors.org.clinic_ids[0]}/reminders")).status_code == 403


async def test_a_stretch_is_at_most_92_dates_of_a_patient_and_31_of_a_clinic(doors: Doors) -> None:
    patient_id = await doors.enrol()
    for of, last, beyond in (
        (f"patients/{patient_id}", "2026-04-02", "2026-04-03"),
        (f"clinics/{doors.org.clinic_ids[0]}", "2026-01-31", "2026-02-01"),
    ):
        path = f"/v1/{of}/reminders?first_day=2026-01-01&last_day="
        assert (await doors.owner.get(path + last)).status_code == 200
        refused = await doors.owner.get(path + beyond)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameter")


async def test_a_stretch_that_ends_with_the_first_dates_there_are_begins_with_the_first(doors: Doors) -> None:
    clinic_id, patient_id = doors.org.clinic_ids[0], await doors.enrol()
    told = await read(doors.owner, f"/v1/clinics/{clinic_id}/reminders", last_day="0001-01-05")
    assert (told["first_day"], told["last_day"], told["slots"]) == ("0001-01-01", "0001-01-05", 0)
    assert (await read(doors.owner, f"/v1/patients/{patient_id}/reminders", last_day="0001-01-05"))["slots"] == []


async def test_a_reminder_of_an_unknown_patient_was_not_opened(doors: Doors) -> None:
    (outcome,) = await doors.send(event("reminder.opened", uuid4(), opened()))
    assert (outcome["status"], outcome["code"]) == ("refused", "unknown_patient")
