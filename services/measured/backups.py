"""How old the newest backup is, where backups lie in a folder that this process sees."""

import time
from pathlib import Path

MANIFEST = "manifest.json"
"""What `carryover backup` writes last into the folder of each backup, when it is whole."""


def newest_age(place: str) -> float | None:
    """Seconds of real time since the newest one in this folder was whole; None where there is none, or no folder."""
    if not place:
        return None
    try:
        ended = [found.stat().st_mtime for found in Path(place).glob(f"[!.]*/{MANIFEST}")]
    except OSError:
        return None
    return max(0.0, time.time() - max(ended)) if ended else None
