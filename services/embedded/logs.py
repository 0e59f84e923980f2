"""Keeps the logs of running children small: they hold their files open, so the files are emptied, not replaced."""

import shutil
from pathlib import Path

from services.embedded.child import LOG_LIMIT


def keep_small(folder: Path, limit: int = LOG_LIMIT) -> None:
    """Set what a log over `limit` bytes holds aside (as `.1`, over the one before) and let it begin anew.

    Lines that arrive between the copying and the emptying are lost. Raises OSError.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size <= limit:
            continue
        aside = log.with_name(log.name + ".1")
        try:
            shutil.copy2(log, aside)
        except OSError:
            # Most likely the disk is full, and room is what is wanted.
            aside.unlink(missing_ok=True)
        # Its writers opened it for appending: they go on at the new end.
        with log.open("r+b") as file:
            file.truncate(0)
