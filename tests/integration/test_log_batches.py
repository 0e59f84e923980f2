"""Whatever batches arrive, the log on Postgres and the one in memory answer alike and come to the same bytes."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from eventstore.group_commit import GroupCommit
from eventstore.memory import MemoryStore
from eventstore.postgres import PostgresStore
from eventstore.records import Alias, Append, CommandKey, Link, NewEvent
from eventstore.store import EventStore
from eventstore.walls import Pool
from tests.support.appends import append, event, opening, whole_log
from tests.support.times import NOON

BODIES = (b'{"level":5}', b'{"level":6}', b'{"level":5,"_clock_shift":400}', b'{"level": 5}', b'{"note":"\\u0000"}')
FRESH = count(1)


class Wish(Struct, frozen=True):
    """A command as drawn: small numbers that are given ids of their own in each example."""

    org: int  # 0 and 1 exist, 2 opens with its first command, 3 never does
    stream: int
    expected: int
    events: tuple[tuple[int, int], ...]  # id, body
    minutes: int
    key: tuple[int, bytes] | None
    alias: int | None
    link: int | None


def wishes() -> st.SearchStrategy[Wish]:
    events = st.lists(
        st.tuples(st.integers(1, 6), st.integers(0, len(BODIES) - 1)), min_size=1, max_size=3, unique_by=lambda e: e[0]
    )
    return st.builds(
        Wish,
        org=st.sampled_from((0, 0, 0, 1, 1, 2, 3)),
        stream=st.integers(0, 2),
        expected=st.sampled_from((0, 0, 0, 1, 1, 2, 3)),
        events=events.map(tuple),
        minutes=st.integers(-5, 5),
        key=st.none() | st.tuples(st.integers(0, 1), st.sampled_from((b"one wish", b"another"))),
        alias=st.none() | st.integers(0, 2),
        link=st.none() | st.none() | st.integers(0, 3),
    )


def told(example: int, wish: Wish) -> Append:
    """A wish as a command, in organisations of this example alone."""
    org = UUID(int=example * 10 + wish.org)
    events: list[NewEvent] = [event(number, BODIES[body]) for number, body in wish.events]
    link = f"{example} {wish.link}".encode()
    return append(
        *events,
        org=org,
        stream=UUID(int=wish.stream),
        expected=wish.expected,
        at=NOON + timedelta(minutes=wish.minutes),
        key=wish.key and CommandKey(key=UUID(int=wish.key[0]), fingerprint=wish.key[1]),
        aliases=() if wish.alias is None else (Alias(partner_id=org, hash=bytes([wish.alias]), subject_id=org),),
        links=() if wish.link is None else (Link(kind="login", hash=link, about=b"{}"),),
        opens_feed=wish.org == 2,
    )


@given(st.lists(st.lists(wishes(), min_size=1, max_size=7), min_size=1, max_size=4))
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # every example has organisations of its own
)
async def test_both_stores_answer_alike_and_hold_the_same(app_pool: Pool, batches: Sequence[Sequence[Wish]]) -> None:
    example = next(FRESH) * 1000
    organisations = [UUID(int=example * 10 + number) for number in range(4)]
    stores: list[EventStore] = [PostgresStore(app_pool), MemoryStore()]
    for store in stores:
        await store.append([opening(org_id) for org_id in organisations[:2]])
    for batch in batches:
        commands = [told(example, wish) for wish in batch]
        on_postgres, in_memory = [await store.append(commands) for store in stores]
        assert on_postgres == in_memory
    for org_id in organisations:
        on_postgres_log, in_memory_log = [await store.read(org_id) for store in stores]
        assert on_postgres_log == in_memory_log
        assert await stores[0].head(org_id) == await stores[1].head(org_id)
        if on_postgres_log:
            await whole_log(stores[0], org_id)


@given(st.lists(wishes(), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_batch_through_small_group_commits_is_answered_as_one_append_is(
    app_pool: Pool, batch: Sequence[Wish]
) -> None:
    example = next(FRESH) * 1000
    commands = [told(example, wish) for wish in batch if wish.link is None]
    openings = [opening(UUID(int=example * 10 + number)) for number in range(2)]
    group, whole = GroupCommit(PostgresStore(app_pool), at_once=2), MemoryStore()
    group.start()
    try:
        assert await group.append(openings) == await whole.append(openings)
        assert await group.append(commands) == await whole.append(commands)
    finally:
        await group.stop()
