"""The events that go in and come out (AsyncAPI 3.0): the door, the feed, webhooks, the live stream."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from services.http import examples
from services.http.body import EVENTS_PATH, JSON, STREAM_PATH
from services.http.cloud_events import BATCH, BATCH_AT_MOST, ONE
from services.http.contract.headers import ASKED
from services.http.contract.told_events import (
    component,
    feed_example,
    feed_schemas,
    news_types,
    plain,
    stored_schemas,
    told_names,
)
from services.http.live.words import MEDIA_TYPE as LIVE
from services.http.live.words import NAMES, AlertChanged, Closed, Heartbeat, PatientMoved, Reason
from services.http.schemas import REF, Schema, event_name, schemas
from services.http.translate import TYPES
from services.webhooks.known import PREFIX
from services.webhooks.sending import TEST_TYPE, News

MESSAGES = "#/components/messages/"
_AT = "2026-06-09T05:31:12Z"
_WORDS: Mapping[type[msgspec.Struct], Schema] = {
    AlertChanged: {
        "alert_id": examples.ALERT,
        "patient_id": examples.PATIENT,
        "clinic_id": examples.CLINIC,
        "change": "raised",
        "rule": "high_pain",
        "grade": "critical",
        "stale": False,
    },
    PatientMoved: {"patient_id": examples.PATIENT, "clinic_id": examples.CLINIC, "stale": False},
    Heartbeat: {"position": examples.AS_OF["position"]},
    Closed: {"reason": Reason.SHUTDOWN.value},
}
_SIGNED: Schema = {
    "type": "object",
    "properties": {
        "webhook-id": {"type": "string", "description": "The same however often it is posted."},
        "webhook-timestamp": {"type": "string", "pattern": "^[0-9]+$", "description": "Seconds of the epoch."},
        "webhook-signature": {
            "type": "string",
            "description": "After Standard Webhooks: `v1,` and HMAC-SHA256 in base64; two while a secret turns.",
        },
    },
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
}


@cache
def told_asyncapi() -> bytes:
    """The whole document as JSON."""
    return msgspec.json.encode(asyncapi())


def asyncapi() -> Schema:
    channels = _channels()
    return {
        "asyncapi": "3.0.0",
        "id": "urn:carryover:events",
        "info": {
            "title": "Carryover: events",
            "version": version("carryover"),
            "description": (
                "What goes in is in points and carries the words of patients; what comes out is as it was recorded: "
                "ratings in tenths, no names, contacts or texts. Everything else is in /openapi.json."
            ),
        },
        "defaultContentType": JSON,
        "servers": {
            "service": {
                "host": "{host}",
                "protocol": "https",
                "variables": {"host": {"description": "Where this service runs.", "default": "localhost:8000"}},
                "security": [{"$ref": "#/components/securitySchemes/key"}],
            }
        },
        "channels": channels,
        "operations": {
            "takeEvents": _operation("receive", "taken", "Send what patients did and felt", channels),
            "readEvents": _operation("send", "feed", "Everything that happened, in order", channels),
            "postNews": _operation("send", "webhook", "News, as it happens, at your own address", channels),
            "liveStream": _operation("send", "live", "Alerts and patients, for who has a page open", channels),
        },
        "components": {
            "messages": {**_taken(), **_fed(), **_posted(), **_live()},
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _channels() -> dict[str, Schema]:
    return {
        "taken": _channel(EVENTS_PATH, "POST: CloudEvents in one piece, in binary mode, or in batches.", _taken()),
        "feed": _channel(EVENTS_PATH, "GET: a page of CloudEvents behind a cursor, without gaps.", _fed()),
        "webhook": _channel(None, "Posted to the address that was registered; the body says ids only.", _posted()),
        "live": _channel(STREAM_PATH, "GET: Server-Sent Events; `event` is the message's name.", _live()),
    }


def _channel(address: str | None, said: str, messages: Iterable[str]) -> Schema:
    return {
        "address": address,
        "description": said,
        "messages": {name: {"$ref": MESSAGES + name} for name in messages},
    }


def _operation(action: str, channel: str, summary: str, channels: Mapping[str, Schema]) -> Schema:
    here = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": here},
        "summary": summary,
        "messages": [{"$ref": f"{here}/messages/{name}"} for name in channels[channel]["messages"]],
    }


def _message(name: str, kind: str, payload: str, example: Any, **more: Any) -> Schema:
    return {
        "name": name,
        "contentType": kind,
        "payload": {"$ref": REF + payload},
        "examples": [{"name": "example", "payload": example}],
        **more,
    }


def _taken() -> dict[str, Schema]:
    found = {event_name(type_): _message(type_, ONE, event_name(type_), examples.EVENTS[type_]) for type_ in TYPES}
    binary = {
        f"{event_name(type_)}Binary": _message(
            type_, JSON, known.data.__name__, examples.EVENTS[type_]["data"], headers=_attributes(type_)
        )
        for type_, known in TYPES.items()
    }
    return {**found, **binary, "EventBatch": _message("batch", BATCH, "EventBatch", examples.BATCH)}


def _attributes(type_: str) -> Schema:
    """The headers of an event in binary mode."""
    told = {name: {**ASKED[name]["schema"]} for name in ASKED if name.startswith("ce-")}
    required = ["ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time"]
    return {"type": "object", "properties": {**told, "ce-type": {"const": type_}}, "required": required}


def _fed() -> dict[str, Schema]:
    stored = stored_schemas()
    return {
        component(name): _message(f"{PREFIX}{name}", ONE, component(name), feed_example(name, stored))
        for name in told_names()
    }


def _posted() -> dict[str, Schema]:
    about = {"id": examples.SESSION, "subject": examples.PATIENT, "position": examples.AS_OF["position"]}
    news = {"type": f"{PREFIX}session.logged", "timestamp": _AT, "data": about}
    return {"News": _message("news", JSON, "News", news, headers=_SIGNED)}


def _live() -> dict[str, Schema]:
    return {form.__name__: _message(NAMES[form], LIVE, form.__name__, word) for form, word in _WORDS.items()}


def _schemas() -> dict[str, Schema]:
    taken = plain(schemas([]))
    events = {name: taken[name] for name in (*map(event_name, TYPES), *(each.data.__name__ for each in TYPES.values()))}
    events["EventBatch"] = {
        "type": "array",
        "maxItems": BATCH_AT_MOST,
        "items": {"oneOf": [{"$ref": REF + event_name(type_)} for type_ in TYPES]},
    }
    stored = stored_schemas()
    _, words = msgspec.json.schema_components([*NAMES, News], ref_template=REF + "{name}")
    told = {name: plain(schema) for name, schema in words.items()}
    told["News"]["properties"]["type"] = {"enum": [*news_types(), TEST_TYPE]}
    return reached({**events, **feed_schemas(stored), **told}, {**taken, **stored, **told})


def reached(wanted: Mapping[str, Schema], everything: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schemas wanted, and those that they refer to."""
    found: dict[str, Schema] = {}
    waiting = dict(wanted)
    while waiting:
        name, schema = waiting.popitem()
        found[name] = schema
        waiting |= {other: everything[other] for other in referred(schema) - found.keys() - waiting.keys()}
    return dict(sorted(found.items()))


def referred(schema: Any) -> set[str]:
    """The components that a schema names."""
    match schema:
        case {"$ref": str(ref)}:
            return {ref.removeprefix(REF)}
        case dict():
            return set().union(*map(referred, schema.values()))
        case list():
            return set().union(*map(referred, schema))
        case _:
            return set()
