"""What may stand in an address: its variable parts and its parameters, each with what it is for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from services.http.schemas import REF, Schema, in_points

PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        "actor": "Only by this one, as an entry names who it was: `staff:<id>`, `partner:<id>`.",
        "after": "The `next` of the page before; without it from the beginning.",
        "after_line": "Only of lines behind this one; the last line of an answer, for the next.",
        "as_of": (
            "The past: an instant, for what was recorded by then (what is being written at this very moment may still "
            "come in); or the `position` of an answer, for that answer."
        ),
        "at": "With a position as `as_of`: the moment that closes the days; `at` of an answer gives that answer again.",
        "difference": "With `as_of`: also what is known otherwise now, of the days that were closed then.",
        "explain": "Also what the figures are made of: slots, the events that met them, versions, zones; or reports.",
        "at_least": "A position that a write answered: wait until it is in, at most half a second.",
        "adherence_below": "Only who did less than this percentage of the doses of the last seven closed days.",
        "clinic": "Only of this clinic.",
        "cursor": "The `next_cursor` of the page before.",
        "first_day": "From this local date on; without it from 28 days before the last one.",
        "from": "From this instant on; without it from 90 days before now, or before `to` where that is earlier.",
        "last_day": "Until this local date, it included; without it until today.",
        "kind": "Only of this kind.",
        "code": "What the identity provider gave the browser.",
        "error": "Why the identity provider let nobody in.",
        "grade": "Only who has an open alert of this grade; of alerts those of it.",
        "invitation": "What stands behind the # of an invitation.",
        "iss": "How the identity provider calls itself (RFC 9207).",
        "state": "What the browser was sent out with.",
        "language": "Of names and texts; left out: what Accept-Language puts first of ours, else en.",
        "limit": "How many on a page.",
        "order": "By enrolment: the newest first, or the oldest.",
        "reason": (
            "Only who has an alert of this rule that nobody has closed, such as `silent` or `high_pain`; of the day "
            "also a kind of need; of alerts those of this rule."
        ),
        "q": "Part of a name; case and accents do not matter.",
        "search": "Part of a name; case and accents do not matter.",
        "unseen_since": "Only who has logged no session from this instant on.",
        "with_alerts": "Only who has an alert that nobody has closed; `false`: only who has none.",
        "owner": "Only those that this member of staff is to answer now: their own, covered, or passed on to them.",
        "patient": "Only of this patient.",
        "deficit": "Only what is mostly used for this.",
        "equipment": "Only what needs this, by its name; `none`: only what needs nothing.",
        "retired": "Also what is retired.",
        "region": "Only there.",
        "since": "From this instant on.",
        "status": "Only those that stand so.",
        "therapist": "Only of this therapist.",
        "until": "Until just before this instant.",
        "types": "Only events of these types, with commas between: session.logged, say.",
        "wait": "Seconds to wait for something new where there is nothing, 20 at most.",
        "to": "Until just before this instant; without it until a day after now.",
    }
)

FORMAT_PARAMETER: Schema = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "`csv`: the list in lines, as with `Accept: text/csv`; no text in it is taken for a formula.",
    "schema": {"type": "string", "enum": ["json", "csv"]},
}


_PATH_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "patient_id": "Our id; for a partner also `ext:` and its own.",
        "number": "Of the part, from 1: the order of the parts is the order of the file.",
    }
)
_PATH_KINDS: Mapping[str, Schema] = MappingProxyType(
    {
        "patient_id": {"type": "string"},
        "number": {"type": "integer", "minimum": 1, "maximum": 10_000},
    }
)


def path_parameters(path: str) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _PATH_KINDS.get(name, {"type": "string", "format": "uuid"}),
            **({"description": _PATH_TEXTS[name]} if name in _PATH_TEXTS else {}),
        }
        for name in (part[1:-1] for part in path.split("/") if part.startswith("{"))
    ]


def query_parameters(form: type[Struct]) -> list[Schema]:
    (_,), found = msgspec.json.schema_components([form], ref_template=REF + "{name}")
    properties = found[form.__name__]["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": PARAMETERS[name],
            "schema": in_points(without_null(schema)),
        }
        for name, schema in properties.items()
    ]


def without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter that is left out is not null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else {key: value for key, value in schema.items() if value is not None}
