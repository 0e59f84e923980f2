"""What came of a simulation, in numbers: reminded, suppressed by reason, raised by rule, escalated, resolved."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from simulation.dates import Zones, begins
from simulation.life import Life
from simulation.reading import Script

MANY = 14  # letters of the longest name in the table


def table(script: Script, lives: Iterable[Life]) -> Iterator[str]:
    lives = list(lives)
    slots = Counter(
        entry.what
        for life in lives
        for slot, entry in life.ledger.entries.items()
        if script.first_day <= slot.day <= script.last_day
    )
    yield f"{len(lives)} patients from {script.first_day} to {script.last_day}"
    yield ""
    yield f"{'slots':{MANY}} {sum(slots.values()):>7}"
    for what, number in sorted(slots.items(), key=lambda each: (each[0] != "sent", each[0])):
        yield f"  {what:{MANY - 2}} {number:>7}"
    yield ""
    yield f"{'alerts':{MANY}} {'raised':>7} {'causes':>7} {'passed on':>10} {'resolved':>9} {'open':>6}"
    alerts = [alert for life in lives for alert in life.alerts.all]
    for rule in (*sorted({alert.rule for alert in alerts}), ""):
        of = [alert for alert in alerts if not rule or alert.rule == rule]
        yield (
            f"  {rule or 'all':{MANY - 2}} {len(of):>7} {sum(len(one.causes) for one in of):>7} "
            f"{sum(len(one.escalations) for one in of):>10} {sum(one.resolved is not None for one in of):>9} "
            f"{sum(one.resolved is None for one in of):>6}"
        )
    yield ""
    letters = Counter((letter.channel, _kind(letter.about)) for life in lives for letter in life.letters)
    yield f"{'letters':{MANY}} {sum(letters.values()):>7}"
    for (channel, kind), number in sorted(letters.items()):
        yield f"  {channel + ' ' + kind:{MANY - 2}} {number:>7}"


def over(zones: Zones, script: Script) -> datetime:
    """When the last date of the simulation is over for somebody."""
    return begins(zones, script.last_day)


def _kind(about: str) -> str:
    return about if about in ("reminder", "nudge", "morning") else "alert"
