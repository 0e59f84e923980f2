"""What a timeline is drawn from: levels, and what else happened in the same time, each with its words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from services.web.charts.thinning import Point


class Sign(StrEnum):
    """The shape of a mark, which tells what it is without its colour."""

    SESSION = "session"  # a tick
    VISIT = "visit"  # a flag
    CRITICAL = "critical"  # an octagon
    HIGH = "high"  # a triangle
    MEDIUM = "medium"  # a diamond


class Series(Struct, frozen=True):
    """Levels of one thing in one place. Each series of a timeline has dots of its own shape."""

    name: str  # "Pain, left knee"
    points: Sequence[Point]
    pain: bool = True  # False for soreness and the others, whose line is dashed


class Mark(Struct, frozen=True):
    """Something that happened at a moment."""

    at: datetime
    sign: Sign
    tip: str  # "Visit, 30 minutes"


class Span(Struct, frozen=True):
    """Something that was so from one moment to another: a version of a program."""

    since: datetime
    until: datetime | None  # None: it goes on
    name: str  # short, written into the bar: "2"
    tip: str  # "Program version 2: three exercises"
    still: bool = False  # a pause or a rest: hatched


class Lane(Struct, frozen=True):
    """A row below the levels: marks, or bars, under its name."""

    name: str
    marks: Sequence[Mark] = ()
    spans: Sequence[Span] = ()


class TimelineWords(Struct, frozen=True, kw_only=True):
    """What the timeline says, in the reader's language and zone."""

    title: str
    description: str
    ticks: Sequence[tuple[datetime, str]]  # dates written below the levels
    when: Callable[[datetime], str]  # a moment in the table
    level: Callable[[float], str]  # "5.7"
    nothing: str  # written where nothing was reported
    unknown: str
    moment: str  # heads of the table's three columns
    what: str
    how_much: str


class Timeline(Struct, frozen=True, kw_only=True):
    """Everything that is drawn into one stretch of time."""

    since: datetime
    until: datetime
    series: Sequence[Series]  # five at most are told apart
    lanes: Sequence[Lane]
    guides: Sequence[datetime] = ()  # moments that a line goes through everything at: visits, new versions
