"""When a piece of news is tried again, and when a webhook is left in peace for a while, or for good."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zlib import crc32

from msgspec import Struct

SCHEDULE = (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
"""Seconds before each try, the first at once, as Standard Webhooks recommends; after the last one it is given up."""

LONGEST_ASKED = timedelta(hours=24)
"""However long a receiver asks to be left alone."""

BREAK_AFTER = 5  # failures one after the other, of whatever news
FIRST_BREAK = 60.0
LONGEST_BREAK = 3600.0
STOPPED_AFTER = timedelta(days=5)
JITTER = 0.2  # of a wait, at most, so that those who failed together do not come back together


class DeliveryState(StrEnum):
    """What became of one piece of news for one webhook. As stored."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Health(Struct, frozen=True):
    """How a webhook is doing. `failing`: failures since the last success; until `paused_until` nothing is tried."""

    failing: int = 0
    failing_since: datetime | None = None
    paused_until: datetime | None = None

    def is_hopeless(self, now: datetime) -> bool:
        """Whether it has failed for so long that its owner has to look."""
        return self.failing_since is not None and now - self.failing_since >= STOPPED_AFTER


WELL = Health()


def next_try(tries: int, event_id: UUID, now: datetime) -> datetime | None:
    """When news is due again that has been tried so often, now for the last time; None: it is given up."""
    return None if tries >= len(SCHEDULE) else now + _spread(SCHEDULE[tries], event_id, tries)


def after_failure(health: Health, now: datetime, event_id: UUID, asked: timedelta | None = None) -> Health:
    """After one more failure. `asked`: how long the receiver wants to be left alone."""
    failing = health.failing + 1
    pause = timedelta()
    if failing >= BREAK_AFTER:
        pause = _spread(min(FIRST_BREAK * 2 ** min(failing - BREAK_AFTER, 10), LONGEST_BREAK), event_id, failing)
    if asked is not None:
        pause = max(pause, min(asked, LONGEST_ASKED))
    until = now + pause if pause else health.paused_until
    return Health(failing, health.failing_since or now, until)


def _spread(seconds: float, event_id: UUID, number: int) -> timedelta:
    """A little longer, by what nobody chooses: the same again for the same news and the same failure."""
    chance = crc32(event_id.bytes + number.to_bytes(4)) / (1 << 32)
    return timedelta(seconds=seconds * (1 + JITTER * chance))
