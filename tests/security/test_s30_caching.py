"""S30: nothing about anybody is kept on the way or by a browser, and an ETag of one house opens nothing of another."""

from collections.abc import AsyncIterator

import pytest

from services.http.operation import Operation
from tests.support.database import Database
from tests.support.sweep import READS
from tests.support.two_houses import House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_an_answer_is_kept_by_nobody(house: House, operation: Operation) -> None:
    path = operation.path.format(**house.here)
    for asker in (house.ours.owner, house.ours.therapist, house.ours.partner, house.ours.nobody):
        answer = await asker.get(path)
        assert answer.headers["cache-control"] == "no-store", answer.status_code
        assert not {"expires", "last-modified", "age", "pragma"} & {*answer.headers}


async def test_a_refusal_and_a_receipt_are_kept_by_nobody(house: House) -> None:
    told = [
        await house.ours.owner.get("/v1/nothing"),
        await house.ours.owner.post("/v1/caseload"),
        await house.ours.owner.post("/v1/commands/log-session", content=b"["),
        await house.ours.owner.post("/v1/patients/x/messages", json={"text": "Hello"}),
        await house.ours.partner.post("/v1/events", content=b"["),
        await house.ours.partner.get("/v1/stream"),
        await house.ours.nobody.get("/readyz"),
    ]
    assert {answer.headers["cache-control"] for answer in told} == {"no-store"}


async def test_after_the_key_has_gone_nothing_is_answered_from_before(house: House) -> None:
    """An answer that was seen is asked for again without a key, with its own ETag: it is not there."""
    for operation in READS:
        path = operation.path.format(**house.here)
        seen = (await house.ours.owner.get(path)).headers.get("etag", '"1"')
        answer = await house.ours.nobody.get(path, headers={"if-none-match": seen})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), operation.name


async def test_an_etag_of_one_house_says_nothing_of_the_same_thing_in_another(house: House) -> None:
    """What another house has is not there, whatever ETag is given; and `*` is not taken for an answer."""
    for operation in READS:
        if "{" not in operation.path:
            continue
        seen = await house.theirs.owner.get(operation.path.format(**house.elsewhere))
        for etag in (seen.headers.get("etag", '"1"'), "*"):
            foreign = await house.ours.owner.get(
                operation.path.format(**house.elsewhere), headers={"if-none-match": etag}
            )
            assert foreign.status_code == 404, operation.name
