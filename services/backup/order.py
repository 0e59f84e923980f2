"""What is asked for when a backup is taken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from services.backup.manifest import Of

KEYS_LIFE = timedelta(days=7)
"""How long a backup with keys may live: for so long after an erasure a stolen one could still open what was erased."""

Tell = Callable[[str], None]
"""Told of each step, in a few words."""


class Order(Struct, frozen=True, kw_only=True):
    """Whose database, where it is, and where the backup goes."""

    of: Of
    url: str
    keys_url: str  # the database of keys, for the list of who was erased; empty: it cannot be asked
    place: Path
    life: timedelta = KEYS_LIFE  # of what holds keys
    tell: Tell


def now() -> datetime:
    return datetime.now(UTC)


def own_version() -> str:
    return version("carryover")
