"""The contract of every store: the one on Postgres, the one in memory, and group commit before either."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from eventstore.chain import genesis, link_recorded
from eventstore.group_commit import GroupCommit
from eventstore.memory import MemoryStore
from eventstore.postgres import PostgresStore
from eventstore.records import Alias, Append, CommandKey, Link, NewEffect, Outcome, Status
from eventstore.store import EventStore
from eventstore.walls import Pool
from tests.support.appends import ONE, OTHER, PERSON, STREAM, TWO, append, event, opening
from tests.support.database import Database
from tests.support.one_by_one import one_by_one
from tests.support.times import NOON


@pytest.fixture(
    params=[
        "memory",
        "postgres",
        "group commit on postgres",
        "group commit in memory",
        "one by one",
        "group one by one",
    ]
)
def bare(request: pytest.FixtureRequest) -> EventStore:
    """The store itself; whether group commit stands before it is in the parameter's name."""
    if "one by one" in request.param:
        return PostgresStore(request.getfixturevalue("one_by_one_pool"))
    if "postgres" not in request.param:
        return MemoryStore()
    return PostgresStore(request.getfixturevalue("log_pool" if "group" in request.param else "app_pool"))


@pytest.fixture
async def one_by_one_pool(database: Database) -> AsyncIterator[Pool]:
    """As on Citus: an organisation a call."""
    async with one_by_one(database) as pool:
        yield pool


@pytest.fixture
async def store(bare: EventStore, request: pytest.FixtureRequest) -> AsyncIterator[EventStore]:
    """A store with two organisations, each with one event."""
    await bare.append([opening(ONE), opening(TWO)])
    if "group" not in request.node.callspec.params["bare"]:
        yield Told(bare)
        return
    group = GroupCommit(bare)
    group.start()
    yield Told(group)
    await group.stop()


class Told:
    """The store, whose outcomes are told without the hash of their event; one test looks at those."""

    def __init__(self, store: EventStore) -> None:
        self.whole = store
        self.load, self.load_many = store.load, store.load_many
        self.read, self.by_subject, self.head = store.read, store.by_subject, store.head

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        return [replace(outcome, hash=b"") for outcome in await self.whole.append(appends)]


async def test_an_outcome_carries_the_hash_of_the_event_it_names(store: Told) -> None:
    key = CommandKey(key=UUID(int=50), fingerprint=b"wish")
    both = [append(event(1), event(2)), append(event(3), stream=OTHER, key=key)]
    stored = await store.whole.append(both)
    again = await store.whole.append([*both, append(event(9), expected=7), append(event(10), org=UUID(int=99))])
    by_pos = {found.pos: found.hash for found in await store.read(ONE)}
    assert [outcome.hash for outcome in stored] == [by_pos[3], by_pos[4]]
    assert [outcome.hash for outcome in again] == [by_pos[3], by_pos[4], b"", b""]


async def test_a_new_stream_is_stored_behind_what_is_there(store: EventStore) -> None:
    assert await store.append([append(event(1), event(2))]) == [Outcome(Status.STORED, 3, 2)]
    first, second = (await store.read(ONE, after=1))[:2]
    assert (first.pos, first.version, first.event_id, first.data) == (2, 1, UUID(int=1), '{"level":5}')
    assert (second.pos, second.version, second.stream_id) == (3, 2, STREAM)


async def test_the_next_event_of_a_stream_is_stored_at_its_version(store: EventStore) -> None:
    await store.append([append(event(1))])
    assert await store.append([append(event(2), expected=1)]) == [Outcome(Status.STORED, 3, 2)]


async def test_another_version_than_the_streams_is_a_conflict_that_names_the_version(store: EventStore) -> None:
    await store.append([append(event(1))])
    assert await store.append([append(event(2))]) == [Outcome(Status.CONFLICT, 0, 1)]
    assert await store.append([append(event(3), expected=5)]) == [Outcome(Status.CONFLICT, 0, 1)]
    assert await store.append([append(event(3), stream=OTHER, expected=1)]) == [Outcome(Status.CONFLICT, 0, 0)]
    assert (await store.head(ONE)).pos == 2  # type: ignore[union-attr]


async def test_a_conflict_leaves_its_neighbours_alone(store: EventStore) -> None:
    await store.append([append(event(1))])
    outcomes = await store.append([append(event(2), stream=OTHER), append(event(3)), append(event(4), org=TWO)])
    assert [outcome.status for outcome in outcomes] == [Status.STORED, Status.CONFLICT, Status.STORED]


