"""S21: words of SQL, patterns and JSON paths are text: refused where something else is meant, else kept as told."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from services.http.cloud_events import ONE
from services.http.contract.described import describe
from services.http.operation import Operation
from tests.support.database import Database
from tests.support.doors import event
from tests.support.sweep import READS, told
from tests.support.two_houses import House, open_house

WORDS = (
    "' OR '1'='1",
    "1; DROP TABLE log.events; --",
    "') UNION SELECT hash FROM log.directory --",
    "$1",
    "\\'; SELECT pg_sleep(5); --",
    "%",
    "_%",
    "name DESC, (SELECT pg_sleep(5))",
    '$.** ? (@ like_regex ".*")',
    '{"$ne": null}',
    "*/ SELECT 1 /*",
    "\N{RIGHT SINGLE QUOTATION MARK} OR 1=1",
)
REFUSED = {(400, "invalid_parameter"), (400, "bad_cursor"), (404, "unknown_patient"), (404, "unknown_clinic")}


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


def parameters(operation: Operation, where: str) -> list[str]:
    return [part["name"] for part in describe(operation)["parameters"] if part["in"] == where]


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_words_of_sql_in_a_parameter_are_refused_or_mean_nothing(house: House, operation: Operation) -> None:
    """What is searched for is searched for as it stands; everything else has a form that they do not have."""
    path = operation.path.format(**house.here)
    for name in parameters(operation, "query"):
        nothing = told(await house.ours.owner.get(path, params={name: "wordofnobody"}))
        for words in WORDS:
            answer = await house.ours.owner.get(path, params={name: words})
            assert (answer.status_code, answer.json().get("code")) in REFUSED or told(answer) == nothing, (name, words)


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_words_of_sql_in_an_address_name_nothing(house: House, operation: Operation) -> None:
    for name in parameters(operation, "path"):
        for words in WORDS:
            if "/" in words:
                continue
            path = operation.path.format(**{**house.here, name: words.replace("?", "%3F").replace("%", "%25")})
            answer = await house.ours.owner.get(path)
            assert answer.status_code == 404, (name, words)
            assert answer.json()["code"].startswith(("unknown_", "not_found")), (name, words)


async def test_words_of_sql_in_a_text_are_kept_as_they_stand(house: House) -> None:
    patient_id = house.here["patient_id"]
    before = await house.ours.owner.get(f"/v1/patients/{patient_id}/messages")
    for words in WORDS:
        answer = await house.ours.owner.post(f"/v1/patients/{patient_id}/messages", json={"text": words})
        assert answer.status_code == 200
    await house.folded()
    after = (await house.ours.owner.get(f"/v1/patients/{patient_id}/messages")).json()["messages"]
    added = after[: len(after) - len(before.json()["messages"])]
    assert [message["text"] for message in reversed(added)] == list(WORDS)


async def test_words_of_sql_as_names_of_others_are_names(house: House) -> None:
    """The partner's own id, the source and the id of an event, and what a wish is called."""
    person = {"clinic_id": house.here["clinic_id"], "zone": "Europe/Berlin"}
    for number, words in enumerate(WORDS):
        named = event("patient.enrolled", f"ext:{number}{words}"[:200], person, source="https://app.test/sql", id=words)
        first, again = [
            (await house.ours.partner.post("/v1/events", json=named, headers={"content-type": ONE})).json()
            for _ in range(2)
        ]
        assert (first["status"], again["status"]) == ("stored", "duplicate"), words
        if words.isascii():
            consent = {"patient_id": house.here["patient_id"], "purpose": "sharing", "text_version": str(uuid4())}
            headers = {"idempotency-key": words}
            answer = await house.ours.owner.post("/v1/commands/record-consent", json=consent, headers=headers)
            assert answer.status_code in (200, 400), words
