"""When a patient would be reminded of the doses of a date: cues, usual times, quiet hours, occasions."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from simulation.dates import DAY, Zones, date_at, instant_of, minute_at, minute_of
from simulation.programs import Care, Slot

CUES: Mapping[str, str] = {
    "waking_up": "09:00",
    "brushing_teeth": "09:00",
    "kettle": "10:00",
    "stairs": "10:00",
    "desk_break": "10:30",
    "phone_call": "11:00",
    "meal": "12:30",
    "red_light": "17:00",
    "commercial_break": "19:30",
    "going_to_bed": "19:30",
}
DEFAULTS: Mapping[int, tuple[str, ...]] = {1: ("18:00",), 2: ("09:00", "18:00"), 3: ("09:00", "13:00", "18:00")}
QUIET_FROM, QUIET_UNTIL = 20 * 60, 9 * 60
TOGETHER = timedelta(minutes=30)
FOLLOWED = timedelta(hours=4)
APART = timedelta(minutes=60)
MOST_A_DAY = 2


class Occasion(NamedTuple):
    at: datetime
    slots: tuple[Slot, ...]


Bouts = Mapping[date, list[int]]


def bouts(sessions: Iterable[datetime], zones: Zones) -> Bouts:
    """By date, the minutes at which its bouts of exercise began."""
    found: dict[date, list[int]] = {}
    before: datetime | None = None
    for at in sorted(sessions):
        if before is None or at - before > APART:
            found.setdefault(date_at(zones, at), []).append(minute_at(zones, at))
        before = at
    return found


def usual_times(known: Bouts, day: date, doses: int, holidays: Collection[date]) -> list[int]:
    """When so many doses of a date are done, in minutes past midnight, in order."""
    recent = [day - back * DAY for back in range(14, 0, -1)]
    alike = [on for on in recent if free(on, holidays) == free(day, holidays)]
    times = []
    for k in range(doses):
        for dates in (alike, recent):
            minutes = sorted(known[on][k] for on in dates if len(known.get(on, [])) > k)
            if len(minutes) >= 3:
                times.append(_median(minutes) // 5 * 5)
                break
        else:
            times.append(default_time(doses, k))
    return sorted(times)


def default_time(doses: int, k: int) -> int:
    if doses in DEFAULTS:
        return minute_of(DEFAULTS[doses][k])
    return 540 + 600 * k // (doses - 1)


def free(day: date, holidays: Collection[date]) -> bool:
    return day.isoweekday() > 5 or day in holidays


def occasions(
    care: Care, day: date, slots: Collection[Slot], zones: Zones, known: Bouts, holidays: Collection[date]
) -> list[Occasion]:
    """Of some slots of a date, in order of time. Nothing here is skipped by the clocks: the quiet hours lie there."""
    timed = []
    for _, prescription, doses in care.doses(day):
        for number, minute in enumerate(minutes(prescription["schedule"], day, doses, known, holidays), start=1):
            slot = Slot(day, prescription["prescription_id"], number)
            at = instant_of(zones, day, outside_quiet(minute))
            if slot in slots and at is not None:
                timed.append((at, slot))
    found: list[list[tuple[datetime, Slot]]] = []
    for at, slot in sorted(timed):
        if not found or at - found[-1][0][0] > TOGETHER:
            found.append([])
        found[-1].append((at, slot))
    return [Occasion(together[0][0], tuple(slot for _, slot in together)) for together in found]


def minutes(
    schedule: Mapping[str, Any], day: date, doses: int, known: Bouts, holidays: Collection[date]
) -> Iterable[int]:
    match schedule["kind"]:
        case "fixed":
            return usual_times(known, day, doses, holidays)
        case "cue":
            return [minute_of(CUES[schedule["cue"]])] * doses
        case _:
            first, every = minute_of(schedule["start"]), int(schedule["every_minutes"])
            return [first + number * every for number in range(1, doses + 1)]


def outside_quiet(minute: int) -> int:
    return QUIET_FROM - 30 if minute >= QUIET_FROM else max(minute, QUIET_UNTIL)


def largest(among: Collection[Occasion], most: int) -> list[Occasion]:
    """Those with the most doses, of equals the earlier."""
    return sorted(among, key=lambda occasion: (-len(occasion.slots), occasion.at))[: max(0, most)]


def ignored(sent: Iterable[datetime], sessions: Collection[datetime], now: datetime) -> int:
    """How many reminders running, up to now, no session followed within four hours."""
    running = 0
    for at in sorted(sent, reverse=True):
        if any(at <= session <= at + FOLLOWED for session in sessions):
            break
        running += at + FOLLOWED <= now
    return running


def allowed(most: int, running: int, day: date) -> int:
    if running >= 14:
        return min(most, 1) if day.toordinal() % 3 == 0 else 0
    return min(most, 1) if running >= 6 else most


def _median(ordered: list[int]) -> int:
    """Rounded down: what follows rounds further down anyway."""
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
