"""What was ever stored can be read for ever: a golden file for each event, and the shape of each pinned.

`golden/<type>.v1.json` holds the bytes of one event with every field given. `golden/shapes.json` says which fields
are required and what the others mean where they are left out. A field may be added, with a default; nothing else
may change without a new version and an upcaster.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import FieldInfo, fields

from domain.decider import Event
from domain.deciders import EVENTS
from eventstore.codec import Codec
from projections.reading import codec

GOLDEN = Path(__file__).parent / "golden"
SHAPES: dict[str, dict[str, Any]] = msgspec.json.decode((GOLDEN / "shapes.json").read_bytes())
NOTHING_SAID = "(nothing said)"  # how shapes.json writes the default of a field that only a correction has


def structs_within(kind: msgspec.inspect.Type) -> Iterator[type[msgspec.Struct]]:
    """The structs that a type holds, itself included."""
    match kind:
        case msgspec.inspect.StructType():
            yield kind.cls
            for field in kind.fields:
                yield from structs_within(field.type)
        case msgspec.inspect.UnionType():
            for member in kind.types:
                yield from structs_within(member)
        case msgspec.inspect.VarTupleType():
            yield from structs_within(kind.item_type)


def stored_structs() -> dict[str, type[msgspec.Struct]]:
    """Every class whose fields are stored: events by their stored name, what they hold by class name."""
    names: dict[type[msgspec.Struct], str] = {event: name for name, event in EVENTS.items()}
    found = (struct for event in EVENTS.values() for struct in structs_within(msgspec.inspect.type_info(event)))
    return {names.get(struct, struct.__name__): struct for struct in found}


def shape(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "required": [field.encode_name for field in fields(struct) if field.required],
        "otherwise": {field.encode_name: default(field) for field in fields(struct) if not field.required},
    }


def default(field: FieldInfo) -> Any:
    return as_json(field.default if field.default is not msgspec.NODEFAULT else field.default_factory())


def as_json(value: Any) -> Any:
    return NOTHING_SAID if value is msgspec.UNSET else msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize("name", EVENTS)
def test_the_golden_event_reads_and_writes_to_the_same_bytes(name: str) -> None:
    stored = (GOLDEN / f"{name}.v1.json").read_bytes().rstrip(b"\n")
    assert codec().encode(codec().decode(name, 1, stored)) == (name, 1, stored)


@pytest.mark.parametrize("name", EVENTS)
def test_the_golden_event_gives_every_field_that_is_pinned(name: str) -> None:
    stored = msgspec.json.decode((GOLDEN / f"{name}.v1.json").read_bytes())
    assert stored.keys() == {*SHAPES[name]["required"], *SHAPES[name]["otherwise"]}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_says_only_what_it_must_means_what_it_always_meant(name: str) -> None:
    stored = msgspec.json.decode((GOLDEN / f"{name}.v1.json").read_bytes())
    least = {key: value for key, value in stored.items() if key in SHAPES[name]["required"]}
    event = codec().decode(name, 1, msgspec.json.encode(least))
    unsaid = [field for field in fields(EVENTS[name]) if not field.required]
    meant = {field.encode_name: as_json(getattr(event, field.name)) for field in unsaid}
    assert meant == SHAPES[name]["otherwise"]


def test_every_golden_file_belongs_to_an_event() -> None:
    assert sorted(file.name for file in GOLDEN.glob("*.v*.json")) == sorted(f"{name}.v1.json" for name in EVENTS)


def test_every_stored_shape_is_pinned() -> None:
    assert stored_structs().keys() == SHAPES.keys()


@pytest.mark.parametrize("name", SHAPES)
def test_no_field_was_added_without_a_default_and_no_default_changed(name: str) -> None:
    assert shape(stored_structs()[name]) == SHAPES[name]


def test_a_field_the_program_does_not_know_yet_is_no_obstacle() -> None:
    """An older program may meet what a newer one stored, in the minutes of an upgrade."""
    newer = b'{"patient_id":"00000000-0000-4000-8000-000000000004","purpose":"sharing","added_later":true}'
    older = (GOLDEN / "patient.consent_withdrawn.v1.json").read_bytes()
    decode = codec().decode
    assert decode("patient.consent_withdrawn", 1, newer) == decode("patient.consent_withdrawn", 1, older)


def test_a_field_added_without_a_default_would_be_found() -> None:
    class ConsentWithdrawn(Event):
        patient_id: str
        purpose: str
        witness: str

    class Pinned(Event):
        patient_id: str
        purpose: str

    assert shape(ConsentWithdrawn) != shape(Pinned)
    with pytest.raises(Exception, match="witness"):
        Codec({"patient.consent_withdrawn": ConsentWithdrawn}, {}).decode(
            "patient.consent_withdrawn", 1, (GOLDEN / "patient.consent_withdrawn.v1.json").read_bytes()
        )
