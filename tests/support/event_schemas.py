"""What a stored event may hold, as JSON schema; and whether a change of it would misread what is stored already."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

Schema = dict[str, Any]

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
BUT_TO_DROP = ("pattern", "multipleOf")  # another one may refuse what the old one took
SCHEMAS = ("anyOf", "items", "prefixItems", "additionalProperties")  # what holds further schemas, beside properties
LOOKED_INTO = ("properties", "required", "items", "anyOf", "enum", "default", "additionalProperties")
FOR_PEOPLE = ("title", "description", "examples", "discriminator")  # the tags of a union stand in its members, too


def schema_of(event: type[msgspec.Struct]) -> Schema:
    """The schema of a class with everything it refers to inside, and nothing that is only for people to read."""
    whole = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(event)))
    return _plain(whole, whole.get("$defs", {}))


def _plain(node: Schema, named: Mapping[str, Schema]) -> Schema:
    if "$ref" in node:
        node = {**named[node["$ref"].rpartition("/")[2]], **node}
    plain: Schema = {}
    for key, value in node.items():
        if key == "properties":
            plain[key] = {name: _plain(field, named) for name, field in value.items()}
        elif key in SCHEMAS and isinstance(value, dict):
            plain[key] = _plain(value, named)
        elif key in SCHEMAS and isinstance(value, list):
            plain[key] = [_plain(each, named) for each in value]
        elif key not in (*FOR_PEOPLE, "$ref", "$defs"):
            plain[key] = value
    return plain


def breaks(old: Schema, new: Schema, where: str = "") -> list[str]:
    """Why what was stored under `old` could not be read, or would be read as something else, under `new`.

    Nothing for growth: a new field that may be left out, a wider bound, one more word or kind to choose from.
    """
    found: list[str] = []
    for way in _ways(old):
        alike = [other for other in _ways(new) if _kind(other) == _kind(way)]
        closest = min([_breaks_of_one(way, other, where) for other in alike or _ways(new)], key=len)
        found += closest
    return found


def _ways(schema: Schema) -> list[Schema]:
    """The kinds of value that a field takes."""
    ways: list[Schema] = schema.get("anyOf", [schema])
    return ways


def _kind(schema: Schema) -> str:
    kind: str = "one of some words" if "enum" in schema else schema.get("type", "anything")
    return kind


def _breaks_of_one(old: Schema, new: Schema, where: str) -> list[str]:
    if _kind(old) != _kind(new):
        return [f"{where}: was {_kind(old)}, is {_kind(new)}"]
    found = [f"{where}: no longer takes {word!r}" for word in old.get("enum", ()) if word not in new["enum"]]
    for key in sorted({*old, *new} - {*LOOKED_INTO}):
        if old.get(key) != new.get(key) and not _wider(key, old.get(key), new.get(key)):
            found.append(f"{where}: {key} was {old.get(key)}, is {new.get(key)}")
    more, more_now = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if isinstance(more, dict) and isinstance(more_now, dict):
        found += breaks(more, more_now, f"{where}{{}}")
    elif more and more_now is not True:
        found.append(f"{where}: no longer takes fields that it does not know")
    if isinstance(old.get("items"), dict):
        found += breaks(old["items"], new["items"], f"{where}[]")
    return found + list(_breaks_of_fields(old, new, where))


def _wider(key: str, old: Any, new: Any) -> bool:
    if new is None:
        return key in (*LOWER, *UPPER, *BUT_TO_DROP)
    return old is not None and ((key in LOWER and new < old) or (key in UPPER and new > old))


def _breaks_of_fields(old: Schema, new: Schema, where: str) -> Iterator[str]:
    fields, now = old.get("properties", {}), new.get("properties", {})
    for name, field in fields.items():
        path = f"{where}.{name}".lstrip(".")
        if name not in now:
            yield f"{path}: was removed"
            continue
        if name not in old["required"]:
            if name in new["required"]:
                yield f"{path}: has to be given now"
            elif _default(field) != _default(now[name]):
                yield f"{path}: meant {_default(field)} where it was left out, means {_default(now[name])}"
        yield from breaks(field, now[name], path)
    for name in sorted(set(new.get("required", ())) - fields.keys()):
        yield f"{where}.{name}: is new, and has to be given".lstrip(".")


def _default(field: Schema) -> str:
    return msgspec.json.encode(field["default"]).decode() if "default" in field else "nothing said"
