"""Where the servers' sockets stand: in the data folder if its path is short and plain, else in a short private one."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder
from services.embedded.user import SystemUser

LONGEST = 103
"""Bytes a socket's path may have on every system we run on (Linux allows 107, macOS 103)."""
NAMES = (".s.PGSQL.5432", "valkey.sock")
PLAIN = re.compile(r"[A-Za-z0-9 ._/+~@=-]+")
"""Drivers take several hosts with commas between them and decode percent signs: other letters go the short way."""


def socket_folder(data: DataFolder, user: SystemUser) -> Path:
    """A folder that only the servers' user (and root) can enter, created when missing.

    Raises EmbeddedError when somebody else stands in the way.
    """
    owner = (user.uid, user.gid) if user.switch else None
    if PLAIN.fullmatch(str(data.path)) and _longest_in(data.path / "run") <= LONGEST:
        return data.room("run", mode=0o700, owner=owner)
    name = "carryover-" + hashlib.sha256(os.fsencode(data.path)).hexdigest()[:16]
    for parent in _short_parents(user):
        folder = parent / name
        if _longest_in(folder) <= LONGEST and parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
            return _private(folder, user)
    raise EmbeddedError(
        f"The path {data.path} is too long for the servers' sockets. Set CARRYOVER_DATA to a shorter one."
    )


def remove_socket_folder(folder: Path, data: DataFolder) -> None:
    """Take a short folder away again once the servers have stopped; one inside the data folder stays."""
    if not folder.is_relative_to(data.path):
        with suppress(FileNotFoundError):
            for left in folder.iterdir():
                left.unlink(missing_ok=True)
            folder.rmdir()


def _longest_in(folder: Path) -> int:
    return max(len(os.fsencode(folder / name)) for name in NAMES)


def _short_parents(user: SystemUser) -> list[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    # Root's own runtime folder is closed to the user the servers run as.
    return [Path(runtime), Path("/tmp")] if runtime.startswith("/") and not user.switch else [Path("/tmp")]  # noqa: S108


def _private(folder: Path, user: SystemUser) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    # In /tmp anybody may have made this name before us: look at the very folder we hold, never at a link.
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        raise _taken(folder) from None
    try:
        found = os.fstat(handle)
        if found.st_uid not in (user.uid, os.geteuid()) or stat.S_IMODE(found.st_mode) & 0o077:
            raise _taken(folder)
        if user.switch:
            os.fchown(handle, user.uid, user.gid)
    finally:
        os.close(handle)
    return folder


def _taken(folder: Path) -> EmbeddedError:
    return EmbeddedError(
        f"{folder} is not a private folder of ours. Remove it, or set CARRYOVER_DATA to a shorter path."
    )
