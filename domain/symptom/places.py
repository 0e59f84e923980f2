"""What was felt in each place: pain apart from soreness apart from the others, by region and side."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from msgspec import Struct

from domain.symptom.baseline import baseline, compared_with
from domain.symptom.record import Symptom, place_of
from domain.symptom.trend import Trend, trend
from domain.values import BodyRegion, Level, Side, SymptomKind

_KINDS = {kind: order for order, kind in enumerate(SymptomKind)}


class PlaceFindings(Struct, frozen=True):
    """The reports of one kind, region and side; baseline and trend are of those with the newest one's timing."""

    newest: Symptom
    number: int  # of reports
    highest: Level
    compared_with: tuple[Symptom, ...]  # the five before the newest, whenever they were; empty where under three
    trend: Trend

    @property
    def baseline(self) -> Fraction | None:
        """In tenths of a point."""
        return baseline(self.compared_with)


def of_each(series: Iterable[Symptom], now: datetime) -> list[list[Symptom]]:
    """A series, oldest first, in parts of one kind, region and side each; what lies ahead of `now` waits.

    Pain first, then soreness, then the others; of a kind first where it was felt last.
    """
    parts: dict[tuple[SymptomKind, BodyRegion, Side], list[Symptom]] = {}
    for symptom in series:
        felt = symptom.felt
        if felt.felt_at <= now:
            parts.setdefault((felt.kind, felt.region, felt.side), []).append(symptom)
    newest_first = sorted(parts.values(), key=lambda part: part[-1].when, reverse=True)
    return sorted(newest_first, key=lambda part: _KINDS[part[-1].felt.kind])


def places_of(series: Iterable[Symptom], history: Sequence[Symptom], now: datetime) -> list[PlaceFindings]:
    """What a series says of each place. `history` has at least the five reports before the newest of each place."""
    return [_place(part, history) for part in of_each(series, now)]


def _place(part: Sequence[Symptom], history: Iterable[Symptom]) -> PlaceFindings:
    newest = part[-1]
    place = place_of(newest.felt)
    return PlaceFindings(
        newest,
        len(part),
        max(symptom.felt.level for symptom in part),
        tuple(compared_with(history, newest)),
        trend([symptom for symptom in part if place_of(symptom.felt) == place]),
    )
