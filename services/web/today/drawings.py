"""Two weeks of work and four weeks of pain as two small drawings, for a list of many lines.

They are written as text: putting the charts' typed elements together took longer than everything else on the page.
Classes are those of the charts, so that they look the same; sizes are pixels.
"""

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.adherence.calendar import CalendarDay, DayState
from domain.symptom.pain_line import PainLine
from services.web.charts.marks import Drawing, short
from services.web.words import Words

CELL, GAP = 14, 3
SHARP = 0.5  # a line of one pixel is sharp on half a pixel
WIDTH, HEIGHT, EDGE, LEVEL = 128, 34, 4, 28  # of the line; its right edge is kept for the level it ends with
PAIN_DAYS, MOST = 28, 100  # tenths of a point
APART = 7  # days between two reports that are not joined


def strip(days: Sequence[CalendarDay], today: CalendarDay | None, words: Words) -> Drawing:
    """Boxes full to what was done; a dot where nothing was expected, a ring where something was done all the same, a
    dash while on hold. Today comes last, its box dashed: it is not over.
    """
    drawn: dict[str, str] = dict.fromkeys(("day-done", "day-box", "day-box day-open", "day-ring", "day-dash"), "")
    drawn["day-dot"] = ""
    x = 0
    for number, day in enumerate([*days, *([today] if today else [])]):
        if number and day.day.weekday() == 0:
            x += GAP + 2
        match day.state:
            case DayState.DONE | DayState.PART | DayState.MISSED:
                drawn["day-box day-open" if day is today else "day-box"] += _box(x, CELL - 1)
                if day.state is not DayState.MISSED:
                    drawn["day-done"] += _box(x, (CELL - 1) * _share(day))
            case DayState.WORKED:
                drawn["day-ring"] += _round(x + CELL / 2, CELL / 2 + 1, 3.5)
            case DayState.HELD:
                drawn["day-dash"] += f"M{x + 3} {CELL // 2 + 1}h{CELL - 6}"
            case DayState.FREE:
                drawn["day-dot"] += _round(x + CELL / 2, CELL / 2 + 1, 1.5)
        x += CELL + GAP
    paths = "".join(f'<path class="{name}" d="{steps}"/>' for name, steps in drawn.items() if steps)
    return _framed(max(x - GAP, 1), CELL + 2, told(days, words), paths, "calendar strip")


def told(days: Sequence[CalendarDay], words: Words) -> str:
    """The same in words."""
    counted = {state: sum(day.state is state for day in days) for state in DayState}
    parts = [
        words.many("all done on %(n)s day", "all done on %(n)s days", counted[DayState.DONE]),
        words.many("a part on %(n)s", "a part on %(n)s", counted[DayState.PART]),
        words.many("nothing on %(n)s", "nothing on %(n)s", counted[DayState.MISSED]),
    ]
    return words("The last %(days)s days: %(parts)s", days=len(days), parts=", ".join(parts))


def pain_drawing(pain: PainLine, today: date, title: str, latest: str) -> Drawing:
    """The highest level of each day on a scale from 0 to 10, with the latest level at its end."""
    across, down = WIDTH - 2 * EDGE - LEVEL, HEIGHT - 2 * EDGE
    places = [
        (
            EDGE + across * max(0, PAIN_DAYS - (today - point.day).days) / PAIN_DAYS,
            EDGE + down * (1 - point.level / MOST),
        )
        for point in pain.points
    ]
    steps, before = "", None
    for (x, y), point in zip(places, pain.points, strict=True):
        joined = before is not None and (point.day - before).days <= APART
        steps += f"{'L' if joined else 'M'}{short(x)} {short(y)}"
        before = point.day
    x, y = places[-1]
    drawn = (
        f'<path class="chart-axis" d="M{EDGE} {HEIGHT - EDGE}h{across}"/><path class="spark-line" d="{steps}"/>'
        f'<circle class="spark-last" cx="{short(x)}" cy="{short(y)}" r="3.25"/>'
        f'<text class="chart-text chart-strong" x="{short(x + 7)}" y="{short(min(max(y + 5, 13), HEIGHT - 2))}">'
        f"{escape(latest)}</text>"
    )
    return _framed(WIDTH, HEIGHT, title, drawn, "sparkline")


def _framed(width: int, height: int, title: str, drawn: str, classes: str) -> Drawing:
    return Drawing(
        f'<svg class="chart {classes}" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(title, quote=False)}</title>{drawn}</svg>"
    )


def _share(day: CalendarDay) -> float:
    over, _, under = day.done.partition("/")
    return min(int(over) / int(under or 1) / day.expected, 1.0)


def _box(x: int, height: float) -> str:
    """From the bottom up."""
    return f"M{x + SHARP} {short(CELL + SHARP - height)}h{CELL - 1}v{short(height)}h-{CELL - 1}z"


def _round(x: float, y: float, radius: float) -> str:
    half = f"a{radius} {radius} 0 1 0 "
    return f"M{short(x - radius)} {short(y)}{half}{2 * radius:g} 0{half}-{2 * radius:g} 0"
