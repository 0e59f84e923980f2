"""The hash of an event covers every column of it, and everything before it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import fields, replace

from eventstore.chain import digest_of, genesis, link, link_recorded
from eventstore.memory import MemoryStore
from eventstore.records import Recorded
from tests.support.appends import ONE, OTHER, TWO, append, assert_whole, event, opening
from tests.support.times import NOON

BEFORE = b"\x07" * 32
WHOLE = Recorded(
    org_id=ONE,
    lane=0,
    pos=7,
    stream_id=UUID(int=100),
    version=3,
    event_id=UUID(int=50),
    type="pain",
    schema_v=1,
    occurred_at=NOON,
    occurred_zone="Europe/Oslo",
    recorded_at=NOON,
    subject_id=UUID(int=900),
    target_event_id=UUID(int=51),
    actor="partner:x",
    correlation_id=UUID(int=52),
    causation_id=UUID(int=53),
    data='{"level":5}',
    hash=b"",
)
CHANGED: dict[str, Any] = {
    "org_id": TWO,
    "lane": 1,
    "pos": 8,
    "stream_id": OTHER,
    "version": 4,
    "event_id": OTHER,
    "type": "pains",
    "schema_v": 2,
    "occurred_at": NOON + timedelta(microseconds=1),
    "occurred_zone": "Europe/Rome",
    "recorded_at": NOON + timedelta(microseconds=1),
    "subject_id": OTHER,
    "target_event_id": OTHER,
    "actor": "partner:y",
    "correlation_id": OTHER,
    "causation_id": OTHER,
    "data": '{"level": 5}',
}


def test_every_column_is_covered() -> None:
    assert [field.name for field in fields(Recorded)] == [*CHANGED, "hash"]
    hashes = [link_recorded(BEFORE, replace(WHOLE, **{name: value})) for name, value in CHANGED.items()]
    assert len({link_recorded(BEFORE, WHOLE), *hashes}) == 1 + len(CHANGED)


@pytest.mark.parametrize("name", ["occurred_zone", "subject_id", "target_event_id", "correlation_id", "causation_id"])
def test_a_column_that_is_empty_is_another_hash(name: str) -> None:
    assert link_recorded(BEFORE, replace(WHOLE, **{name: None})) != link_recorded(BEFORE, WHOLE)


def test_what_stands_in_two_columns_cannot_be_moved_between_them() -> None:
    """Neither from one text to the next, nor from one id to another that is empty."""
    moved = {"type": "painE", "occurred_zone": "urope/Oslo"}
    assert link_recorded(BEFORE, replace(WHOLE, **moved)) != link_recorded(BEFORE, WHOLE)
    one = replace(WHOLE, subject_id=OTHER, target_event_id=None)
    other = replace(WHOLE, subject_id=None, target_event_id=OTHER)
    assert link_recorded(BEFORE, one) != link_recorded(BEFORE, other)
    empty = replace(WHOLE, occurred_zone="")
    assert link_recorded(BEFORE, empty) != link_recorded(BEFORE, replace(WHOLE, occurred_zone=None))


def test_the_hash_before_is_covered() -> None:
    assert link_recorded(genesis(ONE), WHOLE) != link_recorded(genesis(TWO), WHOLE)


def test_what_is_to_be_appended_gets_the_digest_that_is_checked_later() -> None:
    new = event(50, occurred_zone="Europe/Oslo", target_event_id=UUID(int=51))
    wish = append(new, expected=2, correlation_id=UUID(int=52), causation_id=UUID(int=53))
    there = replace(WHOLE, actor=wish.actor, subject_id=new.subject_id, stream_id=wish.stream_id)
    assert link(BEFORE, digest_of(wish, 3, new), 7, NOON) == link_recorded(BEFORE, there)


def test_the_hash_stays_what_it_is_forever() -> None:
    """Written down, for it stands in every log there is."""
    assert genesis(ONE).hex() == "7c3ccd10bb7ec37b46d37926ae6274267f007a34aeaf15c882a715a7f3300529"
    assert link_recorded(BEFORE, WHOLE).hex() == "879007f5301175d8b51319bc502920b21d6c1e464d78f3542f5d31e17fb1b3b6"


async def test_an_event_that_was_changed_moved_or_left_out_is_seen() -> None:
    store = MemoryStore()
    await store.append([opening(ONE), *(append(event(n), stream=UUID(int=n + 100)) for n in range(1, 6))])
    log, head = await store.read(ONE), await store.head(ONE)
    assert_whole(ONE, log, head)
    changed = [*log[:2], replace(log[2], data='{"level":9}'), *log[3:]]
    swapped = [*log[:2], replace(log[3], pos=3), replace(log[2], pos=4), *log[4:]]
    shorter = [*log[:2], *(replace(event, pos=event.pos - 1) for event in log[3:])]
    for tampered in (changed, swapped, shorter, log[:-1]):
        with pytest.raises(AssertionError):
            assert_whole(ONE, tampered, head)
