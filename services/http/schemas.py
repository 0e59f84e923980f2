"""The forms of the API as JSON Schema: from the very types that read and write them, with ratings in points."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from domain.decider import Command
from services.http.alerts import ResolveBody, SnoozeBody
from services.http.audit.break_glass import BreakGlassBody
from services.http.cloud_events import BATCH_AT_MOST, Envelope
from services.http.command_forms import (
    NEW_THING,
    STAFF_COMMANDS,
    ClientSecret,
    Label,
    MessageText,
    Person,
    Words,
    filled_in,
    private_form,
)
from services.http.dry_runs import DryRunBody
from services.http.exercise_library.preview import PreviewBody
from services.http.imports.asking import ImportBody
from services.http.messages import WriteBody
from services.http.my.forms import BODIES as MY_BODIES
from services.http.operation import NoQuery
from services.http.problems import ProblemBody
from services.http.ratings import MARK, RATING, to_points
from services.http.sandbox.forms import ClockBody, SandboxBody
from services.http.sign_in.forms import BODIES as SIGN_IN_BODIES
from services.http.today.forms import TodayLookedBody
from services.http.translate import TYPES
from services.http.webhooks.forms import ReplayBody, WebhookBody

Schema = dict[str, Any]
REF = "#/components/schemas/"
TYPE_PREFIX = "org.carryover."


def schemas(answers: Iterable[type[Struct]]) -> dict[str, Schema]:
    """All components by name: answers, bodies, events, problems."""
    kinds = [
        *answers,
        ProblemBody,
        NoQuery,
        ResolveBody,
        SnoozeBody,
        Person,
        Words,
        MessageText,
        Label,
        ClientSecret,
        WriteBody,
        BreakGlassBody,
        DryRunBody,
        PreviewBody,
        WebhookBody,
        ReplayBody,
        ImportBody,
        Envelope,
        SandboxBody,
        ClockBody,
        TodayLookedBody,
        *SIGN_IN_BODIES,
        *MY_BODIES,
        *STAFF_COMMANDS.values(),
        *(known.data for known in TYPES.values()),
    ]
    unique = list(dict.fromkeys(kinds))
    _, found = msgspec.json.schema_components(unique, ref_template=REF + "{name}")
    named: dict[str, Schema] = {name: in_points(schema) for name, schema in found.items()}
    for schema in named.values():
        if {"report", "report_id"} <= schema.get("properties", {}).keys():
            schema["oneOf"] = [meant("report"), meant("report_id")]
    envelope = named.pop("Envelope")
    for name, kind in STAFF_COMMANDS.items():
        named[name] = command_schema(name, kind, named[name])
    events = {event_name(type_): event_schema(type_, known.data, envelope) for type_, known in TYPES.items()}
    mapping = {type_: REF + event_name(type_) for type_ in TYPES}
    return {
        **named,
        **events,
        "NoBody": {"type": "object", "additionalProperties": False},
        "Event": {
            "oneOf": [{"$ref": ref} for ref in mapping.values()],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
        "DataAlone": {
            "description": "The data of an event whose attributes stand in headers.",
            "anyOf": [{"$ref": REF + name} for name in dict.fromkeys(known.data.__name__ for known in TYPES.values())],
        },
        "Picture": {"type": "string", "format": "binary", "description": "The file."},
        "Film": {"type": "string", "format": "binary", "description": "The file."},
        "JsonLines": {"type": "string", "minLength": 1, "description": "One event in JSON on each line."},
        "Roster": {"type": "string", "minLength": 1, "description": "CSV, with the names of the columns first."},
        "EventBatch": {"type": "array", "maxItems": BATCH_AT_MOST, "items": {"$ref": REF + "Event"}},
    }


def meant(field: str) -> Schema:
    """That a field is given, and says something."""
    return {"required": [field], "properties": {field: {"not": {"type": "null"}}}}


def in_points(schema: Any) -> Any:
    """A schema with its ratings and scores as the door takes and gives them: in points, in steps of a tenth or more."""
    if isinstance(schema, list | tuple):
        return [in_points(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if len(schema.get("enum", ())) == 1 and isinstance(
        schema["enum"], list | tuple
    ):  # generators name enums, and clash
        rest = {key: value for key, value in schema.items() if key not in ("enum", "type")}
        return {"const": schema["enum"][0], **rest}
    if MARK in schema:
        amounts = {key: schema[key] for key in ("minimum", "maximum", "multipleOf", "default") if key in schema}
        points = {key: to_points(amount, RATING) for key, amount in amounts.items()}
        rest = {key: value for key, value in schema.items() if key not in (MARK, "type")}
        return {"type": "number", "multipleOf": 0.1, **rest, **points}
    return {key: in_points(value) for key, value in schema.items()}


def command_schema(name: str, kind: type[Command], schema: Mapping[str, Any]) -> Schema:
    """A command's body: without what the service fills in, its sealed part as a form of its own."""
    properties = {key: value for key, value in schema["properties"].items() if key not in filled_in(name)}
    form = private_form(name)
    if form is not None:
        properties["private"] = {"$ref": REF + form.__name__}
    if "kinds" in properties:  # of a partner: those that there are
        properties["kinds"] = {**properties["kinds"], "items": {"enum": list(TYPES)}}
    given = filled_in(name) | {NEW_THING.get(name, "")}
    required = [key for key in schema["required"] if key not in given]
    return {**schema, "properties": properties, "required": required, "additionalProperties": False}


def event_name(type_: str) -> str:
    """The component of an event type: org.carryover.session.logged is SessionLoggedEvent."""
    return "".join(part.title() for part in type_.removeprefix(TYPE_PREFIX).split(".")) + "Event"


def event_schema(type_: str, data: type[Struct], envelope: Mapping[str, Any]) -> Schema:
    """One type of event: the envelope with the form of its data."""
    properties = {
        **{key: value for key, value in envelope["properties"].items() if key != "data_base64"},
        "type": {"const": type_},
        "data": {"$ref": REF + data.__name__},
    }
    return {
        "type": "object",
        "title": event_name(type_),
        "description": f"{data.__doc__} Other CloudEvents attributes are ignored.",
        "properties": properties,
        "required": [*envelope["required"], "data"],
    }
