"""Business time: each organisation's own clock, so that history can be seeded, simulated and moved forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    def now(self, org_id: UUID) -> datetime:
        """The present instant, in UTC, for this organisation."""
        ...


class RealClock:
    def now(self, org_id: UUID) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was set; for tests and for seeding a history."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, org_id: UUID) -> datetime:
        return self.instant


class SandboxClock:
    """Another clock for everybody; for a sandbox as much later as it was moved forward, as far as this process knows.

    What it knows only grows (`services/sandbox_clocks.py` tells it), so that no sandbox goes back in time.
    """

    def __init__(self, others: Clock) -> None:
        self.others: Clock = others.others if isinstance(others, SandboxClock) else others
        self._ahead: dict[UUID, timedelta] = {}

    def now(self, org_id: UUID) -> datetime:
        ahead = self._ahead.get(org_id)
        return self.others.now(org_id) if ahead is None else self.others.now(org_id) + ahead

    def learn(self, org_id: UUID, ahead: timedelta) -> None:
        """That this is a sandbox, and how far it was moved forward at least."""
        self._ahead[org_id] = max(ahead, self._ahead.get(org_id, ahead))

    def is_sandbox(self, org_id: UUID) -> bool:
        return org_id in self._ahead


class RunningClock:
    """Showed `start` at a real moment (seconds of the Unix epoch), and has run `speed` times as fast ever since."""

    def __init__(self, start: datetime, since: float, speed: float, real: Callable[[], float] = time.time) -> None:
        self._start = start
        self._since = since
        self._speed = speed
        self._real = real

    def now(self, org_id: UUID) -> datetime:
        return self._start + timedelta(seconds=(self._real() - self._since) * self._speed)


class FileClock:
    """Stands at the instant that a file holds; whoever writes the file moves it, for all processes at once.

    The file is replaced as a whole (`move_file_clock`), so that nobody reads half an instant.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self, org_id: UUID) -> datetime:
        return _instant(self._file.read_text(encoding="ascii"))


def move_file_clock(file: Path, instant: datetime) -> None:
    """Let every process that goes by this file have this instant from now on."""
    new = file.with_name(file.name + ".new")
    new.write_text(instant.isoformat(), encoding="ascii")
    new.replace(file)


def clock_of(setting: str) -> Clock:
    """The clock that CARRYOVER_CLOCK names; the real one where it is empty.

    `<start>@<epoch>x<speed>` runs, from an instant with its offset at a real second of the Unix epoch; a path from the
    root stands where the file says. Raises ValueError with a sentence.
    """
    if not setting:
        return RealClock()
    if setting.startswith("/"):
        clock = FileClock(Path(setting))
        try:
            clock.now(UUID(int=0))
        except OSError as error:
            raise ValueError(f"{setting} cannot be read: {error.strerror}") from error
        return clock
    start, _, run = setting.rpartition("@")
    since, _, speed = run.partition("x")
    try:
        running = RunningClock(_instant(start), float(since), float(speed))
        running.now(UUID(int=0))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{setting!r} is not <start>@<epoch>x<speed>, nor a file: {error}") from error
    return running


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError(f"{text.strip()!r} has no offset from UTC")
    return instant.astimezone(UTC)
