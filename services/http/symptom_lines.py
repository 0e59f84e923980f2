"""How it is answered what was felt and what may be said of it: in points, and with its reports where that is asked."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.symptom import SYMPTOM_RULES_VERSION
from domain.symptom.findings import Findings, Soreness
from domain.symptom.next_morning import NextMorning
from domain.symptom.places import PlaceFindings
from domain.symptom.record import Symptom
from domain.symptom.trend import Direction
from domain.values import BodyRegion, Level, Side, SymptomKind, Timing
from services.http.difference import Difference
from services.http.freshness import AsOf

TENTHS = 10  # of a point

Points = Annotated[float, Meta(ge=0, le=10)]
"""A median of ratings: it may lie between two tenths of a point."""

Apart = Annotated[float, Meta(ge=-10, le=10)]
"""Of two ratings or medians, in points; above 0 it is more than before."""


class TrendLine(Struct, frozen=True):
    """The newer half of the reports, at most five, beside the five before, by their medians. Two points are real."""

    direction: Direction | None
    difference: Apart | None
    reason: str | None  # why there is no direction: too_few reports, or no_threshold, which is known for pain alone


class PlaceLine(Struct, frozen=True):
    """What was felt of one kind in one region and side. Baseline and trend are of reports with the newest's timing."""

    kind: SymptomKind
    region: BodyRegion
    side: Side
    timing: Timing  # of the newest
    number: int  # of reports
    highest: Level
    newest: Symptom
    baseline: Points | None  # the median of the five before the newest; null with fewer than three
    trend: TrendLine


class SorenessLine(Struct, frozen=True):
    """Soreness that goes on now, by the patient's local dates."""

    region: BodyRegion
    side: Side
    since: date
    last: date
    sore_days: int
    free_days: int  # between, of which nothing was said
    long: bool  # reported again after seven days, with no free day between
    follows: UUID | None  # the last session 12 to 72 hours before it began


class NextMorningLine(Struct, frozen=True):
    """A report of the morning after a session."""

    symptom_id: UUID
    session_id: UUID | None
    level: Level
    level_before: Level | None  # that session
    difference: Apart | None
    settled: bool | None  # less than two points over the level before
    reason: str | None  # why there is none before: no_session, session_unknown, no_level_before


class PlaceExplained(Struct, frozen=True):
    """The reports behind the figures of one place."""

    kind: SymptomKind
    region: BodyRegion
    side: Side
    timing: Timing
    baseline: tuple[UUID, ...]
    recent: tuple[UUID, ...]  # of the trend
    before: tuple[UUID, ...]  # of the trend


class SorenessExplained(Struct, frozen=True):
    """The reports that make a spell."""

    region: BodyRegion
    side: Side
    reports: tuple[UUID, ...]


class NextMorningExplained(Struct, frozen=True):
    """The report that tells the level before the session."""

    symptom_id: UUID
    level_before: UUID | None


class SymptomsExplained(Struct, frozen=True):
    """What the figures rest on, each in their order."""

    rules: int  # the version of the rules
    places: list[PlaceExplained]
    soreness: list[SorenessExplained]
    next_mornings: list[NextMorningExplained]


class SymptomsAnswer(Struct, frozen=True):
    """What was felt, oldest first, each report as it stands after its corrections; and what may be said of it.

    What was dated ahead of now is in the series alone. What takes local dates is null while the patient's are unknown.
    """

    as_of: AsOf
    symptoms: list[Symptom]
    places: list[PlaceLine]  # of these: pain, then soreness, then the others
    soreness: list[SorenessLine] | None  # now, whatever stretch is asked for
    next_mornings: list[NextMorningLine] | None  # of these
    explained: SymptomsExplained | None  # where it is asked for
    difference: Difference | None  # what is known otherwise now, where it is asked for
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


def symptoms_answer(as_of: AsOf, found: Findings, lacks_from: str | None, *, explain: bool) -> SymptomsAnswer:
    """`lacks_from`: the answer's `incomplete_from`."""
    return SymptomsAnswer(
        as_of=as_of,
        symptoms=found.series,
        places=[_place(place) for place in found.places],
        soreness=None if found.soreness is None else [_soreness(sore) for sore in found.soreness],
        next_mornings=None if found.next_mornings is None else [_morning(each) for each in found.next_mornings],
        explained=_explained(found) if explain else None,
        difference=None,
        incomplete_from=lacks_from,
    )


def _place(place: PlaceFindings) -> PlaceLine:
    felt, trend = place.newest.felt, place.trend
    return PlaceLine(
        kind=felt.kind,
        region=felt.region,
        side=felt.side,
        timing=felt.timing,
        number=place.number,
        highest=place.highest,
        newest=place.newest,
        baseline=_points_if_known(place.baseline),
        trend=TrendLine(trend.direction, _points_if_known(trend.change), trend.reason),
    )


def _soreness(sore: Soreness) -> SorenessLine:
    spell = sore.spell
    return SorenessLine(
        region=sore.region,
        side=sore.side,
        since=spell.since,
        last=spell.last,
        sore_days=spell.sore_days,
        free_days=spell.free_days,
        long=spell.long,
        follows=sore.follows,
    )


def _morning(morning: NextMorning) -> NextMorningLine:
    return NextMorningLine(
        symptom_id=morning.symptom_id,
        session_id=morning.session_id,
        level=morning.level,
        level_before=None if morning.before is None else morning.before.felt.level,
        difference=_points_if_known(morning.over),
        settled=morning.settled,
        reason=morning.reason,
    )


def _explained(found: Findings) -> SymptomsExplained:
    places = []
    for place in found.places:
        felt, trend = place.newest.felt, place.trend
        of_what = felt.kind, felt.region, felt.side, felt.timing
        places.append(PlaceExplained(*of_what, *map(_ids, (place.compared_with, trend.recent, trend.before))))
    return SymptomsExplained(
        SYMPTOM_RULES_VERSION,
        places,
        [SorenessExplained(sore.region, sore.side, _ids(sore.reports)) for sore in found.soreness or ()],
        [
            NextMorningExplained(each.symptom_id, None if each.before is None else each.before.symptom_id)
            for each in found.next_mornings or ()
        ],
    )


def _ids(reports: Iterable[Symptom]) -> tuple[UUID, ...]:
    return tuple(symptom.symptom_id for symptom in reports)


def points(tenths: Fraction | int) -> float:
    """Tenths of a point, in points."""
    return float(Fraction(tenths) / TENTHS)


def _points_if_known(tenths: Fraction | int | None) -> float | None:
    return None if tenths is None else points(tenths)
