"""What stories are drawn from: ids, moments within their weeks, and events told at one."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.decider import Event
from tests.support.feed import Told

FIRST_DAY = date(2026, 3, 2)
BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 4, 6, 12, tzinfo=UTC)


def drawn_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def drawn_told(chance: random.Random, event: Event, at: datetime) -> Told:
    return Told(drawn_id(chance), event, at, chance.choice([None, "Europe/Berlin"]))


def drawn_moment(chance: random.Random) -> datetime:
    return BEGIN + timedelta(minutes=chance.randrange(36 * 24 * 60))
