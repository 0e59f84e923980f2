"""The pain of some weeks as one line: where it was highest, day by day by the patient's own clocks."""

from datetime import UTC, date, datetime

from domain.symptom.pain_line import Pain, PainLine, PainPoint, pain_line
from domain.values import BodyRegion, Side
from domain.zones import FIRST_INSTANT, ZoneChange

AUCKLAND = (ZoneChange(FIRST_INSTANT, "Pacific/Auckland"),)


def pain(day: int, hour: int, level: int, region: BodyRegion = BodyRegion.KNEE, side: Side = Side.LEFT) -> Pain:
    return Pain(region, side, datetime(2026, 6, day, hour, tzinfo=UTC), level)


def test_the_place_with_the_highest_level_and_the_highest_of_each_of_its_days() -> None:
    pains = [pain(1, 8, 30), pain(1, 9, 60), pain(1, 10, 55, BodyRegion.HIP), pain(1, 20, 20), pain(3, 9, 40)]
    assert pain_line(pains, AUCKLAND) == PainLine(
        region=BodyRegion.KNEE,
        side=Side.LEFT,
        highest=60,
        latest=40,
        reports=4,
        points=(PainPoint(date(2026, 6, 1), 60), PainPoint(date(2026, 6, 2), 20), PainPoint(date(2026, 6, 3), 40)),
    )


def test_of_two_places_as_high_the_one_that_was_reported_last() -> None:
    found = pain_line([pain(1, 8, 50), pain(2, 8, 50, side=Side.RIGHT), pain(3, 8, 40)], AUCKLAND)
    assert found is not None
    assert found.side is Side.LEFT


def test_no_line_without_a_report() -> None:
    assert pain_line([], AUCKLAND) is None