async def test_two_commands_on_one_stream_in_one_call_follow_each_other(store: EventStore) -> None:
    outcomes = await store.append([append(event(1)), append(event(2), expected=1), append(event(3), expected=2)])
    assert outcomes == [
        Outcome(Status.STORED, 2, 1),
        Outcome(Status.STORED, 3, 2),
        Outcome(Status.STORED, 4, 3),
    ]


async def test_a_version_that_only_a_later_command_of_the_call_fills_is_a_conflict(store: EventStore) -> None:
    await store.append([append(event(1))])
    outcomes = await store.append([append(event(2), expected=2), append(event(3), expected=1)])
    assert outcomes == [Outcome(Status.CONFLICT, 0, 1), Outcome(Status.STORED, 3, 2)]


async def test_two_writers_on_one_stream_one_wins(store: EventStore) -> None:
    outcomes = await asyncio.gather(*(store.append([append(event(number))]) for number in range(1, 9)))
    statuses = [outcome.status for [outcome] in outcomes]
    assert sorted(statuses) == [Status.CONFLICT] * 7 + [Status.STORED]


async def test_the_same_again_is_a_duplicate_with_its_first_answer(store: EventStore) -> None:
    [first] = await store.append([append(event(1), event(2))])
    await store.append([append(event(3), stream=OTHER)])
    again = await store.append([append(event(1), event(2)), append(event(4), stream=OTHER, expected=1)])
    assert again == [Outcome(Status.DUPLICATE, first.pos, first.version), Outcome(Status.STORED, 5, 2)]


async def test_the_same_twice_in_one_call_is_stored_once(store: EventStore) -> None:
    assert await store.append([append(event(1)), append(event(1))]) == [
        Outcome(Status.STORED, 2, 1),
        Outcome(Status.DUPLICATE, 2, 1),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        append(event(1, b'{"level":6}')),
        append(event(1, occurred_at=NOON + timedelta(seconds=1))),
        append(event(1, subject_id=UUID(int=901))),
        append(event(1, type="soreness")),
        append(event(1, schema_v=2)),
        append(event(1), stream=OTHER),
    ],
    ids=["level", "time", "person", "type", "version", "stream"],
)
async def test_an_id_with_other_content_is_told_apart(store: EventStore, changed: Append) -> None:
    await store.append([append(event(1))])
    assert await store.append([changed, append(event(2), stream=OTHER)]) == [
        Outcome(Status.ID_REUSED),
        Outcome(Status.STORED, 3, 1),
    ]


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1)])
async def test_a_command_of_which_only_some_events_are_there_is_not_taken_for_stored(
    store: EventStore, numbers: tuple[int, int]
) -> None:
    await store.append([append(event(1))])
    both = append(*map(event, numbers))
    assert await store.append([both, append(event(2), expected=1)]) == [
        Outcome(Status.ID_REUSED),
        Outcome(Status.STORED, 3, 2),
    ]


def test_a_command_has_no_event_twice() -> None:
    with pytest.raises(ValueError, match="an event is there twice"):
        append(event(1), event(1, b"{}"))


async def test_how_a_report_arrived_does_not_make_it_another_report(store: EventStore) -> None:
    await store.append([append(event(1, b'{"level":5,"_clock_shift":400}'))])
    assert await store.append([append(event(1, b'{"level":5}'))]) == [Outcome(Status.DUPLICATE, 2, 1)]


async def test_the_same_id_in_another_organisation_is_another_event(store: EventStore) -> None:
    await store.append([append(event(1))])
    assert await store.append([append(event(1, b"{}"), org=TWO)]) == [Outcome(Status.STORED, 2, 1)]


async def test_a_callers_key_answers_a_repeat_and_refuses_another_wish(store: EventStore) -> None:
    key = CommandKey(key=UUID(int=50), fingerprint=b"wish")
    [first] = await store.append([append(event(1), key=key)])
    other = CommandKey(key=UUID(int=50), fingerprint=b"other wish")
    assert await store.append([append(event(2), stream=OTHER, key=key), append(event(3), key=other)]) == [
        Outcome(Status.DUPLICATE, first.pos, first.version),
        Outcome(Status.ID_REUSED, first.pos, first.version),
    ]


async def test_an_organisation_that_does_not_exist_takes_nothing(store: EventStore) -> None:
    nowhere = UUID(int=99)
    outcomes = await store.append([append(event(1), org=nowhere), append(event(1))])
    assert outcomes == [Outcome(Status.UNKNOWN_FEED), Outcome(Status.STORED, 2, 1)]
    assert await store.head(nowhere) is None
    assert await store.read(nowhere) == []


