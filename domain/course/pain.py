"""How much it hurt over a stretch of time: for each place in short."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from domain.course.median import median
from domain.symptom.record import Felt
from domain.values import BodyRegion, Level, Side, SymptomKind


class PainThere(Struct, frozen=True):
    """Levels in tenths of a point."""

    region: BodyRegion
    side: Side
    first: Level
    last: Level
    highest: Level
    median: Fraction
    reports: int


def pain_by_place(felt: Iterable[Felt]) -> list[PainThere]:
    """Of reports in the order in which they were felt; soreness and other symptoms are no pain. By region and side."""
    places: dict[tuple[BodyRegion, Side], list[Level]] = {}
    for each in felt:
        if each.kind is SymptomKind.PAIN:
            places.setdefault((each.region, each.side), []).append(each.level)
    return [
        PainThere(region, side, levels[0], levels[-1], max(levels), median(sorted(levels)), len(levels))
        for (region, side), levels in sorted(places.items())
    ]
