"""A patient writes through an app and the clinic answers: texts, receipts, unread counts, pages, and who sees none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.partner.events import Scope
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from services.http.heading import report_id
from tests.support.doors import SOURCE, Doors, client, event, founded, open_doors
from tests.support.readings import folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def written(doors: Doors, patient_id: UUID, text: str) -> str:
    """What the patient writes; answers the message's id."""
    sent = event("message.sent", patient_id, {"text": text})
    (outcome,) = await doors.send(sent)
    assert outcome["status"] == "stored", outcome
    return str(report_id(doors.org.organisation_id, SOURCE, sent["id"]))


async def answered(doors: Doors, patient_id: UUID, text: str) -> str:
    answer = await doors.therapist.post(f"/v1/patients/{patient_id}/messages", json={"text": text})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def thread(asker: Any, patient_id: UUID, **query: object) -> list[tuple[str, bool, list[str]]]:
    """Text, whether the patient wrote it, and who has read it."""
    page = await read(asker, f"/v1/patients/{patient_id}/messages", **query)
    return [(line["text"], line["from_patient"], [by["by"] for by in line["read_by"]]) for line in page["messages"]]


async def test_a_patient_writes_the_therapist_reads_and_answers_and_the_patient_reads(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    patient_id = await doors.enrol()
    therapist_id, patient = str(doors.org.therapist_ids[0]), str(patient_id)
    question = await written(doors, patient_id, "May I go swimming?")
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}/messages"
    asked_at = "2026-03-04T11:00:00Z"
    seen = await read(doors.therapist, path)
    assert seen == {
        "as_of": seen["as_of"],
        "unread": 1,
        "messages": [
            {
                "message_id": question,
                "author": patient,
                "from_patient": True,
                "sent_at": "2026-03-04T12:00:00Z",
                "written_at": asked_at,
                "provenance": "patient",
                "text": "May I go swimming?",
                "read_by": [],
            }
        ],
        "next_cursor": None,
    }
    clock.instant += timedelta(minutes=3)
    marked = await doors.therapist.post(f"{path}/{question}/read")
    assert marked.json()["status"] == "stored"
    assert (await doors.therapist.post(f"{path}/{question}/read")).json()["status"] == "unchanged"
    answer = await answered(doors, patient_id, "Yes, but no breaststroke.")
    await folded(engine_pool)
    assert await thread(doors.partner, patient_id) == [
        ("Yes, but no breaststroke.", False, []),
        ("May I go swimming?", True, [therapist_id]),
    ]
    assert [(await read(asker, path))["unread"] for asker in (doors.therapist, doors.partner)] == [0, 1]
    clock.instant += timedelta(minutes=3)
    (outcome,) = await doors.send(event("message.read", patient_id, {"message_id": answer}))
    assert outcome["status"] == "stored"
    await folded(engine_pool)
    newest = (await read(doors.therapist, path))["messages"][0]
    assert newest["read_by"] == [{"by": patient, "at": "2026-03-04T12:06:00Z"}]
    assert (await read(doors.partner, path))["unread"] == 0


