"""Every store against a simple model: whatever is appended and read in whatever order, both answer the same."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace

from eventstore.group_commit import GroupCommit
from eventstore.memory import MemoryStore
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Alias, Append, CommandKey
from eventstore.store import EventStore
from tests.support.appends import append, event, opening, whole_log
from tests.support.database import Database
from tests.support.length import length
from tests.support.store_model import StoreModel, row_of
from tests.support.times import NOON

pytestmark = pytest.mark.timeout(length(120, 1800))

T = TypeVar("T")
Run = Callable[[Awaitable[T]], T]

ORGANISATIONS, STREAMS, PEOPLE, IDS = range(4), range(4), range(3), range(1, 20)
NOBODYS = 3  # the organisation that does not exist
SPACE = UUID(int=0)
BODIES = (b'{"level":5}', b'{"level":6}', b'{"level":5,"_clock_shift":400}', b'{"_how":"late","level":5}')

EVENTS = st.builds(
    event,
    st.sampled_from(IDS),
    st.sampled_from(BODIES),
    subject_id=st.sampled_from([None, *(UUID(int=900 + person) for person in PEOPLE)]),
    occurred_zone=st.sampled_from([None, "Europe/Oslo"]),
)
KEYS = st.builds(CommandKey, key=st.builds(UUID, int=st.integers(1, 4)), fingerprint=st.sampled_from([b"one", b"two"]))
ALIASES = st.builds(
    Alias, partner_id=st.just(UUID(int=70)), hash=st.sampled_from([b"anna", b"ben"]), subject_id=st.just(UUID(int=71))
)

CHANGES: list[dict[str, Any]] = [
    {},
    {"data": BODIES[0]},
    {"data": BODIES[2]},
    {"occurred_zone": "Europe/Rome"},
    {"occurred_at": NOON + timedelta(seconds=1)},
    {"subject_id": UUID(int=999)},
    {"type": "soreness"},
]
"""What may be different in a command that comes again."""

WISHES = st.tuples(
    st.sampled_from(ORGANISATIONS),
    st.sampled_from(STREAMS),
    st.sampled_from([0, 0, 0, 0, 1, -1]),
    st.lists(EVENTS, min_size=1, max_size=3, unique_by=lambda drawn: drawn.event_id),
    st.integers(-5, 5),
    st.none() | st.none() | KEYS,
    st.just(()) | st.just(()) | st.tuples(ALIASES),
)
"""Organisation, stream, how far off the right version, events, minutes past noon, key, names."""


class StoreAndModel(RuleBasedStateMachine):
    """Every run has organisations of its own in the same store."""

    def __init__(self, store: EventStore, run: Run[Any], number: int) -> None:
        super().__init__()
        self.store, self.run = store, run
        self.model = StoreModel()
        self.sent: list[Append] = []
        self.orgs = [uuid5(SPACE, f"{number} {org}") for org in ORGANISATIONS]

    @initialize()
    def organisations_are_founded(self) -> None:
        self._both([opening(org_id) for org_id in self.orgs[:NOBODYS]])

    @rule(wishes=st.lists(WISHES, min_size=1, max_size=4))
    def commands_are_appended(self, wishes: list[tuple[Any, ...]]) -> None:
        appends: list[Append] = []
        for org, stream, off, events, minutes, key, aliases in wishes:
            org_id, stream_id = self.orgs[org], UUID(int=500 + stream)
            earlier = sum(len(each.events) for each in appends if (each.org_id, each.stream_id) == (org_id, stream_id))
            appends.append(
                append(
                    *events,
                    org=org_id,
                    stream=stream_id,
                    expected=max(0, self.model.version(org_id, stream_id) + earlier + off),
                    at=NOON + timedelta(minutes=minutes),
                    key=key,
                    aliases=aliases,
                )
            )
        self._both(appends)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 10_000), change=st.sampled_from(CHANGES))
    def a_command_comes_again(self, which: int, change: dict[str, Any]) -> None:
        earlier = self.sent[which % len(self.sent)]
        [*others, last] = earlier.events
        self._both([replace(earlier, events=(*others, replace(last, **change)))])

    @rule(org=st.sampled_from(ORGANISATIONS), after=st.integers(0, 40), limit=st.integers(1, 10))
    def a_feed_is_read(self, org: int, after: int, limit: int) -> None:
        found = self.run(self.store.read(self.orgs[org], after, limit))
        feed = self.model.feeds.get(self.orgs[org], [])
        assert [(stored.pos, row_of(stored)) for stored in found] == [
            *enumerate(feed[after : after + limit], start=after + 1)
        ]

    @rule(org=st.sampled_from(ORGANISATIONS), person=st.sampled_from(PEOPLE), after=st.integers(0, 40))
    def a_story_is_read(self, org: int, person: int, after: int) -> None:
        subject_id = UUID(int=900 + person)
        found = self.run(self.store.by_subject(self.orgs[org], subject_id, after))
        feed = enumerate(self.model.feeds.get(self.orgs[org], []), start=1)
        assert [(stored.pos, row_of(stored)) for stored in found] == [
            (pos, row) for pos, row in feed if pos > after and row.event.subject_id == subject_id
        ]

    @rule(wanted=st.lists(st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(STREAMS)), unique=True))
    def streams_are_loaded(self, wanted: list[tuple[int, int]]) -> None:
        streams = sorted((self.orgs[org], UUID(int=500 + stream)) for org, stream in wanted)
        found = self.run(self.store.load_many(streams))
        assert [(stored.org_id, row_of(stored)) for stored in found] == [
            (org_id, row)
            for org_id, stream_id in streams
            for row in self.model.feeds.get(org_id, ())
            if row.stream_id == stream_id
        ]

    @rule(org=st.sampled_from(ORGANISATIONS))
    def the_end_is_asked_for(self, org: int) -> None:
        head, feed = self.run(self.store.head(self.orgs[org])), self.model.feeds.get(self.orgs[org])
        assert (head and (head.pos, head.last_at)) == (feed and (len(feed), feed[-1].recorded_at))

    def teardown(self) -> None:
        for org_id, feed in self.model.feeds.items():
            assert [row_of(stored) for stored in self.run(whole_log(self.store, org_id))] == feed

    def _both(self, appends: list[Append]) -> None:
        self.sent += appends
        outcomes = self.run(self.store.append(appends))
        assert [replace(outcome, hash=b"") for outcome in outcomes] == [self.model.append(each) for each in appends]


@pytest.fixture
def run() -> Iterator[Run[Any]]:
    """Runs a coroutine to its end, in a loop that stands still between the steps."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


@contextmanager
def store_named(name: str, database: Database, run: Run[Any]) -> Iterator[EventStore]:
    if name == "memory":
        yield MemoryStore()
        return
    opened = opened_pool(database.settings.app_url, log=True)
    store: EventStore = PostgresStore(run(opened.__aenter__()))
    try:
        if name == "group commit":
            group = GroupCommit(store)
            run(_started(group))
            yield group
            run(group.stop())
        else:
            yield store
    finally:
        run(opened.__aexit__(None, None, None))


async def _started(group: GroupCommit) -> None:
    group.start()


@pytest.mark.parametrize("name", ["memory", "postgres", "group commit"])
def test_a_store_answers_what_the_model_answers(name: str, database: Database, run: Run[Any]) -> None:
    numbers = count()
    with store_named(name, database, run) as store:
        run_state_machine_as_test(
            lambda: StoreAndModel(store, run, next(numbers)),  # type: ignore[arg-type]  # anything that makes one
            settings=settings(
                max_examples=length(20, 200),
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
