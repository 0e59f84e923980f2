"""S9: an Idempotency-Key makes a write one: fifty at once, another body, another organisation, a crash in between, and
keys that are none."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx2
import msgspec
import pytest

from services.clock import SetClock
from services.context import open_context
from services.http.imports.operations import IMPORTS
from services.http.operations import COMMANDS, OPERATIONS
from services.kept_answers import take
from tests.support.both_routes import is_problem
from tests.support.database import Database, copied
from tests.support.doors import Doors, client, founded, open_doors
from tests.support.times import NOON

BRIDGE = "289fd55b-5744-59d6-beb7-a09c1f5dd883"


@pytest.fixture(scope="module")
async def processes(template: Database) -> AsyncIterator[tuple[Doors, Doors]]:
    """Two processes over one log, with one organisation; and what they remember is not shared."""
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as one,
        open_context(database.settings, clock=SetClock(NOON)) as other,
    ):
        org = await founded(one)
        async with open_doors(one, org) as first, open_doors(other, org) as second:
            yield first, second


@pytest.fixture
def doors(processes: tuple[Doors, Doors]) -> Doors:
    return processes[0]


def enrolment(doors: Doors, clinic: int = 0) -> dict[str, Any]:
    return {"clinic_id": str(doors.org.clinic_ids[clinic]), "zone": "Europe/Berlin", "private": {"name": "Ada"}}


async def enrol(doors: Doors, key: str, clinic: int = 0) -> httpx2.Response:
    headers = {"idempotency-key": key}
    return await doors.owner.post("/v1/commands/enrol-patient", json=enrolment(doors, clinic), headers=headers)


async def length(doors: Doors) -> int:
    head = await doors.context.store.head(doors.org.organisation_id)
    assert head is not None
    return head.pos


async def test_fifty_requests_at_once_through_two_processes_do_it_once(processes: tuple[Doors, Doors]) -> None:
    key, before = str(uuid4()), await length(processes[0])
    answers = await asyncio.gather(*(enrol(processes[number % 2], key) for number in range(50)))
    done = [answer for answer in answers if answer.status_code == 200]
    for answer in answers:
        if answer.status_code != 200:
            is_problem(answer, 409, "in_flight")
            assert answer.headers["retry-after"] == "1"
    assert len({answer.content for answer in done}) == 1
    assert await length(processes[0]) == before + 1
    again = await enrol(processes[1], key)
    assert (again.content, again.headers["etag"]) == (done[0].content, done[0].headers["etag"])
    assert again.headers["carryover-position"] == done[0].headers["carryover-position"]
    org_id, patient_id = processes[0].org.organisation_id, UUID(again.json()["id"])
    async with processes[0].context.reading(org_id) as db:
        assert list((await processes[0].context.vault.open(db, org_id, patient_id)).values()) == [{"name": "Ada"}]


async def test_while_the_first_is_running_in_another_process_it_is_in_flight(processes: tuple[Doors, Doors]) -> None:
    first, second = processes
    org_id, text = first.org.organisation_id, str(uuid4())
    key = uuid5(uuid5(org_id, f"staff:{first.org.owner_id}"), text)
    async with first.context.writing(org_id) as db:  # as the door does before it begins
        await take(db, first.context.vault, org_id, key, fingerprint(first), uuid4())
    before = await length(first)
    is_problem(await enrol(second, text), 409, "in_flight")
    is_problem(await enrol(second, text, clinic=1), 422, "id_reused")
    assert await length(first) == before
    async with first.context.writing(org_id) as db:  # it died, and its lease is over
        await db.execute("UPDATE access.once SET lease_until = now() - interval '1 s' WHERE key = $1", key)
    assert (await enrol(second, text)).status_code == 200
    assert await length(first) == before + 1


def fingerprint(doors: Doors) -> bytes:
    place = msgspec.json.encode(["enrolPatient", {}, "NoQuery()"], order="deterministic")
    return sha256(place + b"\0" + msgspec.json.encode(enrolment(doors), order="deterministic")).digest()


async def test_a_crash_between_the_commit_and_the_reply_answers_the_same(processes: tuple[Doors, Doors]) -> None:
    """The log has it, and the row that should have got the answer never did."""
    first, second = processes
    key = str(uuid4())
    lost, before = await enrol(first, key), await length(first)
    async with first.context.writing(first.org.organisation_id) as db:
        crash = "UPDATE access.once SET answer = NULL, lease_until = now() - interval '1 s' WHERE key = $1"
        named = uuid5(uuid5(first.org.organisation_id, f"staff:{first.org.owner_id}"), key)
        assert await db.execute(crash, named) == "UPDATE 1"
    again = await enrol(second, key)
    assert (again.status_code, again.content, again.headers["etag"]) == (200, lost.content, lost.headers["etag"])
    assert await length(first) == before


async def test_a_kept_answer_is_gone_after_a_day_and_the_log_still_knows(doors: Doors) -> None:
    key = str(uuid4())
    lost = await enrol(doors, key)
    async with doors.context.writing(doors.org.organisation_id) as db:
        await db.execute("UPDATE access.once SET made_at = now() - interval '25 hours'")
    await enrol(doors, str(uuid4()))
    async with doors.context.reading(doors.org.organisation_id) as db:
        assert await db.fetchval("SELECT count(*) FROM access.once") == 1
    assert (await enrol(doors, key)).content == lost.content


async def test_what_is_shown_once_is_not_told_again(doors: Doors) -> None:
    body, headers = {"name": "Knee app", "scopes": ["reports"]}, {"idempotency-key": str(uuid4())}
    answers = await asyncio.gather(
        *(doors.owner.post("/v1/commands/register-partner", json=body, headers=headers) for _ in range(20))
    )
    again = await doors.owner.post("/v1/commands/register-partner", json=body, headers=headers)
    told = [answer.json() for answer in answers if answer.status_code == 200]
    assert Counter(answer.status_code for answer in answers).keys() <= {200, 409}
    [first] = [answer for answer in told if "api_key" in answer]
    assert again.json() == {name: value for name, value in first.items() if name != "api_key"}
    async with doors.context.reading(doors.org.organisation_id) as db:
        kept = b"".join(row["answer"] or b"" for row in await db.fetch("SELECT answer FROM access.once"))
    assert first["api_key"].encode() not in kept
    assert first["id"].encode() not in kept, "answers stand sealed"


async def test_another_body_under_one_key_is_refused(doors: Doors) -> None:
    before, headers = await length(doors), {"idempotency-key": str(uuid4())}
    answers = await asyncio.gather(
        *(
            doors.owner.post("/v1/commands/enrol-patient", json=enrolment(doors, number % 2), headers=headers)
            for number in range(20)
        )
    )
    assert {answer.json().get("code", "done") for answer in answers} <= {"done", "in_flight", "id_reused"}
    assert "id_reused" in {answer.json().get("code") for answer in answers}
    assert await length(doors) == before + 1


@pytest.mark.parametrize("names", [("pause-program", "complete-program"), ("record-consent", "withdraw-consent")])
async def test_one_key_is_for_one_command(doors: Doors, names: tuple[str, str]) -> None:
    patient_id = str(await doors.enrol())
    line = {
        "prescription_id": str(uuid4()),
        "exercise_id": BRIDGE,
        "deficit": "strength",
        "dose": {"reps": 9},
        "schedule": {"kind": "fixed"},
    }
    assigned = await doors.owner.post(
        "/v1/commands/assign-program", json={"patient_id": patient_id, "prescriptions": [line]}
    )
    bodies: dict[str, dict[str, str]] = {
        "pause-program": {"program_id": assigned.json()["id"], "reason": "unwell"},
        "complete-program": {"program_id": assigned.json()["id"]},
        "record-consent": {"purpose": "sharing", "text_version": "1"},
        "withdraw-consent": {"purpose": "sharing"},
    }
    headers = {"idempotency-key": str(uuid4())}
    first, other, again = [
        await doors.owner.post(f"/v1/commands/{name}", json={"patient_id": patient_id, **bodies[name]}, headers=headers)
        for name in (*names, names[0])
    ]
    is_problem(other, 422, "id_reused")
    assert (first.json()["status"], again.content) == ("stored", first.content)


async def test_a_resend_is_answered_although_the_version_has_moved(doors: Doors) -> None:
    body = {"patient_id": str(await doors.enrol()), "purpose": "sharing", "text_version": "1"}
    headers = {"if-match": '"1"', "idempotency-key": str(uuid4())}
    first = await doors.owner.post("/v1/commands/record-consent", json=body, headers=headers)
    again = await doors.owner.post("/v1/commands/record-consent", json=body, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["etag"] == first.headers["etag"] == '"2"'


async def test_the_same_json_in_another_order_and_spacing_is_the_same_body(doors: Doors) -> None:
    headers = {"idempotency-key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "content-type": "application/json"}
    body = enrolment(doors)
    turned = msgspec.json.format(msgspec.json.encode(dict(reversed(body.items()))), indent=4)
    first = await doors.owner.post("/v1/commands/enrol-patient", json=body, headers=headers)
    again = await doors.owner.post("/v1/commands/enrol-patient", content=turned, headers=headers)
    bare = {**headers, "idempotency-key": headers["idempotency-key"].strip('"')}
    assert again.content == (await doors.owner.post("/v1/commands/enrol-patient", json=body, headers=bare)).content
    assert again.content == first.content


async def test_what_was_refused_is_decided_anew(doors: Doors) -> None:
    headers, before = {"idempotency-key": str(uuid4())}, await length(doors)
    wrong = {**enrolment(doors), "zone": "Nowhere"}
    is_problem(await doors.owner.post("/v1/commands/enrol-patient", json=wrong, headers=headers), 422, "unknown_zone")
    right = await doors.owner.post("/v1/commands/enrol-patient", json=enrolment(doors), headers=headers)
    assert (right.status_code, await length(doors)) == (200, before + 1)


async def test_a_red_flag_waits_for_nobody(doors: Doors) -> None:
    body = {
        "patient_id": str(await doors.enrol()),
        "occurred_at": (NOON - timedelta(hours=1)).isoformat(),
        "signs": ["chest_pain"],
    }
    headers = {"idempotency-key": str(uuid4())}
    answers = await asyncio.gather(
        *(doors.owner.post("/v1/commands/report-red-flag", json=body, headers=headers) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["emergency"]["number"] for answer in answers} == {"112"}
    assert len({answer.json()["position"] for answer in answers}) == 1


async def test_a_key_of_another_organisation_or_another_person_is_free(doors: Doors) -> None:
    key = str(uuid4())
    theirs = await founded(doors.context, "Another")
    async with client(doors.app, theirs.owner_key) as stranger:
        body = {"clinic_id": str(theirs.clinic_ids[0]), "zone": "Europe/Berlin"}
        strange = await stranger.post("/v1/commands/enrol-patient", json=body, headers={"idempotency-key": key})
    own = await enrol(doors, key)
    colleague = await doors.therapist.post(
        "/v1/commands/enrol-patient", json=enrolment(doors), headers={"idempotency-key": key}
    )
    assert [answer.status_code for answer in (strange, own, colleague)] == [200, 200, 200]
    assert len({answer.json()["id"] for answer in (strange, own, colleague)}) == 3


KEYED = [one for one in OPERATIONS if one.method == "POST" and "idempotency-key" in one.headers]


@pytest.mark.parametrize("operation", KEYED, ids=lambda one: str(one.name))
async def test_a_key_that_is_none_is_refused_at_every_write(doors: Doors, operation: Any) -> None:
    path = operation.path.format_map({name: str(uuid4()) for name in ("alert_id", "clinic_id", "import_id")} | IDS)
    for value in ("", "x" * 300, "a\tb", "ä", "日本", '"', 'a"b', " "):
        answer = await doors.owner.post(path, json={}, headers=[(b"idempotency-key", value.encode())])
        assert answer.status_code in (400, 403), (path, value)
        if answer.status_code == 400:
            is_problem(answer, 400, "invalid_header")


IDS = {"patient_id": str(uuid4()), "message_id": str(uuid4())}


def test_every_command_and_every_import_takes_a_key() -> None:
    assert {one.name for one in COMMANDS} | {one.name for one in IMPORTS if one.method == "POST"} <= {
        one.name for one in KEYED
    }


async def test_an_import_begun_twice_under_one_key_is_one(doors: Doors) -> None:
    headers = {"idempotency-key": str(uuid4())}
    answers = [await doors.partner.post("/v1/imports", json={"kind": "events"}, headers=headers) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    other = await doors.partner.post("/v1/imports", json={"kind": "events", "dry_run": True}, headers=headers)
    is_problem(other, 422, "id_reused")
