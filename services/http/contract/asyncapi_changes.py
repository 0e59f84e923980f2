"""What of one description of the events (AsyncAPI) breaks who goes by another, in sentences."""

from collections.abc import Iterator

from services.http.contract.changes import Schema, Side, followed, schema_breaks


def asyncapi_breaks(old: Schema, new: Schema) -> Iterator[str]:
    """A channel, an operation or a message that is gone, or what `schema_breaks` finds in a message."""
    for name, operation in old["operations"].items():
        now = new["operations"].get(name)
        if now is None or now["action"] != operation["action"]:
            yield f"{name}: is gone"
            continue
        was_in, now_in = followed(operation["channel"], old), followed(now["channel"], new)
        if was_in["address"] != now_in["address"]:
            yield f"{name}: was at {was_in['address']}, is at {now_in['address']}"
        side = Side(operation["action"] == "receive", old, new)
        yield from _messages(was_in["messages"], now_in["messages"], name, side)


def _messages(was: Schema, now: Schema, at: str, side: Side) -> Iterator[str]:
    for name, reference in was.items():
        if name not in now:
            yield f"{at} {name}: is gone"
            continue
        before, after = followed(reference, side.old), followed(now[name], side.new)
        for word in ("name", "contentType"):
            if before[word] != after[word]:
                yield f"{at} {name}: {word} was {before[word]}, is {after[word]}"
        for part in ("headers", "payload"):
            if part in before and part in after:
                yield from schema_breaks(before[part], after[part], side, f"{at} {name} {part}")
