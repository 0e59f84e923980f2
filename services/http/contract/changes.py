"""What has changed between two versions of a description, and whether that breaks who goes by the old one.

What is sent may only be allowed more, what is answered may only become more: so each schema is compared by where it
stands. References are followed; what a component is called is nobody's business.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
FORM = ("format", "const")
FIXED = ("pattern", "multipleOf", *FORM)
ANY = "anything"


class Side(NamedTuple):
    """Where a schema stands: in what is sent to us, or in what is told."""

    sent: bool
    old: Schema  # the documents, in which references lead somewhere
    new: Schema


def followed(value: Any, document: Schema) -> Any:
    """What a reference leads to; everything else as it is."""
    while isinstance(value, dict) and "$ref" in value:
        found: Any = document
        for step in value["$ref"].split("/")[1:]:
            found = found[step]
        value = found
    return value


def schema_breaks(old: Any, new: Any, side: Side, at: str, seen: tuple[tuple[int, int], ...] = ()) -> Iterator[str]:
    """Why something that went by the old schema fails by the new one."""
    old, new = followed(old, side.old), followed(new, side.new)
    here = (id(old), id(new))
    if here in seen:
        return
    seen = (*seen, here)
    before, after = _ways(old), _ways(new)
    if len(before) == len(after) == 1:
        yield from _one(before[0], after[0], side, at, seen)
        return
    kept, wider = (before, after) if side.sent else (after, before)
    for way in kept:  # each way of sending must still be taken; each way of telling must be one that was told before
        found = min((_between(way, other, side, at, seen) for other in wider), key=len, default=[f"{at}: is gone"])
        yield from found


def _between(way: Schema, other: Schema, side: Side, at: str, seen: tuple[tuple[int, int], ...]) -> list[str]:
    old, new = (way, other) if side.sent else (other, way)
    return list(_one(followed(old, side.old), followed(new, side.new), side, at, seen))


def _ways(schema: Schema) -> list[Schema]:
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return list(schema[word])
    return [schema]


def _one(old: Schema, new: Schema, side: Side, at: str, seen: tuple[tuple[int, int], ...]) -> Iterator[str]:
    if {"anyOf", "oneOf"} & (old.keys() | new.keys()):
        yield from schema_breaks(old, new, side, at, seen)
        return
    was, now = old.get("type", ANY), new.get("type", ANY)
    if was != now and not _grows(was, now, sent=side.sent):
        yield f"{at}: was {was}, is {now}"
        return
    yield from _words(old, new, side, at)
    yield from _bounds(old, new, side, at)
    yield from _fields(old, new, side, at, seen)
    for word in ("items", "additionalProperties"):
        if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
            yield from schema_breaks(old[word], new[word], side, f"{at}[]", seen)
    if side.sent and old.get("additionalProperties", True) is not False and new.get("additionalProperties") is False:
        yield f"{at}: fields that are not known are refused now"


def _grows(was: Any, now: Any, *, sent: bool) -> bool:
    wider, narrower = (now, was) if sent else (was, now)
    return wider == ANY or (wider, narrower) == ("number", "integer")


def _words(old: Schema, new: Schema, side: Side, at: str) -> Iterator[str]:
    """A word that was there is there; also in answers, where programs compare with it."""
    if "enum" in old:
        for word in [word for word in old["enum"] if word not in new.get("enum", old["enum"])]:
            yield f"{at}: {word!r} is gone"
    elif side.sent and "enum" in new:
        yield f"{at}: takes some words only"


def _bounds(old: Schema, new: Schema, side: Side, at: str) -> Iterator[str]:
    """Of what is sent no bound may be tighter; what is told may be larger or smaller, but stays of its form."""
    for word in (*LOWER, *UPPER, *FIXED):
        was, now = old.get(word), new.get(word)
        if was == now or not (_is_tighter(word, was, now) if side.sent else word in FORM and was is not None):
            continue
        yield f"{at}: {word} was {was}, is {now}"


def _is_tighter(word: str, was: Any, now: Any) -> bool:
    if now is None:
        return False
    if was is None or word in FIXED:
        return True
    return bool(now > was) if word in LOWER else bool(now < was)


def _fields(old: Schema, new: Schema, side: Side, at: str, seen: tuple[tuple[int, int], ...]) -> Iterator[str]:
    fields, now = old.get("properties", {}), new.get("properties", {})
    needed, needed_now = set(old.get("required", ())), set(new.get("required", ()))
    for name, field in fields.items():
        if name not in now:
            yield f"{at}.{name}: is gone"
            continue
        yield from schema_breaks(field, now[name], side, f"{at}.{name}", seen)
    if side.sent:
        yield from (f"{at}.{name}: has to be given now" for name in sorted(needed_now - needed))
    else:
        yield from (f"{at}.{name}: may be missing now" for name in sorted((needed - needed_now) & now.keys()))
