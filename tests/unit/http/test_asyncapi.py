"""The description of the events says what is taken and told: every type, with an example that its schema accepts."""

import json
from functools import reduce
from operator import getitem
from typing import Any

import msgspec
import pytest
from jsonschema_rs import Draft7Validator

from domain.deciders import EVENTS
from services.http.contract.asyncapi import asyncapi, told_asyncapi
from services.http.live.words import NAMES
from services.http.translate import TYPES
from services.webhooks.known import PREFIX, TOLD_TO_STAFF

DOCUMENT: dict[str, Any] = json.loads(told_asyncapi())
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]


def resolved(value: Any) -> Any:
    return reduce(getitem, value["$ref"].split("/")[1:], DOCUMENT) if "$ref" in value else value


def references(value: Any) -> set[str]:
    match value:
        case {"$ref": str() as ref}:
            return {ref}
        case dict():
            return set().union(*map(references, value.values()))
        case list():
            return set().union(*map(references, value))
        case _:
            return set()


def names_in(channel: str) -> set[str]:
    messages = DOCUMENT["channels"][channel]["messages"].values()
    return {resolved(message)["name"] for message in messages}


def test_every_reference_leads_somewhere() -> None:
    for ref in references(DOCUMENT):
        assert resolved({"$ref": ref}) is not None


def test_every_type_that_is_taken_stands_in_it() -> None:
    assert names_in("taken") == {*TYPES, "batch"}


def test_every_type_that_anybody_is_told_of_stands_in_it() -> None:
    told = {f"{PREFIX}{name}" for name in TOLD_TO_STAFF}
    assert names_in("feed") == told
    types = set(DOCUMENT["components"]["schemas"]["News"]["properties"]["type"]["enum"])
    assert types == told | {"org.carryover.webhook.tested"}


def test_every_word_of_the_live_stream_stands_in_it() -> None:
    assert names_in("live") == set(NAMES.values())


@pytest.mark.parametrize("name", MESSAGES)
def test_the_example_of_a_message_is_one(name: str) -> None:
    schema = {**MESSAGES[name]["payload"], "components": DOCUMENT["components"]}
    for example in MESSAGES[name]["examples"]:
        Draft7Validator(schema).validate(example["payload"])


@pytest.mark.parametrize("stored", sorted(TOLD_TO_STAFF))
def test_the_example_of_what_is_told_is_what_could_be_recorded(stored: str) -> None:
    (message,) = [one for one in MESSAGES.values() if one["name"] == PREFIX + stored and "Feed" in str(one["payload"])]
    event = msgspec.convert(message["examples"][0]["payload"]["data"], EVENTS[stored])
    assert isinstance(event, EVENTS[stored])


def test_each_operation_speaks_of_the_messages_of_its_channel() -> None:
    for operation in DOCUMENT["operations"].values():
        channel = operation["channel"]["$ref"]
        told = {message["$ref"] for message in operation["messages"]}
        assert told == {f"{channel}/messages/{name}" for name in resolved(operation["channel"])["messages"]}


def test_it_is_the_same_each_time() -> None:
    assert json.loads(msgspec.json.encode(asyncapi())) == DOCUMENT
