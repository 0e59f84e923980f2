"""An event that this program cannot read, a newer one's for example, is the trouble of its stream alone."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from domain.deciders import EVENTS
from eventstore.codec import Codec
from eventstore.records import Append, NewEvent, Status
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.times import NOON


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def moved_by_a_newer_program(doors: Doors, patient_id: UUID) -> None:
    """The patient's zone is set in a version that is not known here."""
    newer = NewEvent(
        event_id=UUID(int=1),
        type="patient.zone_set",
        schema_v=2,
        occurred_at=NOON,
        data=b'{"patient_id":"%s","zone":"Europe/Oslo","since":"2026-03-04T11:00:00Z"}' % str(patient_id).encode(),
        subject_id=patient_id,
    )
    append = Append(
        org_id=doors.org.organisation_id,
        stream_id=patient_id,
        expected=1,
        events=(newer,),
        recorded_at=NOON,
        actor="system:test",
    )
    (outcome,) = await doors.context.store.append([append])
    assert outcome.status is Status.STORED
    doors.context.guards.forget(doors.org.organisation_id, patient_id)


async def test_reports_of_others_are_stored_and_its_own_may_come_again(doors: Doors) -> None:
    broken, well = await doors.enrol(), await doors.enrol()
    await moved_by_a_newer_program(doors, broken)
    reports = [event("session.logged", patient_id, {}) for patient_id in (well, broken, well)]
    told = [(outcome["status"], outcome.get("code")) for outcome in await doors.send(*reports)]
    assert told == [("stored", None), ("refused", "unreadable"), ("stored", None)]
    alone = await doors.send_one(reports[1])
    assert (alone.status_code, alone.json()["code"], alone.headers["retry-after"]) == (503, "unreadable", "30")

    doors.context.codec = Codec(EVENTS, {("patient.zone_set", 1): lambda raw: raw})  # the newer program
    again = [(outcome["status"], outcome.get("code")) for outcome in await doors.send(*reports)]
    assert again == [("duplicate", None), ("stored", None), ("duplicate", None)]


async def test_a_read_of_such_a_patient_says_so_and_lists_go_on(doors: Doors) -> None:
    broken, well = await doors.enrol(), await doors.enrol()
    await moved_by_a_newer_program(doors, broken)
    for part in ("", "/adherence", "/symptoms", "/program/today"):
        answer = await doors.therapist.get(f"/v1/patients/{broken}{part}")
        assert (answer.status_code, answer.json()["code"]) == (503, "unreadable"), part
        assert answer.headers["retry-after"] == "30"
        assert (await doors.therapist.get(f"/v1/patients/{well}{part}")).status_code == 200
    alerts = await doors.therapist.get("/v1/alerts", params={"patient": str(broken)})
    assert (alerts.status_code, alerts.json()["code"]) == (503, "unreadable")
    for path in ("/v1/alerts", "/v1/caseload"):
        assert (await doors.therapist.get(path)).status_code == 200
