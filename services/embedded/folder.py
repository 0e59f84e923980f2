"""The folder that holds everything an embedded run keeps: one copy of Carryover at a time, enough space, our own."""

import fcntl
import os
import secrets
import stat
from pathlib import Path

from services.embedded.errors import EmbeddedError, cannot_write, disk_full, in_plain_words

LOCK = "carryover.lock"
SPACE_AT_FIRST = 256 * 1024 * 1024
"""Bytes free for a new database: 42 MB of binaries (as root), 48 MB of cluster, the first segments of its log."""
SPACE_LATER = 64 * 1024 * 1024
"""Bytes free to start again: four segments of the database's log."""


def default_folder(uid: int | None = None) -> Path:
    """Where data of this user, or of one with the id `uid`, stands when CARRYOVER_DATA says nothing."""
    if (os.geteuid() if uid is None else uid) == 0:
        return Path("/var/lib/carryover")
    state = os.environ.get("XDG_STATE_HOME", "")
    if state.startswith("/"):
        return Path(state) / "carryover"
    try:
        return Path.home() / ".local" / "state" / "carryover"
    except RuntimeError:
        raise EmbeddedError("This user has no home folder. Set CARRYOVER_DATA to a folder for the data.") from None


class DataFolder:
    """The data folder, held: while this object is open no other Carryover can use the same folder."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path | None = None) -> "DataFolder":
        """Create the folder when it is missing, and lock it.

        Raises EmbeddedError when it cannot be written, holds something else, or is in use.
        """
        wanted = (path or default_folder()).expanduser()
        if any(ord(letter) < 32 for letter in str(wanted)):
            raise EmbeddedError(f"The data folder's name holds a control character: {str(wanted)!r}.")
        with in_plain_words(wanted):
            # Read by others only where the servers' user, who is not root, has to pass.
            wanted.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            folder = wanted.resolve()
            _refuse_another_owner(folder)
            _refuse_foreign_files(folder)
            return cls(folder, _locked(folder))

    @property
    def cluster(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    def check_space(self, least: int | None = None) -> None:
        """Raises EmbeddedError when less than `least` bytes are free (by default what the next start needs)."""
        needed = (SPACE_LATER if self.cluster.exists() else SPACE_AT_FIRST) if least is None else least
        there = os.statvfs(self.path)
        free = there.f_bavail * there.f_frsize
        if free == 0 and needed:
            raise disk_full(self.path)
        if free < needed:
            raise EmbeddedError(
                f"The disk that holds {self.path} has {free >> 20} MB free, and Carryover needs {needed >> 20} MB. "
                "Free some space there, or set CARRYOVER_DATA to a folder on another disk."
            )

    def room(self, name: str, *, mode: int, owner: tuple[int, int] | None = None) -> Path:
        """A folder inside, created when missing; owner (user id, group id) is for root, who runs servers as another."""
        inside = self.path / name
        inside.mkdir(mode=mode, exist_ok=True)
        handle = os.open(inside, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            os.fchmod(handle, mode)
            if owner is not None:
                os.fchown(handle, *owner)
        finally:
            os.close(handle)
        return inside

    def write(self, name: str, text: str, *, mode: int = 0o644) -> Path:
        """Replace a small file in one step, so that a crash leaves the old one or the new one."""
        target = self.path / name
        fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), mode)
                file.write(text)
            fresh.replace(target)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        return target

    @property
    def held(self) -> bool:
        return self._lock >= 0

    def close(self) -> None:
        """Let another copy have the folder. The lock file stays: removing it would let two copies lock two files."""
        if self.held:
            os.close(self._lock)
            self._lock = -1


def _refuse_another_owner(folder: Path) -> None:
    owner = folder.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        # In a folder of somebody else, root could be led anywhere by a planted link.
        raise EmbeddedError(
            f"{folder} belongs to user id {owner} and Carryover was started by root. "
            "Start it as that user, or set CARRYOVER_DATA to a folder of root's."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise cannot_write(folder, "permission denied")


def _refuse_foreign_files(folder: Path) -> None:
    if (folder / LOCK).exists():
        return
    others = sorted(entry.name for entry in folder.iterdir() if entry.name != "lost+found")
    if others:
        raise EmbeddedError(
            f"{folder} already holds other files (such as {others[0]}). Set CARRYOVER_DATA to an empty folder."
        )


def _locked(folder: Path) -> int:
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, stat.S_IRUSR | stat.S_IWUSR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise EmbeddedError(
            f"Another Carryover (process {holder}) already uses {folder}. "
            "Stop it first, or set CARRYOVER_DATA to another folder."
        ) from None
    except BaseException:
        os.close(lock)
        raise
    return lock
