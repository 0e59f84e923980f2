"""The small program that counts by the published page alone, and the platform's domain, agree on any history."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from definition import dates
from definition.recount import recount
from domain.zones import ZoneChange, day_bounds, local_date, zone_names
from tests.properties.any_plan import PlanEvent, decided
from tests.properties.any_reports import BEGIN, reported
from tests.properties.examples import examples
from tests.support.feed import Told
from tests.support.judged_by_domain import exported, judged

asked = st.integers(-2 * 24 * 60, 30 * 24 * 60).map(lambda minute: BEGIN + timedelta(minutes=minute))
"""The instants for which it is asked: from before the first report on, to two weeks after the last."""


@examples
@given(decided(), reported(), asked, st.data())
def test_the_recount_and_the_platform_find_the_same(
    decisions: list[PlanEvent], told: list[Told], at: datetime, data: st.DataObject
) -> None:
    decision_lines = [exported(Told(UUID(int=70_000 + n), event, BEGIN)) for n, event in enumerate(decisions)]
    report_lines = data.draw(st.permutations([exported(one) for one in told]))
    export = [*decision_lines, *report_lines]
    assert recount(export, at) == judged(export, at)


zones_there_are = st.sampled_from(sorted(zone_names()))


@examples
@given(zones_there_are, st.integers(1900, 2037))
def test_both_give_every_date_of_a_year_the_same_bounds(zone: str, year: int) -> None:
    history, zones = [ZoneChange(dates.FIRST, zone)], [dates.Zone(dates.FIRST, zone)]
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    assert [dates.bounds(zones, day) for day in days] == [day_bounds(history, day) for day in days]


autumn = datetime(2026, 10, 20, tzinfo=UTC)
in_autumn = st.integers(0, 16 * 24 * 60).map(lambda minute: autumn + timedelta(minutes=minute))
journeys = st.lists(st.tuples(in_autumn, zones_there_are), max_size=4, unique_by=lambda change: change[0])


@examples
@given(zones_there_are, journeys, st.lists(in_autumn, max_size=5))
def test_both_find_the_same_dates_on_any_journey(
    home: str, journey: list[tuple[datetime, str]], instants: list[datetime]
) -> None:
    told = [(dates.FIRST, home), *sorted(journey)]
    history, zones = [ZoneChange(*each) for each in told], [dates.Zone(*each) for each in told]
    days = [date(2026, 10, 18) + timedelta(n) for n in range(22)]
    assert [dates.bounds(zones, day) for day in days] == [day_bounds(history, day) for day in days]
    assert [dates.date_at(zones, each) for each in instants] == [local_date(history, each) for each in instants]
