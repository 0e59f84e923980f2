"""The stretch of time of a question whose ends may be left out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.zones import FIRST_INSTANT
from services.http.stretch import stretch

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (NOW - 90 * DAY, NOW + DAY)),
        (NOW - 3 * DAY, None, (NOW - 3 * DAY, NOW + DAY)),
        (None, NOW - 10 * DAY, (NOW - 100 * DAY, NOW - 10 * DAY)),
        (None, NOW + 10 * DAY, (NOW - 90 * DAY, NOW + 10 * DAY)),
        (NOW - 3 * DAY, NOW - DAY, (NOW - 3 * DAY, NOW - DAY)),
    ],
)
def test_what_is_left_out_is_90_days_ago_or_a_day_ahead(
    since: datetime | None, until: datetime | None, expected: tuple[datetime, datetime]
) -> None:
    assert stretch(since, until, NOW) == expected


def test_instants_come_in_utc_and_stay_within_the_calendar() -> None:
    offset = timezone(timedelta(hours=2))
    since, until = stretch(None, datetime(1, 1, 1, tzinfo=offset), NOW)
    assert (since, until, until.tzinfo) == (FIRST_INSTANT, FIRST_INSTANT, UTC)
