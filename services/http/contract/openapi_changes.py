"""What of one description of the API (OpenAPI) breaks who goes by another, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.http.contract.changes import Schema, Side, followed, schema_breaks
from services.http.problems import MEDIA_TYPE

METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def openapi_breaks(old: Schema, new: Schema) -> Iterator[str]:
    """An address, a method or a name that is gone, a code or an answer, or what `schema_breaks` finds."""
    for path, methods in old["paths"].items():
        for method in METHODS & methods.keys():
            now = new["paths"].get(path, {}).get(method)
            at = f"{method.upper()} {path}"
            if now is None:
                yield f"{at}: is gone"
            else:
                yield from _operation(methods[method], now, at, old, new)


def _operation(was: Schema, now: Schema, at: str, old: Schema, new: Schema) -> Iterator[str]:
    if was["operationId"] != now["operationId"]:
        yield f"{at}: was called {was['operationId']}, is called {now['operationId']}"
    yield from _ways_in(was, now, at)
    yield from _parameters(was, now, at, Side(True, old, new))
    yield from _body(was.get("requestBody"), now.get("requestBody"), at, Side(True, old, new))
    for status, answer in was["responses"].items():
        if status not in now["responses"]:
            yield f"{at}: no longer answers {status}"
        else:
            yield from _answer(answer, now["responses"][status], f"{at} {status}", Side(False, old, new))


def _ways_in(was: Schema, now: Schema, at: str) -> Iterator[str]:
    before, after = [_named(one["security"]) for one in (was, now)]
    if not before and after:
        yield f"{at}: wants to know who asks now"
    yield from (f"{at}: cannot be asked by {way} any more" for way in sorted(before - after) if after)


def _named(ways: list[Mapping[str, Any]]) -> set[str]:
    return {name for way in ways for name in way}


def _parameters(was: Schema, now: Schema, at: str, side: Side) -> Iterator[str]:
    before, after = [{(part["in"], part["name"]): part for part in one["parameters"]} for one in (was, now)]
    for key, part in before.items():
        where = f"{at} {key[0]} {key[1]}"
        if key not in after:
            yield f"{where}: is gone"
        else:
            yield from schema_breaks(part["schema"], after[key]["schema"], side, where)
    for key, part in after.items():
        if part["required"] and not before.get(key, {}).get("required"):
            yield f"{at} {key[0]} {key[1]}: has to be given now"


def _body(was: Schema | None, now: Schema | None, at: str, side: Side) -> Iterator[str]:
    if now is not None and now["required"] and not (was and was["required"]):
        yield f"{at}: a body has to be given now"
    for media_type, content in (was or {}).get("content", {}).items():
        there = (now or {}).get("content", {})
        if media_type not in there:
            yield f"{at}: takes no {media_type} any more"
        else:
            yield from schema_breaks(content["schema"], there[media_type]["schema"], side, f"{at} body")


def _answer(was: Schema, now: Schema, at: str, side: Side) -> Iterator[str]:
    was, now = followed(was, side.old), followed(now, side.new)
    yield from (f"{at}: without the header {name}" for name in was.get("headers", {}) if name not in now["headers"])
    for media_type, content in was.get("content", {}).items():
        there = now.get("content", {})
        if media_type not in there:
            yield f"{at}: gives no {media_type} any more"
            continue
        yield from schema_breaks(content["schema"], there[media_type]["schema"], side, at)
        if media_type == MEDIA_TYPE:
            codes = content.get("examples", {}).keys() - there[media_type].get("examples", {}).keys()
            yield from (f"{at}: the code {code} is gone" for code in sorted(codes))
