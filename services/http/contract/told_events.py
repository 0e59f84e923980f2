"""The events that come out, by their type, with the forms of what they say."""

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.deciders import EVENTS
from services.http.contract.sample import sample
from services.http.examples import AS_OF, PATIENT, SESSION
from services.http.feed.page import FeedEvent
from services.http.ratings import MARK
from services.http.schemas import REF, Schema
from services.webhooks.known import PREFIX, TOLD_TO_PARTNERS, TOLD_TO_STAFF

RECORDED = "Recorded"
IN_TENTHS = "In tenths of a point, as recorded: 57 is 5.7."


def stored_schemas() -> dict[str, Schema]:
    """The forms of all stored events, and of what they are made of; what comes in has others of the same names."""
    _, found = msgspec.json.schema_components(list(EVENTS.values()), ref_template=REF + RECORDED + "{name}")
    return {RECORDED + name: plain(schema) for name, schema in found.items()}


def form_of(name: str) -> str:
    """The component with what an event says: session.logged is RecordedSessionLogged."""
    return RECORDED + EVENTS[name].__name__


def plain(schema: Any) -> Any:
    """A schema as AsyncAPI takes it: without OpenAPI's discriminators, with tenths said in words."""
    if isinstance(schema, list | tuple):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: plain(value) for key, value in schema.items() if key not in (MARK, "discriminator")}
    return found if MARK not in schema else {"description": IN_TENTHS, **found}


def told_names() -> list[str]:
    """The stored names of the events that anybody may be told of."""
    return sorted(TOLD_TO_STAFF)


def component(name: str) -> str:
    """session.logged is FeedSessionLogged: what comes in under that type has another form."""
    return "Feed" + "".join(part.title().replace("_", "") for part in name.split("."))


def feed_schemas(stored: dict[str, Schema]) -> dict[str, Schema]:
    """A CloudEvent of each type, as the feed tells it."""
    _, found = msgspec.json.schema_components([FeedEvent], ref_template=REF + "{name}")
    envelope = found[FeedEvent.__name__]
    return {component(name): _of_type(name, envelope, stored) for name in told_names()}


def _of_type(name: str, envelope: Schema, stored: dict[str, Schema]) -> Schema:
    form = form_of(name)
    fixed = {
        "specversion": {"const": "1.0"},
        "type": {"const": f"{PREFIX}{name}"},
        "datacontenttype": {"const": "application/json"},
        "data": {"$ref": REF + form},
    }
    said = stored[form].get("description", "")
    properties = {key: plain(value) for key, value in envelope["properties"].items()}
    return {
        "type": "object",
        "title": f"{PREFIX}{name}",
        "description": f"{said} {_whom(name)}".strip(),
        "properties": {**properties, **fixed},
        "required": [*envelope["required"]],
    }


def _whom(name: str) -> str:
    return "Told to partners and staff." if name in TOLD_TO_PARTNERS else "Told to staff alone."


def feed_example(name: str, stored: dict[str, Schema]) -> Schema:
    return {
        "specversion": "1.0",
        "id": SESSION,
        "source": "/organisations/0b3a5c52-6a1e-4a6f-9a0c-8a52a7a1f0de",
        "type": f"{PREFIX}{name}",
        "subject": PATIENT if "patient_id" in EVENTS[name].__struct_fields__ else None,
        "time": "2026-06-09T05:30:00Z",
        "recordedtime": "2026-06-09T05:31:12Z",
        "position": AS_OF["position"],
        "schemaversion": 1,
        "datacontenttype": "application/json",
        "data": sample(stored[form_of(name)], stored),
    }


def news_types() -> Iterable[str]:
    """What a webhook may be about."""
    return [f"{PREFIX}{name}" for name in told_names()]
