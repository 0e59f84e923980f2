"""The pain of a stretch of time as one small line: where it was highest, the highest level of each day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct

from domain.values import BodyRegion, Level, Side
from domain.zones import ZoneHistory, local_date


class Pain(NamedTuple):
    """One report of pain."""

    region: BodyRegion
    side: Side
    felt_at: datetime  # UTC
    level: int  # tenths of a point


class PainPoint(Struct, frozen=True):
    """The highest level of one of the patient's dates."""

    day: date
    level: Level


class PainLine(Struct, frozen=True):
    """Where it hurt most, and how it went there. Days without a report have no point."""

    region: BodyRegion
    side: Side
    highest: Level
    latest: Level  # of the last report
    reports: int
    points: tuple[PainPoint, ...]  # the oldest first


def pain_line(pains: Iterable[Pain], zones: ZoneHistory) -> PainLine | None:
    """The place with the highest level, of several the one that was reported last; None where nothing was.

    `pains` stand in order of time.
    """
    places: dict[tuple[BodyRegion, Side], list[Pain]] = {}
    for pain in pains:
        places.setdefault((pain.region, pain.side), []).append(pain)
    if not places:
        return None
    there = max(places.values(), key=lambda felt: (max(pain.level for pain in felt), felt[-1].felt_at))
    days: dict[date, int] = {}
    for pain in there:
        day = local_date(zones, pain.felt_at)
        days[day] = max(days.get(day, 0), pain.level)
    return PainLine(
        region=there[0].region,
        side=there[0].side,
        highest=max(days.values()),
        latest=there[-1].level,
        reports=len(there),
        points=tuple(PainPoint(day, level) for day, level in sorted(days.items())),
    )
