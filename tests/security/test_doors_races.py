"""The same wish many times at the same moment is done once, and everybody is told the same."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable
from typing import Any

import httpx2
import pytest

from services.context import Context
from services.http.cloud_events import ONE
from tests.support.doors import Doors, event, open_doors


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def together(asked: Iterable[Awaitable[httpx2.Response]]) -> list[dict[str, Any]]:
    return [answer.json() for answer in await asyncio.gather(*asked)]


def results(answers: Iterable[dict[str, Any]]) -> Counter[str]:
    """How often which code or status."""
    return Counter(answer.get("code") or answer["status"] for answer in answers)


async def written(doors: Doors, before: int) -> int:
    head = await doors.context.store.head(doors.org.organisation_id)
    assert head is not None
    return head.pos - before


async def test_the_same_event_in_twenty_posts_at_once_is_stored_once(doors: Doors) -> None:
    sent = event("session.logged", await doors.enrol(), {"effort": 5, "note": "Hard."})
    before = await written(doors, 0)
    answers = await together(doors.send_one(sent) for _ in range(20))
    assert results(answers) == {"stored": 1, "duplicate": 19}
    assert len({answer["position"] for answer in answers}) == 1
    assert await written(doors, before) == 1


async def test_of_twenty_events_with_one_id_and_other_contents_one_is_stored(doors: Doors) -> None:
    sent = event("session.logged", await doors.enrol(), {})
    before = await written(doors, 0)
    answers = await together(doors.send_one({**sent, "data": {"effort": number / 10}}) for number in range(20))
    assert results(answers) == {"stored": 1, "id_reused": 19}
    assert await written(doors, before) == 1


async def test_the_same_batch_ten_times_at_once_is_stored_once(doors: Doors) -> None:
    patient_id = await doors.enrol()
    batch = [event("session.logged", patient_id, {}) for _ in range(30)]
    before = await written(doors, 0)
    outcomes = await asyncio.gather(*(doors.send(*batch[number:], *batch[:number]) for number in range(10)))
    assert results(outcome for answer in outcomes for outcome in answer) == {"stored": 30, "duplicate": 270}
    assert await written(doors, before) == 30


async def test_one_patient_enrolled_at_once_under_one_name_is_one_patient(doors: Doors) -> None:
    person = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin"}
    before = await written(doors, 0)
    answers = await together(doors.send_one(event("patient.enrolled", "ext:4711", person)) for _ in range(10))
    found = results(answers)
    assert found["stored"] == 1
    assert found.keys() <= {"stored", "unchanged", "already_exists"}
    assert await written(doors, before) == 1
    again = await doors.send_one(event("patient.enrolled", "ext:4711", person))
    assert again.json()["status"] == "unchanged"


async def test_of_many_who_saw_the_same_version_one_wins(doors: Doors) -> None:
    patient_id = str(await doors.enrol())
    answers = await together(
        doors.owner.post(
            "/v1/commands/record-consent",
            json={"patient_id": patient_id, "purpose": "sharing", "text_version": str(number)},
            headers={"if-match": '"1"'},
        )
        for number in range(20)
    )
    assert results(answers) == {"stored": 1, "version_conflict": 19}


async def test_a_wrong_key_is_asked_for_each_time_and_a_right_one_is_not_given_away(doors: Doors) -> None:
    headers = {"content-type": ONE}
    good = str(doors.partner.headers["authorization"])
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    for wrong in (flipped, good.lower(), good.replace("Bearer ", "Bearer Bearer "), good + "x", good[:-1]):
        answers = [
            await doors.nobody.post("/v1/events", json={}, headers={**headers, "authorization": wrong})
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [401, 401]
        first, second = [{**answer.json(), "instance": ""} for answer in answers]
        assert first == second
        assert wrong not in answers[0].text
