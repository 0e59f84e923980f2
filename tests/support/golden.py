"""The golden files: of every event, in every version there has been, the bytes of one and what it may hold.

`<name>.v1.json` holds an event with every field given, as version 1 stored it; `schemas/<name>.v1.json` what may be
stored as version 1; `upcast/<name>.v1.v3.json`, where version 3 is written by now, what that event is exported as.
`python -m tests.support.golden` records all but the first: what is new, and what has grown.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from domain.deciders import EVENTS
from domain.upcasters import UPCASTERS
from eventstore.codec import Codec, Undecodable, Upcaster
from tests.support.event_schemas import Schema, breaks, schema_of

GOLDEN = Path(__file__).parents[1] / "contract" / "golden"


class Golden(NamedTuple):
    """A folder of golden files, and the events and steps it stands for."""

    folder: Path = GOLDEN
    events: Mapping[str, type[Any]] = EVENTS
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS

    @property
    def codec(self) -> Codec:
        return Codec(self.events, self.upcasters)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every event in every version there has been, the oldest first."""
        for name, newest in self.codec.newest.items():
            for version in range(1, newest + 1):
                yield name, version

    def stored(self, name: str, version: int) -> bytes:
        return self._read(f"{name}.v{version}.json")

    def exported(self, name: str, version: int) -> bytes:
        """What the event that was stored as `version` is exported as, by what was recorded."""
        newest = self.codec.newest[name]
        return self.stored(name, version) if version == newest else self._read(upcast_file(name, version, newest))

    def schema(self, name: str, version: int) -> Schema:
        schema: Schema = msgspec.json.decode(self._read(schema_file(name, version)))
        return schema

    def _read(self, file: str) -> bytes:
        return (self.folder / file).read_bytes().rstrip(b"\n")

    def faults(self) -> list[str]:
        """What is wrong, in sentences: first with the files that there are, then with what they hold."""
        wanted = set[str]()
        for name, version in self.versions():
            newest = self.codec.newest[name]
            wanted |= {f"{name}.v{version}.json", schema_file(name, version)}
            wanted |= {upcast_file(name, version, newest)} if version < newest else set()
        found = {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.json")}
        faults = [f"{file} is missing" for file in sorted(wanted - found)]
        faults += [f"{file} belongs to no version of an event" for file in sorted(found - wanted)]
        return faults or [fault for version in self.versions() for fault in self._faults_of(*version)]

    def _faults_of(self, name: str, version: int) -> Iterator[str]:
        what, stored, codec = f"{name} v{version}", self.stored(name, version), self.codec
        schema = self.schema(name, version)
        if version == codec.newest[name] and schema != schema_of(self.events[name]):
            yield from self._breaks(name, version) or [f"{what} has grown: python -m tests.support.golden records it"]
        if msgspec.json.decode(stored).keys() != schema["properties"].keys():
            yield f"{what} does not give every field that may be stored"
        try:
            exported = codec.encode(codec.decode(name, version, stored))
        except Undecodable as error:
            yield str(error)
            return
        if exported[2] != self.exported(name, version):
            yield f"{what} is exported as {exported[2].decode()}"
        if codec.encode(codec.decode(*exported)) != exported:
            yield f"{what} is exported as another event each time"

    def _breaks(self, name: str, version: int) -> list[str]:
        found = breaks(self.schema(name, version), schema_of(self.events[name]))
        return [f"{name} v{version} needs a new version: {each}" for each in found]

    def record(self) -> list[str]:
        """Writes what is new or has grown; answers what needs a new version instead."""
        codec, faults = self.codec, list[str]()
        for name, version in self.versions():
            newest = codec.newest[name]
            file = self.folder / schema_file(name, version)
            broken = self._breaks(name, version) if version == newest and file.exists() else []
            if version == newest and not broken:
                schema = msgspec.json.encode(schema_of(self.events[name]))
                _write(file, msgspec.json.format(schema, indent=1))
            faults += broken
            upcast = self.folder / upcast_file(name, version, newest)
            if version < newest and not upcast.exists():
                _write(upcast, codec.encode(codec.decode(name, version, self.stored(name, version)))[2])
        return faults


def schema_file(name: str, version: int) -> str:
    return f"schemas/{name}.v{version}.json"


def upcast_file(name: str, version: int, newest: int) -> str:
    return f"upcast/{name}.v{version}.v{newest}.json"


def _write(file: Path, text: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text + b"\n")


if __name__ == "__main__":
    sys.exit("\n".join(Golden().record()) or None)
