"""Events are stored by name and version: the newest is written, every one there has been is read."""

from typing import Any

import msgspec
import pytest

from eventstore.codec import Codec, Undecodable


class Pain(msgspec.Struct, frozen=True, omit_defaults=True):
    level: int  # tenths of a point
    region: str = "back"


class Visit(msgspec.Struct, frozen=True):
    minutes: int


def region_named(raw: dict[str, Any]) -> dict[str, Any]:
    return {"level": raw["level"], "region": raw["where"]}


def level_in_tenths(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "level": raw["level"] * 10}


CODEC = Codec(
    {"pain.reported": Pain, "visit.recorded": Visit},
    {("pain.reported", 1): region_named, ("pain.reported", 2): level_in_tenths},
)


def test_an_event_is_written_in_its_newest_version_and_read_back() -> None:
    assert CODEC.encode(Pain(level=50, region="knee")) == ("pain.reported", 3, b'{"level":50,"region":"knee"}')
    assert CODEC.encode(Visit(minutes=30)) == ("visit.recorded", 1, b'{"minutes":30}')
    for event in (Pain(level=50), Visit(minutes=30)):
        assert CODEC.decode(*CODEC.encode(event)) == event


@pytest.mark.parametrize(
    ("schema_v", "data"),
    [
        (1, '{"level":5,"where":"knee"}'),
        (2, '{"level":5,"region":"knee"}'),
        (3, '{"level":50,"region":"knee"}'),
        (3, b'{"level":50,"region":"knee","added_later":1}'),
    ],
)
def test_every_version_there_has_been_reads_as_the_newest(schema_v: int, data: str | bytes) -> None:
    assert CODEC.decode("pain.reported", schema_v, data) == Pain(level=50, region="knee")


@pytest.mark.parametrize(
    ("name", "schema_v", "data"),
    [
        ("pain.forgotten", 1, "{}"),
        ("pain.reported", 4, '{"level":50}'),
        ("pain.reported", 0, '{"level":50}'),
        ("pain.reported", 3, "{"),
        ("pain.reported", 3, "[]"),
        ("pain.reported", 3, '{"level":"high"}'),
        ("pain.reported", 2, '{"level":null}'),
        ("pain.reported", 1, '{"level":5}'),
        ("pain.reported", 1, "[]"),
        ("pain.reported", 1, "7"),
        ("visit.recorded", 1, b"\xff"),
        ("visit.recorded", 1, b'{"minutes":' + b"[" * 5000),
    ],
)
def test_what_cannot_be_read_says_so(name: str, schema_v: int, data: str | bytes) -> None:
    with pytest.raises(Undecodable):
        CODEC.decode(name, schema_v, data)


def test_an_event_that_is_in_no_list_is_not_written() -> None:
    with pytest.raises(KeyError):
        CODEC.encode(msgspec.Raw(b"{}"))


@pytest.mark.parametrize(
    "trouble", [KeyError("side"), AttributeError(), ZeroDivisionError(), AssertionError()], ids=repr
)
def test_a_step_that_trips_makes_the_event_unreadable_and_says_over_what(trouble: Exception) -> None:
    def trip(raw: dict[str, Any]) -> dict[str, Any]:
        raise trouble

    codec = Codec({"visit.recorded": Visit}, {("visit.recorded", 1): trip})
    with pytest.raises(Undecodable) as unreadable:
        codec.decode("visit.recorded", 1, "{}")
    assert str(unreadable.value) == f"visit.recorded v1: {type(trouble).__name__}: {trouble}"


@pytest.mark.parametrize(
    "steps",
    [
        [("visit.forgotten", 1)],
        [("visit.recorded", 2)],
        [("visit.recorded", 1), ("visit.recorded", 3)],
        [("visit.recorded", 0), ("visit.recorded", 1)],
    ],
)
def test_a_step_that_leads_nowhere_is_refused(steps: list[tuple[str, int]]) -> None:
    with pytest.raises(ValueError, match="belongs to no event, or the one before it is missing"):
        Codec({"visit.recorded": Visit}, dict.fromkeys(steps, region_named))