async def test_sent_again_a_message_is_there_once(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    sent = event("message.sent", patient_id, {"text": "Hello"})
    more = event("message.sent", patient_id, {"text": "Are you there?"})
    outcomes = [*await doors.send(sent, sent, more), *await doors.send(more, sent)]
    assert [outcome["status"] for outcome in outcomes] == ["stored", "duplicate", "stored", "duplicate", "duplicate"]
    (changed,) = await doors.send({**sent, "data": {"text": "Goodbye"}})
    assert (changed["status"], changed["code"]) == ("refused", "id_reused")
    await folded(engine_pool)
    assert [text for text, _, _ in await thread(doors.owner, patient_id)] == ["Are you there?", "Hello"]


async def test_a_long_thread_goes_page_by_page_and_the_newest_comes_first(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    for number in range(5):
        await answered(doors, patient_id, str(number))
    await folded(engine_pool)
    pages = list[list[str]]()
    cursor = dict[str, str]()
    while True:
        page = await read(doors.therapist, f"/v1/patients/{patient_id}/messages", limit=2, **cursor)
        pages.append([line["text"] for line in page["messages"]])
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_who_has_waited_longest_stands_first_in_the_inbox(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    first, second, far = await doors.enrol(), await doors.enrol(), await doors.enrol(clinic=1)
    await doors.does("assign-therapist", second, therapist_id=str(doors.org.therapist_ids[0]))
    for patient_id in (first, second, far, first):
        clock.instant += timedelta(minutes=1)
        last = await written(doors, patient_id, "Hello")
    await folded(engine_pool)

    async def inbox(asker: Any, **query: object) -> list[tuple[str, int]]:
        found = await read(asker, "/v1/messages/unread", **query)
        return [(line["thread"]["patient_id"], line["thread"]["unread"]) for line in found["threads"]]

    assert await inbox(doors.therapist) == [(str(first), 2), (str(second), 1)]
    assert await inbox(doors.owner) == [(str(first), 2), (str(second), 1), (str(far), 1)]
    assert await inbox(doors.owner, clinic=doors.org.clinic_ids[1]) == [(str(far), 1)]
    assert await inbox(doors.therapist, therapist=doors.org.therapist_ids[0]) == [(str(second), 1)]
    page = await read(doors.owner, "/v1/messages/unread", limit=2)
    assert await inbox(doors.owner, limit=2, cursor=page["next_cursor"]) == [(str(far), 1)]
    await doors.therapist.post(f"/v1/patients/{first}/messages/{last}/read")
    await folded(engine_pool)
    assert (await inbox(doors.therapist), len(await inbox(doors.owner))) == ([(str(second), 1)], 3)
    for asker, status in ((doors.partner, 403), (doors.nobody, 401)):
        assert (await asker.get("/v1/messages/unread")).status_code == status
    out_of_reach = {"clinic": str(doors.org.clinic_ids[1])}
    assert (await doors.therapist.get("/v1/messages/unread", params=out_of_reach)).status_code == 404


async def test_out_of_reach_a_thread_is_like_one_that_does_not_exist(doors: Doors, context: Context) -> None:
    far = await doors.enrol(clinic=1)
    theirs = await written(doors, far, "A secret")
    strangers = await founded(context, "Strangers")
    async with client(doors.app, strangers.owner_key) as stranger:
        for asker in (doors.therapist, stranger):
            for patient_id in (far, uuid4()):
                path = f"/v1/patients/{patient_id}/messages"
                answers = [
                    await asker.get(path),
                    await asker.post(path, json={"text": "Hello"}),
                    await asker.post(f"{path}/{theirs}/read"),
                ]
                assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "unknown_patient")] * 3
    near = await doors.enrol()
    for message_id in (theirs, str(uuid4()), "no-id"):
        answer = await doors.therapist.post(f"/v1/patients/{near}/messages/{message_id}/read")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_message")
        if message_id != "no-id":
            (outcome,) = await doors.send(event("message.read", near, {"message_id": message_id}))
            assert (outcome["status"], outcome["code"]) == ("refused", "unknown_message")


async def test_a_partner_that_only_reads_does_not_read_messages(doors: Doors) -> None:
    patient_id = await doors.enrol()
    for scopes, status in (([Scope.READ], 403), ([Scope.REPORTS], 403), ([Scope.READ, Scope.REPORTS], 200)):
        made = await doors.owner.post("/v1/commands/register-partner", json={"name": "An app", "scopes": scopes})
        async with client(doors.app, made.json()["api_key"]) as partner:
            assert (await partner.get(f"/v1/patients/{patient_id}/messages")).status_code == status


async def test_a_message_has_a_text(doors: Doors) -> None:
    patient_id = await doors.enrol()
    path = f"/v1/patients/{patient_id}/messages"
    for body in ({}, {"text": ""}, {"text": "a" * 4001}, {"text": "Hello", "author": str(patient_id)}):
        assert (await doors.therapist.post(path, json=body)).status_code == 400
    bare = await doors.therapist.post("/v1/commands/send-message", json={"patient_id": str(patient_id)})
    assert (bare.status_code, bare.json()["code"]) == (422, "nothing_said")
    (outcome,) = await doors.send(event("message.sent", patient_id, {}))
    assert (outcome["status"], outcome["code"]) == ("refused", "invalid")


async def test_no_text_stands_outside_the_vault(doors: Doors, engine_pool: Pool, context: Context) -> None:
    patient_id = await doors.enrol()
    await written(doors, patient_id, "Breaststroke")
    await folded(engine_pool)
    async with context.reading(doors.org.organisation_id) as db:
        for table in ("log.events", "rm.messages_message", "vault.item", "log.effect"):
            assert not await db.fetchval(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Breaststroke%'"), table
