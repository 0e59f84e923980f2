"""Days as a heat map: weeks side by side, Monday on top; how full a day's box is says how much of it was done."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import svg
from msgspec import Struct

from services.web.charts.marks import Chart, Drawing, Table, box, dot, framed, group, hatched, line, written

CELL, GAP = 16, 3  # pixels
STEP = CELL + GAP
WEEKDAYS = 7


class DayState(StrEnum):
    """What a day came to; each looks different without its colour."""

    ALL = "all"  # a full box
    PART = "part"  # a box full to a part of its height
    MISSED = "missed"  # an empty box
    FREE = "free"  # nothing was expected: a small dot
    EXTRA = "extra"  # nothing was expected and something was done: a small ring
    PAUSED = "paused"  # paused, resting or on hold: a dash
    UNKNOWN = "unknown"  # cannot be told: hatched
    NONE = "none"  # before the start, after the end or still to come: nothing is drawn


class CalendarDay(Struct, frozen=True, kw_only=True):
    """One local date."""

    on: date
    expected: float | None  # doses; None where it cannot be told
    done: float = 0  # doses, at most the expected ones
    extra: bool = False  # something was done that was not asked for
    paused: bool = False
    so_far: bool = False  # today, which is not over: a missing dose is not missed yet
    outside: bool = False  # before the start, after the end, or still to come
    name: str  # of the day, as the reader writes it: "Mon 23 Nov"
    what: str  # the box in words: "2 of 3 doses"
    brief: str = ""  # the same as short as a cell of a table: "2 of 3"

    @property
    def tip(self) -> str:
        return f"{self.name}: {self.what}"

    @property
    def state(self) -> DayState:
        if self.outside:
            return DayState.NONE
        if self.expected is None:
            return DayState.UNKNOWN
        if self.paused:
            return DayState.PAUSED
        if not self.expected:
            return DayState.EXTRA if self.extra else DayState.FREE
        if self.done <= 0:
            return DayState.MISSED
        return DayState.ALL if self.done >= self.expected else DayState.PART

    @property
    def share(self) -> float:
        """Of what was expected, 0 to 1."""
        return min(self.done / self.expected, 1.0) if self.expected else 0.0


class CalendarWords(Struct, frozen=True, kw_only=True):
    """What the calendar says, in the reader's language."""

    title: str
    description: str
    weekdays: tuple[str, ...]  # seven short names, Monday first
    months: tuple[str, ...]  # twelve short names
    day: str  # head of the table's first column
    came_to: str  # and of its second
    week: str = ""  # of a table whose lines are weeks: head of its first column
    unknown: str  # what is said of a day that nothing is known of


def calendar(days: Sequence[CalendarDay], words: CalendarWords) -> Chart:
    """A column for each week that holds one of the days; 13 weeks fit a phone, a longer time is several calendars.

    `days` ascend, a day missing among them is drawn as one that cannot be told.
    """
    left, top = 34, 20
    if not days:
        return Chart(framed(left, top, (), words.title, words.description, "calendar"), _table(days, words))
    monday = days[0].on - timedelta(days=days[0].on.weekday())
    weeks = (days[-1].on - monday).days // WEEKDAYS + 1
    given = {day.on: day for day in days}
    between = [days[0].on + timedelta(days=n) for n in range((days[-1].on - days[0].on).days + 1)]
    cells = [
        _cell(
            given.get(on) or CalendarDay(on=on, expected=None, name=on.isoformat(), what=words.unknown),
            left + (on - monday).days // WEEKDAYS * STEP,
            top + on.weekday() * STEP,
        )
        for on in between
    ]
    names = [written(left - 6, top + row * STEP + 12, words.weekdays[row], anchor="end") for row in range(0, 7, 2)]
    drawing = framed(
        left + weeks * STEP,
        top + WEEKDAYS * STEP,
        [*names, *_months(monday, weeks, left, top, words), *cells],
        words.title,
        words.description,
        "calendar",
    )
    return Chart(drawing, _table(days, words))


def sample(day: CalendarDay) -> Drawing:
    """One box alone, for the key beside a calendar."""
    return framed(CELL, CELL, [_cell(day, 0, 0)], day.tip, "", "calendar-sample")


def _cell(day: CalendarDay, x: float, y: float) -> svg.Element:
    state, middle = day.state, CELL / 2
    classes = ["day", f"day-{state}", *(["day-so-far"] if day.so_far else [])]
    drawn: list[svg.Element] = []
    match state:
        case DayState.NONE:
            return group((), *classes, day=day.on.isoformat())
        case DayState.FREE:
            drawn = [dot(x + middle, y + middle, 1.75, "day-dot")]
        case DayState.EXTRA:
            drawn = [dot(x + middle, y + middle, 3.5, "day-ring")]
        case DayState.PAUSED:
            drawn = [line(x + 4, y + middle, x + CELL - 4, y + middle, "day-dash")]
        case DayState.UNKNOWN:
            drawn = [hatched(x, y, CELL, CELL), box(x + 0.5, y + 0.5, CELL - 1, CELL - 1, "day-box", rx=3)]
        case DayState.ALL | DayState.PART | DayState.MISSED:
            inner = CELL - 1
            full = box(x + 0.5, y + 0.5 + inner * (1 - day.share), inner, inner * day.share, "day-done", rx=2.5)
            drawn = [*([full] if day.share else []), box(x + 0.5, y + 0.5, inner, inner, "day-box", rx=3)]
    return group(drawn, *classes, tip=day.tip, day=day.on.isoformat())


def _months(monday: date, weeks: int, left: float, top: float, words: CalendarWords) -> list[svg.Text]:
    """The name of a month over the first week that begins in it, where there is room until the next."""
    starts = [monday + timedelta(weeks=week) for week in range(weeks)]
    first = [week for week in range(weeks) if week == 0 or starts[week].month != starts[week - 1].month]
    roomy = [week for week, following in zip(first, [*first[1:], weeks + 2], strict=True) if following - week > 1]
    return [written(left + week * STEP, top - 7, words.months[starts[week].month - 1]) for week in roomy]


def _table(days: Sequence[CalendarDay], words: CalendarWords) -> Table:
    """A line for each day; or where there is a word for a week and a brief one for each day, a line for each week."""
    shown = [day for day in days if day.state is not DayState.NONE]
    if not words.week:
        return Table(words.title, (words.day, words.came_to), tuple((day.name, day.what) for day in shown))
    weeks: dict[date, list[str]] = {}
    names: dict[date, str] = {}
    for day in days:
        monday = day.on - timedelta(days=day.on.weekday())
        names.setdefault(monday, day.name)
        line = weeks.setdefault(monday, [""] * WEEKDAYS)
        line[day.on.weekday()] = "" if day.state is DayState.NONE else day.brief
    rows = tuple((names[monday], *line) for monday, line in weeks.items() if any(line))
    return Table(words.title, (words.week, *words.weekdays), rows)
