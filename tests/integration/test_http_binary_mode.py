"""Events in binary mode at the partner's door: told by the standard's own library, stored like all others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cloudevents.core.bindings.http import to_binary_event
from cloudevents.core.v1.event import CloudEvent

from services.clock import SetClock
from services.context import open_context
from tests.support.both_routes import is_problem
from tests.support.database import Database, copied
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.times import NOON

PAIN = {"region": "knee", "level": 5, "note": "Es zieht."}


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_doors(context) as opened,
    ):
        yield opened


async def send(doors: Doors, kind: str, subject: UUID | str, data: Any, **said: Any) -> httpx2.Response:
    """As the standard's own library puts it into headers and a body."""
    attributes = event(kind, subject, data)
    del attributes["data"]
    told = {**attributes, "time": datetime(2026, 3, 4, 11, tzinfo=UTC), "datacontenttype": "application/json", **said}
    message = to_binary_event(CloudEvent(told, data))
    return await doors.partner.post("/v1/events", content=message.body, headers=message.headers)


async def test_it_is_stored_and_the_same_in_one_piece_is_a_duplicate(doors: Doors) -> None:
    patient_id = await doors.enrol()
    answer = await send(doors, "symptom.reported", patient_id, PAIN, id="Rückmeldung 5 %")
    again = await doors.send_one(event("symptom.reported", patient_id, PAIN, id="Rückmeldung 5 %"))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {**again.json(), "status": "stored"}
    assert (again.json()["id"], again.json()["source"], again.json()["status"]) == (
        *("Rückmeldung 5 %", SOURCE),
        "duplicate",
    )
    assert answer.headers["carryover-position"] == again.json()["position"]


async def test_a_fault_is_told_by_its_place_in_the_event(doors: Doors) -> None:
    patient_id = await doors.enrol()
    wrong = await send(doors, "symptom.reported", patient_id, {**PAIN, "level": 11})
    is_problem(wrong, 400, "invalid")
    assert wrong.json()["at"] == "/data/level"
    is_problem(await send(doors, "symptom.reported", "ext:nobody", PAIN), 404, "unknown_patient")
    missing = await doors.partner.post("/v1/events", json=PAIN, headers={"ce-specversion": "1.0", "ce-id": "7"})
    is_problem(missing, 400, "invalid")
    assert missing.json()["at"] == "/source"


async def test_json_without_a_version_in_its_headers_is_no_event(doors: Doors) -> None:
    is_problem(await doors.partner.post("/v1/events", json=PAIN, headers={"ce-id": "7"}), 415, "unsupported_media_type")


async def test_an_attribute_given_twice_is_refused(doors: Doors) -> None:
    twice = [(b"content-type", b"application/json"), (b"ce-specversion", b"1.0"), (b"ce-id", b"7"), (b"ce-id", b"8")]
    is_problem(await doors.partner.post("/v1/events", content=b"{}", headers=twice), 400, "invalid_header")


async def test_a_red_flag_in_binary_mode_is_answered_with_whom_to_call(doors: Doors) -> None:
    patient_id = await doors.enrol()
    taken = await send(doors, "redflag.reported", patient_id, {"signs": ["chest_pain"]})
    assert (taken.status_code, taken.json()["status"]) == (200, "stored")
    unread = await doors.partner.post(
        "/v1/events",
        content=b"{",
        headers={"content-type": "application/json", "ce-specversion": "1.0"}
        | {"ce-type": "org.carryover.redflag.reported"},
    )
    is_problem(unread, 400, "malformed_json")
    assert taken.json()["emergency"]["number"] == unread.json()["emergency"]["number"] == "112"
