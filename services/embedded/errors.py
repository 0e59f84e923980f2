"""What goes wrong with the embedded servers, in a sentence an operator can act on."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = "No space left on device"
"""How the servers themselves (run with the C locale) say that a disk is full."""


class EmbeddedError(Exception):
    """The embedded servers cannot start or go on; the message is one or two plain sentences."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def disk_full(folder: Path) -> EmbeddedError:
    return EmbeddedError(
        f"The disk that holds {folder} is full. "
        "Free some space there, or set CARRYOVER_DATA to a folder on another disk."
    )


def cannot_write(folder: Path, why: str) -> EmbeddedError:
    return EmbeddedError(
        f"Carryover cannot write to {folder} ({why}). Set CARRYOVER_DATA to a folder that {_who()} may write to."
    )


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses inside `folder` into an EmbeddedError."""
    try:
        yield
    except OSError as refused:
        if refused.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder) from refused
        where = Path(os.fsdecode(refused.filename)) if isinstance(refused.filename, str | bytes) else folder
        raise cannot_write(where, refused.strerror or str(refused)) from refused


def _who() -> str:
    return "root" if os.geteuid() == 0 else f"user {os.geteuid()}"
