"""A change of a stored event that would misread what is stored is found, of whatever kind; growth is let through."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from msgspec import UNSET, Meta, Struct, UnsetType, field

from tests.support.event_schemas import breaks, schema_of
from tests.support.golden import Golden


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


class MoreMoods(StrEnum):
    GOOD = "good"
    BAD = "bad"
    MIXED = "mixed"


class Step(Struct, kw_only=True, tag_field="kind", tag="step"):
    width: int = 1


class WideStep(Struct, kw_only=True, tag_field="kind", tag="step"):
    width: int = 2


class Jump(Struct, kw_only=True, tag_field="kind", tag="jump"):
    height: int


class Strict(Struct, forbid_unknown_fields=True):
    note: str = ""


class Lax(Struct):
    note: str = ""


def event(**held: Any) -> type[Struct]:
    """An event that stores these fields: a type each, or a type and its default."""
    given = [(name, *(kind if isinstance(kind, tuple) else (kind,))) for name, kind in held.items()]
    return msgspec.defstruct("Planted", given, kw_only=True)


Level = Annotated[int, Meta(ge=0, le=100)]
Tenths = Annotated[Level, Meta(extra_json_schema={"x-tenths": True})]
Name = Annotated[str, Meta(min_length=1, max_length=20, pattern="^[a-z]+$")]
Few = Annotated[tuple[Level, ...], Meta(max_length=5)]

GROWTH = {
    "a new field that may be left out": (event(level=Level), event(level=Level, side=(str, "none"))),
    "a new field that only a correction says": (event(level=Level), event(level=Level, side=(str | UnsetType, UNSET))),
    "a higher maximum": (event(level=Level), event(level=Annotated[int, Meta(ge=0, le=200)])),
    "no bound any more": (event(level=Level), event(level=int)),
    "a longer text": (event(name=Name), event(name=Annotated[str, Meta(max_length=200)])),
    "a longer list": (event(levels=Few), event(levels=Annotated[tuple[Level, ...], Meta(max_length=9)])),
    "one more word": (event(mood=Mood), event(mood=MoreMoods)),
    "one more word in a list": (event(moods=tuple[Mood, ...]), event(moods=tuple[MoreMoods, ...])),
    "one more kind": (event(way=Step), event(way=Step | Jump)),
    "nothing may be said": (event(level=Level), event(level=Level | None)),
    "what had to be said may be left out": (event(level=Level), event(level=(Level, 0))),
    "fields it does not know": (event(more=Strict), event(more=Lax)),
    "another name in our code": (
        event(level=Level),
        msgspec.defstruct("Renamed", [("grade", Level, field(name="level"))]),
    ),
}

BREAKS = {
    "a field removed": (event(level=Level, side=str), event(level=Level), "side: was removed"),
    "a field renamed": (event(side=(str, "")), event(where=(str, "")), "side: was removed"),
    "a new field that has to be given": (event(), event(side=str), "side: is new, and has to be given"),
    "what could be left out has to be given": (event(side=(str, "")), event(side=str), "side: has to be given now"),
    "a default": (
        event(level=(Level, 0)),
        event(level=(Level, 1)),
        "level: meant 0 where it was left out, means 1",
    ),
    "a default of another kind": (
        event(done=(bool | int, 0)),
        event(done=(bool | int, False)),
        "done: meant 0 where it was left out, means false",
    ),
    "a default where nothing was said": (
        event(level=(Level | UnsetType, UNSET)),
        event(level=(Level, 0)),
        "level: meant nothing said where it was left out, means 0",
    ),
    "a type": (event(level=int), event(level=str), "level: was integer, is string"),
    "whole numbers": (event(level=int), event(level=float), "level: was integer, is number"),
    "what a text holds": (event(by=str), event(by=UUID), "by: format was None, is uuid"),
    "what a text held": (event(by=UUID), event(by=str), "by: format was uuid, is None"),
    "the unit": (event(level=Tenths), event(level=Level), "level: x-tenths was True, is None"),
    "a lower maximum": (
        event(level=Level),
        event(level=Annotated[int, Meta(ge=0, le=10)]),
        "level: maximum was 100, is 10",
    ),
    "a higher minimum": (
        event(level=Level),
        event(level=Annotated[int, Meta(ge=1, le=100)]),
        "level: minimum was 0, is 1",
    ),
    "a bound where there was none": (
        event(level=int),
        event(level=Annotated[int, Meta(le=100)]),
        "level: maximum was None, is 100",
    ),
    "a shorter text": (
        event(name=str),
        event(name=Annotated[str, Meta(max_length=9)]),
        "name: maxLength was None, is 9",
    ),
    "a pattern": (
        event(name=Name),
        event(name=Annotated[str, Meta(pattern="^[A-Z]+$")]),
        "name: pattern was ^[a-z]+$, is ^[A-Z]+$",
    ),
    "a shorter list": (event(levels=tuple[Level, ...]), event(levels=Few), "levels: maxItems was None, is 5"),
    "a word removed": (event(mood=MoreMoods), event(mood=Mood), "mood: no longer takes 'mixed'"),
    "a word removed in a list": (
        event(moods=tuple[MoreMoods, ...]),
        event(moods=tuple[Mood, ...]),
        "moods[]: no longer takes 'mixed'",
    ),
    "what a map holds": (event(by=dict[str, int]), event(by=dict[str, str]), "by{}: was integer, is string"),
    "within a pair": (
        event(pair=tuple[int, Step]),
        event(pair=tuple[int, WideStep]),
        "pair: prefixItems was [{'type': 'integer'}, "
        + str(schema_of(Step))
        + "], is [{'type': 'integer'}, "
        + str(schema_of(WideStep))
        + "]",
    ),
    "a kind removed": (event(way=Step | Jump), event(way=Step), "way.height: was removed"),
    "a default within": (
        event(way=Step | Jump),
        event(way=WideStep | Jump),
        "way.width: meant 1 where it was left out, means 2",
    ),
    "nothing may not be said": (event(level=Level | None), event(level=Level), "level: was null, is integer"),
    "fields it does not know": (
        event(more=Lax),
        event(more=Strict),
        "more: no longer takes fields that it does not know",
    ),
}


@pytest.mark.parametrize("what", GROWTH)
def test_growth_is_let_through(what: str) -> None:
    old, new = GROWTH[what]
    assert breaks(schema_of(old), schema_of(new)) == []


@pytest.mark.parametrize("what", BREAKS)
def test_a_change_that_would_misread_what_is_stored_is_found(what: str) -> None:
    old, new, why = BREAKS[what]
    assert why in breaks(schema_of(old), schema_of(new))


def test_what_is_only_for_people_to_read_may_change() -> None:
    worded = event(level=Annotated[Level, Meta(description="How much it hurts.", title="Pain")])
    assert schema_of(worded) == schema_of(event(level=Level))


class Visit(Struct, kw_only=True, omit_defaults=True):
    minutes: int
    place: str = "clinic"


class LongerVisit(Struct, kw_only=True, omit_defaults=True):
    minutes: int
    place: str = "clinic"
    by: str | None = None


class OtherVisit(Struct, kw_only=True, omit_defaults=True):
    seconds: int


def in_seconds(raw: dict[str, Any]) -> dict[str, Any]:
    return {"seconds": raw["minutes"] * 60}


@pytest.fixture
def recorded(tmp_path: Path) -> Golden:
    """A folder in which one event is recorded as it is."""
    golden = Golden(tmp_path, {"visit.noted": Visit}, {})
    (tmp_path / "visit.noted.v1.json").write_text('{"minutes":30,"place":"home"}\n')
    assert golden.record() == []
    assert golden.faults() == []
    return golden


def test_an_event_that_grew_has_to_be_recorded_anew_with_all_it_may_hold(recorded: Golden) -> None:
    grown = recorded._replace(events={"visit.noted": LongerVisit})
    assert grown.faults() == ["visit.noted v1 has grown: python -m tests.support.golden records it"]
    assert grown.record() == []
    assert grown.faults() == ["visit.noted v1 does not give every field that may be stored"]
    (grown.folder / "visit.noted.v1.json").write_text('{"minutes":30,"place":"home","by":"bus"}\n')
    assert grown.faults() == []


def test_an_event_that_changed_is_refused_and_not_recorded(recorded: Golden) -> None:
    changed = recorded._replace(events={"visit.noted": OtherVisit})
    needs = [
        "visit.noted v1 needs a new version: minutes: was removed",
        "visit.noted v1 needs a new version: place: was removed",
        "visit.noted v1 needs a new version: seconds: is new, and has to be given",
    ]
    assert changed.record() == needs
    assert recorded.faults() == []
    *needed, unreadable = changed.faults()
    assert needed == needs
    assert unreadable.startswith("visit.noted v1: ValidationError")


def test_a_new_version_needs_its_golden_file_and_pins_what_the_old_one_is_read_as(recorded: Golden) -> None:
    newer = recorded._replace(events={"visit.noted": OtherVisit}, upcasters={("visit.noted", 1): in_seconds})
    assert newer.faults() == [
        "schemas/visit.noted.v2.json is missing",
        "upcast/visit.noted.v1.v2.json is missing",
        "visit.noted.v2.json is missing",
    ]
    (newer.folder / "visit.noted.v2.json").write_text('{"seconds":90}\n')
    assert newer.record() == []
    assert newer.faults() == []
    assert newer.exported("visit.noted", 1) == b'{"seconds":1800}'
    twisted = newer._replace(upcasters={("visit.noted", 1): lambda raw: {"seconds": raw["minutes"]}})
    assert twisted.record() == []
    assert twisted.faults() == ['visit.noted v1 is exported as {"seconds":30}']


def test_a_file_that_belongs_to_nothing_is_found(recorded: Golden) -> None:
    assert recorded._replace(events={}).faults() == [
        "schemas/visit.noted.v1.json belongs to no version of an event",
        "visit.noted.v1.json belongs to no version of an event",
    ]
