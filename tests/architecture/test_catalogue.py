"""Everything that exists is in a written list, under a name that never changes; and no event holds anybody's words."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec.inspect as types
import pytest
from msgspec import Struct

import domain
from domain.decider import Command, Decider, Event, Report
from domain.deciders import BY_KIND, COMMANDS, DECIDERS, EVENTS
from tests.support.names_for_ever import COMMAND_NAMES, KINDS, STORED_NAMES, TEXT_THAT_MAY_BE_STORED

HOUSE = Path(domain.__file__).parent


def every(kind: type[Any]) -> set[type[Any]]:
    """The classes below `kind` that the domain defines. A test's own do not count."""
    below = {each for child in kind.__subclasses__() for each in (child, *every(child))}
    return {each for each in below if each.__module__.startswith("domain.")}


def test_every_decider_is_in_the_list() -> None:
    files = sorted(HOUSE.glob("*/decider.py"))
    modules = [importlib.import_module(f"domain.{file.parent.name}.decider") for file in files]
    assert [getattr(module, file.parent.name.upper()) for module, file in zip(modules, files, strict=True)] == sorted(
        DECIDERS, key=lambda decider: decider.kind
    )


def test_the_kinds_of_stream_keep_their_names() -> None:
    assert list(BY_KIND) == KINDS


def test_every_event_is_in_the_list_under_the_name_it_was_first_stored_with() -> None:
    assert list(EVENTS) == STORED_NAMES
    assert set(EVENTS.values()) == every(Event)


def members(union: Any) -> set[type[Any]]:
    return set(get_args(union)) or {union}


@pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: decider.kind)
def test_the_type_checker_is_asked_about_every_event_and_command_of_a_decider(decider: Decider[Any]) -> None:
    """A word missing in the union that `evolve` or `decide` takes would spare its branch."""
    assert members(get_type_hints(decider.evolve)["event"]) == set(decider.events.values())
    assert members(get_type_hints(decider.decide)["command"]) == set(decider.commands)


def test_a_stored_name_says_the_kind_of_its_stream() -> None:
    assert {name: name.split(".")[0] for name in EVENTS} == {
        name: decider.kind for decider in DECIDERS for name in decider.events
    }


def test_every_command_is_in_the_list_under_the_name_that_the_doors_use() -> None:
    assert list(COMMANDS) == COMMAND_NAMES
    assert set(COMMANDS.values()) == every(Command) - {Report}


def texts(struct: type[Struct]) -> set[str]:
    """The fields of a struct, and of the structs within, that could hold free text: `Class.field`."""
    info = types.type_info(struct)
    assert isinstance(info, types.StructType)
    return {place for field in info.fields for place in _texts(field.type, f"{struct.__name__}.{field.name}")}


def _texts(kind: types.Type, place: str) -> Iterator[str]:
    match kind:
        case types.Metadata():
            yield from _texts(kind.type, place)
        case types.StructType():
            yield from texts(kind.cls)
        case types.UnionType():
            for member in kind.types:
                yield from _texts(member, place)
        case types.VarTupleType():
            yield from _texts(kind.item_type, place)
        case types.UUIDType() | types.DateType() | types.DateTimeType() | types.EnumType():
            pass
        case types.IntType() | types.BoolType() | types.NoneType():
            pass
        case _:
            yield place


def test_no_event_holds_text_but_what_is_known_to_be_nobodys_words() -> None:
    assert {place for event in EVENTS.values() for place in texts(event)} == TEXT_THAT_MAY_BE_STORED


class Remark(Struct, frozen=True):
    words: str


class Planted(Event):
    """Words hidden in every place where an event could hide them."""

    patient_id: UUID
    note: str
    remarks: tuple[Remark, ...] = ()
    labels: tuple[str, ...] | None = None
    anything: Any = None
    pairs: dict[str, int] | None = None
    raw: bytes = b""


def test_words_in_an_event_would_be_found() -> None:
    assert texts(Planted) == {
        "Planted.note",
        "Remark.words",
        "Planted.labels",
        "Planted.anything",
        "Planted.pairs",
        "Planted.raw",
    }


def test_a_decider_that_is_in_no_list_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parcel").mkdir()
    (tmp_path / "parcel" / "decider.py").write_text('"""Parcels."""\n')
    monkeypatch.setitem(globals(), "HOUSE", tmp_path)
    with pytest.raises(ModuleNotFoundError, match="parcel"):
        test_every_decider_is_in_the_list()


def test_an_event_or_a_command_that_is_in_no_list_would_be_found() -> None:
    class Forgotten(Event):
        patient_id: UUID

    Forgotten.__module__ = "domain.parcel.events"
    assert Forgotten in every(Event)
    Forgotten.__module__ = __name__
    assert Forgotten not in every(Event)
