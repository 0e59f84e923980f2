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
    without upcasters is at version 1. Raises ValueError where a step belongs to no event or one before it is missing.
    """

    def __init__(self, classes: Mapping[str, type[Any]], upcasters: Mapping[tuple[str, int], Upcaster]) -> None:
        self._steps = dict(upcasters)
        self.newest = newest_versions(classes, upcasters)
        self._names = {kind: name for name, kind in classes.items()}
        self._classes = dict(classes)
        self._encode = msgspec.json.Encoder().encode
        self._decoders = {(name, self.newest[name]): msgspec.json.Decoder(kind) for name, kind in classes.items()}

    def encode(self, event: object) -> tuple[str, int, bytes]:
        """Stored name, version and bytes of an event."""
        name = self._names[type(event)]
        return name, self.newest[name], self._encode(event)

    def decode(self, name: str, schema_v: int, data: str | bytes) -> Any:
        """The event; raises Undecodable."""
        decoder = self._decoders.get((name, schema_v))
        try:
            if decoder is not None:
                return decoder.decode(data)
            return self._decode_old(name, schema_v, data)
        except Exception as error:  # whatever a step trips over: it is that event's trouble and nobody else's
            raise Undecodable(f"{name} v{schema_v}: {type(error).__name__}: {error}") from error

    def _decode_old(self, name: str, schema_v: int, data: str | bytes) -> Any:
        if name not in self.newest:
            raise ValueError("no event has this name")
        if not 1 <= schema_v < self.newest[name]:
            raise ValueError(f"this program knows the versions 1 to {self.newest[name]}")
        raw = msgspec.json.decode(data)
        for version in range(schema_v, self.newest[name]):
            raw = self._steps[name, version](raw)
        return msgspec.convert(raw, self._classes[name])


def newest_versions(classes: Mapping[str, type[Any]], upcasters: Mapping[tuple[str, int], Upcaster]) -> dict[str, int]:
    """The version in which each event is written, by stored name. Raises ValueError as Codec does."""
    newest = dict.fromkeys(classes, 1)
    for name, version in sorted(upcasters):
        if newest.get(name) != version:
            raise ValueError(f"the step from {name} v{version} belongs to no event, or the one before it is missing")
        newest[name] = version + 1
    return newest


def said(data: str | bytes) -> dict[str, Any]:
    """The fields of a stored event but for those that tell how it arrived: their names begin with an underscore."""
    body: dict[str, Any] = msgspec.json.decode(data)
    return {key: value for key, value in body.items() if not key.startswith("_")}
