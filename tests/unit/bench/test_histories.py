"""A year that was made up: the wished number of events, a believable mix of them, and a chain that holds."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from bench.chained import COLUMNS, Feed, actors_of
from bench.histories import SPREAD, Happened, Year, events_of_each, happened
from domain.session.events import SessionLogged
from eventstore.chain import genesis, link_recorded
from eventstore.records import Head, Recorded
from projections.reading import codec
from tests.support.times import NOON

YEAR = Year(patients=20, events=6_000, until=NOON)
ORG, PARTNER, THERAPIST = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture(scope="module")
def year() -> list[Happened]:
    return happened(YEAR)


def test_as_much_happens_as_is_wished_for(year: list[Happened]) -> None:
    of_each = Counter(each.told.subject_id for each in year)
    assert len(year) == sum(events_of_each(YEAR)) == 6_000
    assert set(of_each) == set(YEAR.patient_ids)
    assert max(of_each.values()) <= SPREAD * (min(of_each.values()) + 1)


def test_it_is_the_same_each_time(year: list[Happened]) -> None:
    assert happened(YEAR) == year


def test_it_is_recorded_in_order_within_the_year(year: list[Happened]) -> None:
    recorded = [each.told.recorded_at for each in year]
    assert recorded == sorted(recorded)
    assert YEAR.since < recorded[0] < recorded[-1] <= YEAR.until
    assert all(each.told.occurred_at <= each.told.recorded_at for each in year)
    assert any(each.told.recorded_at - each.told.occurred_at > timedelta(hours=12) for each in year)


def test_versions_count_up_in_each_stream(year: list[Happened]) -> None:
    versions = Counter[UUID]()
    for each in year:
        versions[each.stream_id] += 1
        assert each.version == versions[each.stream_id]


def test_most_events_are_sessions_and_all_can_be_read(year: list[Happened]) -> None:
    mix = Counter(each.type for each in year)
    events = [codec().decode(each.type, each.schema_v, each.data) for each in year]
    bouts = {len(event.entries) for event in events if isinstance(event, SessionLogged)}
    assert events == [each.told.event for each in year]
    assert bouts == {1, 2, 3, 4}
    assert 0.65 < mix["session.logged"] / len(year) < 0.75
    assert 0.17 < mix["symptom.reported"] / len(year) < 0.23
    assert min(mix[name] for name in ("session.corrected", "session.retracted", "symptom.corrected")) > 10
    assert min(mix[name] for name in ("program.revised", "program.paused", "barrier.reported", "alert.raised")) > 10


def test_what_is_corrected_was_reported(year: list[Happened]) -> None:
    reported = {each.told.event_id for each in year}
    corrected = [each for each in year if each.told.target_event_id is not None]
    assert corrected
    assert all(each.told.target_event_id == each.stream_id and each.stream_id in reported for each in corrected)


def test_the_chain_of_a_feed_holds(year: list[Happened]) -> None:
    before = Head(7, NOON - timedelta(days=200), genesis(ORG))  # later than the first events of the year
    feed = Feed(ORG, before, actors_of(PARTNER, THERAPIST))
    chain, last_at = before.chain, before.last_at
    for pos, row in enumerate(feed.rows(year), start=8):
        event = Recorded(**dict(zip(COLUMNS, row, strict=True)))
        assert (event.pos, link_recorded(chain, event)) == (pos, event.hash)
        assert event.recorded_at >= last_at
        chain, last_at = event.hash, event.recorded_at
    assert feed.head == Head(6_007, last_at, chain)
