"""An example made from a schema alone: what has to be there, each value the plainest that fits."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import CLINIC, PATIENT
from services.http.schemas import REF, Schema

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "uuid": CLINIC,
        "date": "2026-06-09",
        "date-time": "2026-06-09T05:30:00Z",
    }
)
NAMED: Mapping[str, Any] = MappingProxyType({"patient_id": PATIENT, "ends_at": FORMATS["date-time"]})
"""`ends_at`: of a notice to leave, whose recorded schema does not say that it is an instant."""
TEXTS = ("en", "DE", "09:30", "Europe/Berlin", "https://id.example", "org.carryover.session.logged", "11111111")
"""Of which one fits each pattern that there is."""


class NoSample(Exception):
    """The schema says something of which this file knows no example."""


def sample(schema: Schema, named: Mapping[str, Schema]) -> Any:
    """`named`: the components that it refers to. Raises NoSample."""
    if "$ref" in schema:
        return sample(named[schema["$ref"].removeprefix(REF)], named)
    for word in ("const", "default"):
        if schema.get(word) is not None:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return sample(schema[word][0], named)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            wanted = [name for name in fields if name in schema.get("required", ())]
            return {name: NAMED.get(name) or sample(fields[name], named) for name in wanted}
        case "array":
            return [sample(schema["items"], named)] * schema.get("minItems", 0)
        case "string":
            return _text(schema)
        case "integer" | "number":
            least: int = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
            return least
        case "boolean":
            return False
        case "null" | None:
            return None
    raise NoSample(schema)


def _text(schema: Schema) -> str:
    if "format" in schema:
        return FORMATS[schema["format"]]
    pattern, least = schema.get("pattern", ""), schema.get("minLength", 0)
    fitting = (text for text in TEXTS if len(text) >= least and re.search(pattern, text))
    found = next(fitting, None)
    if found is None:
        raise NoSample(schema)
    return found
