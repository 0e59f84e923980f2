"""`make check`: is what the doors offer what was recorded in `contract/`? Nothing may go without a new major version.

`python -m services.http.contract.check` says what differs; with `record` (`make contract`) it writes what is
offered now.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from services.http.contract.asyncapi import asyncapi
from services.http.contract.asyncapi_changes import asyncapi_breaks
from services.http.contract.changes import Schema
from services.http.contract.openapi import document
from services.http.contract.openapi_changes import openapi_breaks

RECORDED = Path(__file__).parents[3] / "contract"
COMMAND = "make contract"


class Described(NamedTuple):
    """One description: how it is made, and how two of it are compared."""

    made: Callable[[], Schema]
    breaks: Callable[[Schema, Schema], Iterable[str]]


DESCRIBED: Mapping[str, Described] = MappingProxyType(
    {"openapi.json": Described(document, openapi_breaks), "asyncapi.json": Described(asyncapi, asyncapi_breaks)}
)


def written(document: Schema) -> bytes:
    """As it is recorded: the names in order, so that a difference is seen where it is."""
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"


def record(folder: Path = RECORDED) -> None:
    folder.mkdir(exist_ok=True)
    for name, described in DESCRIBED.items():
        (folder / name).write_bytes(written(described.made()))


def faults(folder: Path = RECORDED) -> list[str]:
    """Why the check fails, in sentences; none where all is recorded."""
    found: list[str] = []
    for name, described in DESCRIBED.items():
        now = written(described.made())
        recorded = (folder / name).read_bytes() if (folder / name).exists() else b""
        if recorded == now:
            continue
        broken = [] if not recorded else broken_by(msgspec.json.decode(recorded), msgspec.json.decode(now), described)
        found += [f"contract/{name}: {each}" for each in broken]
        found.append(_what_to_do(name, broken=bool(broken)))
    return found


def broken_by(old: Schema, new: Schema, described: Described) -> list[str]:
    """What breaks those who go by the old one; nothing under a new major version, where that is allowed."""
    if major(new) > major(old):
        return []
    return list(dict.fromkeys(described.breaks(old, new)))


def major(document: Schema) -> int:
    number: str = document["info"]["version"]
    return int(number.split(".", maxsplit=1)[0])


def _what_to_do(name: str, *, broken: bool) -> str:
    if broken:
        return f"contract/{name}: this breaks who goes by it: keep what was there, or raise the major version."
    return f"contract/{name}: is not what is offered now, and nothing of it breaks: run `{COMMAND}`."


def main(arguments: list[str]) -> int:
    if arguments == ["record"]:
        record()
        return 0
    found = faults()
    print("\n".join(found or ["Contract: as recorded."]))  # noqa: T201 (a command)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
