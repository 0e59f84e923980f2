"""S5: nobody slips in a field that is not theirs to set, and no answer has one that nobody decided to give."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from services.http import examples
from services.http.access import ACCESS
from services.http.body import JSON, JSON_LINES
from services.http.cloud_events import ONE
from services.http.operation import Operation
from tests.support.answer_fields import GOLDEN, golden, places, unannounced
from tests.support.database import Database
from tests.support.sweep import ASKED, READS, with_ids
from tests.support.two_houses import House, open_house

FOREIGN = str(uuid4())
EXTRA: dict[str, Any] = {
    "tenant_id": FOREIGN,
    "org_id": FOREIGN,
    "organisation_id": FOREIGN,
    "role": "owner",
    "roles": ["owner"],
    "scopes": ["read"],
    "is_admin": True,
    "version": 7,
    "recorded_at": "2020-01-01T00:00:00Z",
    "at": "2020-01-01T00:00:00Z",
    "command_id": FOREIGN,
    "id": FOREIGN,
    "actor": "system:engine",
    "__proto__": {"role": "owner"},
    "private_digest": "0",
}
WRITES = [one for one in ASKED if one.bodies and one.bodies[0].media_type == JSON and not ACCESS[one.name].open]


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


def with_one_more(value: Any, name: str, extra: Any) -> Iterator[Any]:
    """The body with one more field: in it, and in each form that it holds."""
    match value:
        case dict():
            if name not in value:
                yield {**value, name: extra}
            for key, item in value.items():
                yield from ({**value, key: changed} for changed in with_one_more(item, name, extra))
        case list() | tuple():
            for place, item in enumerate(value):
                yield from (
                    [*value[:place], changed, *value[place + 1 :]] for changed in with_one_more(item, name, extra)
                )


@pytest.mark.parametrize("operation", WRITES, ids=[one.name for one in WRITES])
async def test_a_field_that_is_not_theirs_to_set_is_refused(house: House, operation: Operation) -> None:
    before = await house.heads()
    (example, *_) = operation.bodies[0].examples.values()
    path = operation.path.format(**house.here)
    taken = []
    for name, extra in EXTRA.items():
        for body in with_one_more(with_ids(example, house.here), name, extra):
            answer = await house.ours.owner.request(operation.method, path, json=body)
            if answer.status_code not in (401, 403) and answer.json().get("code") != "invalid":
                taken.append((name, body, answer.status_code))
    assert taken == []
    assert await house.heads() == before


@pytest.mark.parametrize("kind", sorted(examples.EVENTS))
async def test_a_field_that_an_event_does_not_have_is_refused(house: House, kind: str) -> None:
    before = await house.heads()
    example = examples.EVENTS[kind]
    taken = []
    for name, extra in EXTRA.items():
        for data in with_one_more(with_ids(example["data"], house.here), name, extra):
            item = {**example, "id": str(uuid4()), "subject": house.here["patient_id"], "data": data}
            answer = await house.ours.partner.post("/v1/events", json=item, headers={"content-type": ONE})
            if (answer.status_code, answer.json().get("code")) != (400, "invalid"):
                taken.append((name, data, answer.status_code))
    assert taken == []
    assert await house.heads() == before


def test_the_fields_of_every_answer_are_those_that_were_decided_on() -> None:
    """Where one is meant to be new: `python -m tests.support.answer_fields`, and look at the difference."""
    assert golden() == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_no_answer_has_a_field_of_which_the_description_does_not_speak(
    house: House, operation: Operation
) -> None:
    answer = await house.ours.owner.get(operation.path.format(**house.here))
    assert answer.status_code == 200
    lines = answer.headers["content-type"].startswith(JSON_LINES)
    told = msgspec.json.Decoder().decode_lines(answer.content) if lines else [answer.json()]
    assert [unannounced(one, places()[operation.name]) for one in told] == [set() for _ in told]
