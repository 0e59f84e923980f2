"""Between an event's class and its stored bytes: by stored name and version, never by Python path."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

E = TypeVar("E")

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""From the raw fields of one version to those of the next."""


class Undecodable(Exception):
    """A stored event that no decoder understands."""


class Codec:
    """Encodes to the newest version and decodes every version there has been.

    `classes` maps stored names to classes; `upcasters` maps (name, version) to the step towards version + 1. A name
    without upcasters is at version 1.
    """

    def __init__(self, classes: Mapping[str, type[Any]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None):
        self._steps = dict(upcasters or {})
        self._newest = {name: 1 + sum(1 for stored, _ in self._steps if stored == name) for name in classes}
        self._names = {kind: name for name, kind in classes.items()}
        self._classes = dict(classes)
        self._encode = msgspec.json.Encoder().encode
        self._decoders = {(name, self._newest[name]): msgspec.json.Decoder(kind) for name, kind in classes.items()}

    def encode(self, event: object) -> tuple[str, int, bytes]:
        """Stored name, version and bytes of an event."""
        name = self._names[type(event)]
        return name, self._newest[name], self._encode(event)

    def decode(self, name: str, schema_v: int, data: str | bytes) -> Any:
        """The event; raises Undecodable."""
        decoder = self._decoders.get((name, schema_v))
        try:
            if decoder is not None:
                return decoder.decode(data)
            return self._decode_old(name, schema_v, data)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
            raise Undecodable(f"{name} v{schema_v}: {error}") from error

    def _decode_old(self, name: str, schema_v: int, data: str | bytes) -> Any:
        raw = msgspec.json.decode(data)
        for version in range(schema_v, self._newest[name]):
            raw = self._steps[name, version](raw)
        if schema_v > self._newest[name]:
            raise Undecodable(f"{name} v{schema_v} is newer than this program")
        return msgspec.convert(raw, self._classes[name])
