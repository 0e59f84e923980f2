"""What was ever stored can be read for ever: golden files for each version of each event, and what each may hold.

A field may be added that may be left out; a bound may be widened; a list of words may grow. Everything else needs a
new version of the event and a step to it in `domain/upcasters.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, Struct
from msgspec.structs import fields

from domain.deciders import EVENTS
from projections.reading import codec
from tests.support.event_schemas import breaks
from tests.support.golden import Golden

GOLDEN = Golden()


def as_stored(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_every_version_of_every_event_reads_means_and_is_written_as_recorded() -> None:
    assert GOLDEN.faults() == []


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_says_only_what_it_must_means_what_was_recorded(name: str) -> None:
    newest = codec().newest[name]
    stored, schema = msgspec.json.decode(GOLDEN.stored(name, newest)), GOLDEN.schema(name, newest)
    least = {key: value for key, value in stored.items() if key in schema["required"]}
    event = codec().decode(name, newest, msgspec.json.encode(least))
    unsaid = {each.encode_name: getattr(event, each.name) for each in fields(EVENTS[name]) if not each.required}
    meant = {key: each.get("default", UNSET) for key, each in schema["properties"].items() if key not in least}
    assert {key: UNSET if value is UNSET else as_stored(value) for key, value in unsaid.items()} == meant


def structs_within(kind: msgspec.inspect.Type) -> Iterator[type[Struct]]:
    """The structs that a type holds, itself included."""
    match kind:
        case msgspec.inspect.StructType():
            yield kind.cls
            for each in kind.fields:
                yield from structs_within(each.type)
        case msgspec.inspect.UnionType():
            for member in kind.types:
                yield from structs_within(member)
        case msgspec.inspect.VarTupleType():
            yield from structs_within(kind.item_type)


def test_no_default_is_made_where_a_schema_cannot_tell_it() -> None:
    stored = {struct for event in EVENTS.values() for struct in structs_within(msgspec.inspect.type_info(event))}
    made = {each.default_factory for struct in stored for each in fields(struct)}
    assert made <= {msgspec.NODEFAULT, list, dict, set}


def test_a_field_the_program_does_not_know_yet_is_no_obstacle() -> None:
    """An older program may meet what a newer one stored, in the minutes of an upgrade."""
    newer = b'{"patient_id":"00000000-0000-4000-8000-000000000004","purpose":"sharing","added_later":true}'
    older = GOLDEN.stored("patient.consent_withdrawn", 1)
    decode = codec().decode
    assert decode("patient.consent_withdrawn", 1, newer) == decode("patient.consent_withdrawn", 1, older)


def test_what_the_previous_commit_recorded_has_at_most_grown(previous_tree: Path) -> None:
    """Recording anew what an event may hold hides no change that needs a new version."""
    before = Golden(previous_tree / "tests" / "contract" / "golden")
    recorded = sorted((before.folder / "schemas").glob("*.json"))
    assert recorded
    for file in recorded:
        name, _, version = file.stem.rpartition(".v")
        assert breaks(before.schema(name, int(version)), GOLDEN.schema(name, int(version)), f"{name} v{version}") == []
        event = codec().decode(name, int(version), before.stored(name, int(version)))
        if codec().newest[name] == int(version):
            assert codec().encode(event)[2] == before.stored(name, int(version))
    for file in (before.folder / "upcast").glob("*.json"):
        now = GOLDEN.folder / "upcast" / file.name
        assert not now.exists() or now.read_bytes() == file.read_bytes()
