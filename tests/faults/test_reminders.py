"""Reminders through whatever happens to those who send them: one entry for each dose, and nothing due missing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.patient.events import Channel
from domain.reminder.events import ReminderSent, ReminderSuppressed
from domain.values import Cue, CueKind, Fixed, Interval
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from tests.support.database import Database
from tests.support.reminded import Reminded
from tests.support.reminding import Taking, happen_until, send_due, taking
from workers.channels import make_channels
from workers.rounds import Rounds
from workers.rounds_rows import MOVE

NIGHTS = {
    "Europe/Berlin": (date(2027, 3, 28), date(2026, 10, 25)),
    "America/New_York": (date(2027, 3, 14), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2027, 4, 4)),
    "Africa/Casablanca": (date(2027, 3, 14), date(2027, 2, 7)),
}
"""The date whose clocks skip some time, and the date on which they show some of it twice."""

DAILY = (Fixed(times_a_day=2), Cue(cue=CueKind.KETTLE), Interval(every_minutes=240, start="00:00", end="20:00"))
DOSES = 2 + 1 + 5


MONDAY = date(2026, 6, 8)


def berlin(hour: int, minute: int = 0, *, day: int = 8) -> datetime:
    """Of June 2026."""
    return datetime(2026, 6, day, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    clock.instant = berlin(8)
    return await Reminded.open(context, engine_pool)


@pytest.fixture
def channels() -> Mapping[str, Taking]:
    return taking()


async def entries(house: Reminded, patient_id: UUID) -> Counter[tuple[date, UUID, int]]:
    """How often each dose is in the ledger."""
    found = Counter[tuple[date, UUID, int]]()
    for event in await house.ledger(patient_id):
        if isinstance(event, ReminderSent | ReminderSuppressed):
            found.update((event.day, slot.prescription_id, slot.number) for slot in event.slots)
    return found


async def every_dose_once(house: Reminded, patient_id: UUID, first: date, days: int) -> None:
    """Of so many dates that are over; the one at hand may have entries already."""
    found = await entries(house, patient_id)
    assert set(found.values()) == {1}
    over = [first + timedelta(days=n) for n in range(days)]
    by_day = Counter(day for day, _, _ in found)
    assert {day: by_day[day] for day in over} == dict.fromkeys(over, DOSES)
    assert by_day.keys() <= {*over, first + timedelta(days=days)}


def each_letter_once(channels: Mapping[str, Taking]) -> None:
    letters = [letter.effect_id for channel in channels.values() for letter in channel.taken]
    assert len(letters) == len(set(letters))


async def test_r7_two_schedulers_at_once(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking], database: Database
) -> None:
    patients = [await house.patient(f"patient {n}", *DAILY, channels=[Channel.EMAIL]) for n in range(12)]
    await house.read_up()
    async with open_context(database.settings, clock=clock) as context, open_engine_pool(database.settings) as pool:
        other = Reminded(context, pool, house.day)
        while clock.instant < berlin(24):
            await asyncio.gather(*(each.rounds().go_round(3) for each in (house, other) for _ in range(4)))
            await asyncio.gather(send_due(house, channels), send_due(other, channels))
            await house.read_up()
            clock.instant += timedelta(minutes=30)
        await house.go_round()
    for patient_id in patients:
        await every_dose_once(house, patient_id, MONDAY, 1)
    each_letter_once(channels)
    assert len(channels["email"].taken) == 2 * len(patients)


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)], ids=["ahead", "back"])
@pytest.mark.parametrize("at", [9, 18, 23], ids=["morning", "evening", "before midnight"])
async def test_r7_the_clock_jumps_two_hours(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking], jump: timedelta, at: int
) -> None:
    ada = await house.patient("ada", *DAILY, channels=[Channel.EMAIL])
    await happen_until(house, clock, berlin(at), channels)
    clock.instant += jump
    await happen_until(house, clock, clock.instant, channels)
    clock.instant -= jump
    await happen_until(house, clock, berlin(24, day=9), channels)
    await every_dose_once(house, ada, MONDAY, 2)
    each_letter_once(channels)
    assert len(channels["email"].taken) == 4


@pytest.mark.parametrize(("zone", "night"), [(zone, night) for zone, both in NIGHTS.items() for night in both])
async def test_r7_the_night_in_which_the_clocks_change(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking], zone: str, night: date
) -> None:
    local = ZoneInfo(zone)
    clock.instant = datetime(night.year, night.month, night.day, 7, tzinfo=local).astimezone(UTC) - timedelta(days=1)
    ada = await house.patient("ada", *DAILY, zone=zone, channels=[Channel.EMAIL])
    await happen_until(house, clock, clock.instant + timedelta(days=2, hours=20), channels)
    await every_dose_once(house, ada, night - timedelta(days=1), 3)
    shown = Counter(
        (event.day, f"{event.at.astimezone(local):%H:%M}")
        for event in await house.ledger(ada)
        if isinstance(event, ReminderSent)
    )
    assert set(shown.values()) == {1}
    assert {time for _, time in shown} <= {f"{hour:02}:{minute:02}" for hour in range(9, 20) for minute in (0, 30)}
    assert len([day for day, _ in shown if day == night]) == 2


@pytest.mark.parametrize("down", [timedelta(hours=3), timedelta(days=3)], ids=["three hours", "three days"])
@pytest.mark.parametrize("since", [8, 17, 23], ids=["morning", "evening", "midnight"])
async def test_r7_nobody_is_there_for(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking], down: timedelta, since: int
) -> None:
    """What is still of use goes out as soon as somebody is there again; the rest is told to be too late."""
    ada = await house.patient("ada", *DAILY, channels=[Channel.EMAIL])
    await happen_until(house, clock, berlin(since), channels)
    clock.instant += down
    await happen_until(house, clock, clock.instant, channels)
    await happen_until(house, clock, berlin(24, day=13), channels)
    await every_dose_once(house, ada, MONDAY, 6)
    each_letter_once(channels)


async def test_r7_killed_between_the_append_and_the_commit(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", *DAILY, channels=[Channel.EMAIL])
    bob = await house.patient("bob", *DAILY, consents=False)
    await house.read_up()
    for hours in (0, 16, 24, 24):
        clock.instant += timedelta(hours=hours)
        await house.read_up()
        dying = Rounds(house.context, Dying(house.pool), make_channels(house.context.settings))  # type: ignore[arg-type]
        with pytest.raises(Killed):
            await dying.go_round()
        await happen_until(house, clock, clock.instant, channels)
    await every_dose_once(house, ada, MONDAY, 3)
    await every_dose_once(house, bob, MONDAY, 3)
    each_letter_once(channels)


class Killed(OSError):
    """It died."""


class Dying:
    """A pool whose transactions die when the rounds have appended, and have not committed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["DyingConnection"]:
        async with self._pool.acquire() as db:
            yield DyingConnection(db)


class DyingConnection:
    def __init__(self, db: Any) -> None:
        self._db = db

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    async def execute(self, statement: str, *args: object) -> str:
        if statement == MOVE:
            raise Killed
        done: str = await self._db.execute(statement, *args)
        return done