async def test_recorded_time_never_goes_back_within_a_feed(store: EventStore) -> None:
    later = NOON + timedelta(hours=1)
    await store.append([append(event(1), at=later), append(event(2), stream=OTHER, at=NOON)])
    await store.append([append(event(3), stream=OTHER, expected=1, at=NOON)])
    assert [stored.recorded_at for stored in await store.read(ONE)] == [NOON, later, later, later]


async def test_a_persons_story_is_read_by_subject_in_order(store: EventStore) -> None:
    await store.append(
        [append(event(1)), append(event(2, subject_id=None), stream=OTHER), append(event(3), expected=1)]
    )
    story = await store.by_subject(ONE, PERSON, after=1)
    assert [stored.event_id.int for stored in story] == [1, 3]


async def test_streams_are_loaded_by_organisation(store: EventStore) -> None:
    await store.append([append(event(1)), append(event(2), org=TWO)])
    assert [stored.event_id.int for stored in await store.load(ONE, [STREAM, OTHER])] == [1]
    both = await store.load_many([(TWO, STREAM), (ONE, STREAM)])
    assert [(stored.org_id, stored.event_id.int) for stored in both] == [(ONE, 1), (TWO, 2)]


async def test_all_columns_come_back_as_they_went_in(store: EventStore) -> None:
    whole = event(
        1,
        b'{"note": "\xc3\xa4",  "order":1 }',
        schema_v=3,
        occurred_at=datetime(2026, 3, 3, 23, 59, 59, 123456, tzinfo=UTC),
        occurred_zone="Europe/Oslo",
        target_event_id=UUID(int=77),
    )
    await store.append([append(whole, correlation_id=UUID(int=78), causation_id=UUID(int=79))])
    [stored] = await store.read(ONE, after=1)
    assert stored.data == '{"note": "ä",  "order":1 }'
    assert (stored.schema_v, stored.occurred_at, stored.occurred_zone) == (3, whole.occurred_at, "Europe/Oslo")
    assert (stored.target_event_id, stored.correlation_id, stored.causation_id) == (
        UUID(int=77),
        UUID(int=78),
        UUID(int=79),
    )
    assert (stored.actor, stored.recorded_at, stored.lane) == ("system:test", NOON, 0)


async def test_every_event_is_chained_to_the_one_before_it(store: EventStore) -> None:
    await store.append([append(event(number), stream=UUID(int=number)) for number in range(1, 20)])
    await store.append([append(event(1)), append(event(30), stream=UUID(int=30)), append(event(31), org=TWO)])
    for org in (ONE, TWO):
        chain = genesis(org)
        for pos, stored in enumerate(await store.read(org), start=1):
            assert stored.pos == pos
            chain = link_recorded(chain, stored)
            assert stored.hash == chain
        head = await store.head(org)
        assert head is not None
        assert head.chain == chain


async def test_many_callers_at_once_leave_no_gap_and_no_double(store: EventStore) -> None:
    def one(number: int) -> Append:
        org = ONE if number % 2 else TWO
        return append(event(number), org=org, stream=uuid5(org, str(number)))

    outcomes = await asyncio.gather(*(store.append([one(number)]) for number in range(1, 301)))
    assert {outcome.status for [outcome] in outcomes} == {Status.STORED}
    for org in (ONE, TWO):
        assert [stored.pos for stored in await store.read(org)] == list(range(1, 152))


async def test_an_effect_is_one_for_its_dedupe_key(store: EventStore) -> None:
    effect = NewEffect(effect_id=UUID(int=40), kind="mail", dedupe_key="alert", due_at=NOON, payload=b"{}")
    again = NewEffect(effect_id=UUID(int=41), kind="mail", dedupe_key="alert", due_at=NOON, payload=b"{}")
    outcomes = await store.append(
        [append(event(1), effects=(effect,)), append(event(2), stream=OTHER, effects=(again,))]
    )
    assert [outcome.status for outcome in outcomes] == [Status.STORED, Status.STORED]


@pytest.mark.parametrize(
    "named",
    [
        {"aliases": (Alias(partner_id=OTHER, hash=b"theirs", subject_id=PERSON),)},
        {"links": (Link(kind="login", hash=b"anna", about=b"{}"),)},
    ],
    ids=["alias", "link"],
)
async def test_a_name_that_is_taken_is_a_conflict(store: EventStore, named: dict[str, Any]) -> None:
    await store.append([append(event(1), **named)])
    outcomes = await store.append([append(event(2), stream=OTHER, **named), append(event(3), expected=1)])
    assert outcomes == [Outcome(Status.CONFLICT), Outcome(Status.STORED, 3, 2)]
