"""The archive of the write-ahead log: each segment put there once and for good, before Postgres forgets it."""

import os
import re
from pathlib import Path

from services.backup.errors import BackupError
from services.backup.manifest import Of, sync_folder
from services.backup.place import WAL, open_place

NAME = re.compile(r"[0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history")
SEGMENT = re.compile(r"[0-9A-F]{24}")
PART_BYTES = 1 << 20


def keep_segment(place: Path, of: Of, segment: Path, name: str) -> Path:
    """Copy a finished segment into the archive; it is on the disk under its name when this returns.

    The same content again changes nothing. Raises BackupError for another content under a name that is there.
    """
    if not NAME.fullmatch(name):
        raise BackupError(f"{name} is no name that Postgres gives to a segment")
    archive = open_place(place, of) / WAL
    archive.mkdir(mode=0o700, exist_ok=True)
    target = archive / name
    if target.exists():
        if not _same(segment, target):
            raise BackupError(f"{target} is there with another content: two servers archive into one folder")
        return target
    fresh = archive / f".{name}.{os.getpid()}"
    try:
        _copy(segment, fresh)
        # Not replace(): that would silently win over somebody who was faster.
        os.link(fresh, target)
    except FileExistsError:
        if not _same(segment, target):
            raise BackupError(f"{target} is there with another content: two servers archive into one folder") from None
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(archive)
    return target


def segments_in(archive: Path) -> list[str]:
    """The names of whole segments, in the order in which they were written on each timeline."""
    if not archive.is_dir():
        return []
    return sorted(path.name for path in archive.iterdir() if SEGMENT.fullmatch(path.name))


def missing_from(archive: Path, first: str, segment_bytes: int) -> str | None:
    """The first segment from `first` on that the archive lacks though it has later ones of its timeline; None: none."""
    timeline = first[:8]
    there = {name for name in segments_in(archive) if name[:8] == timeline and name >= first}
    at = first
    for _ in there:
        if at not in there:
            return at
        at = _after(at, segment_bytes)
    return None


def _after(name: str, segment_bytes: int) -> str:
    high, low = int(name[8:16], 16), int(name[16:], 16) + 1
    if low == (1 << 32) // segment_bytes:
        high, low = high + 1, 0
    return f"{name[:8]}{high:08X}{low:08X}"


def _copy(source: Path, target: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as read, os.fdopen(handle, "wb") as written:
        while part := read.read(PART_BYTES):
            written.write(part)
        written.flush()
        os.fsync(written.fileno())


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as a, other.open("rb") as b:
        while part := a.read(PART_BYTES):
            if part != b.read(PART_BYTES):
                return False
    return True
