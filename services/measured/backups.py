"""How old the newest backups are, where they lie in folders that this process sees."""

from collections.abc import Mapping
from math import inf
from pathlib import Path

from services.backup.errors import BackupError
from services.backup.order import now
from services.backup.place import whole_in


def newest_age(place: str) -> float:
    """Seconds of real time since the newest one in this folder was whole, as it says itself; infinite without one."""
    try:
        whole = [manifest.whole_at for _, manifest in whole_in(Path(place))]
    except (BackupError, OSError):
        whole = []
    return max(0.0, (now() - max(whole)).total_seconds()) if whole else inf


def ages_of(log: str, keys: str) -> Mapping[str, float]:
    """By what they hold, where a folder is named for it."""
    return {of: newest_age(place) for of, place in (("log", log), ("keys", keys)) if place}
