"""A folder in which backups lie: one of the log's, another of the keys', and neither in the other."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from services.backup.errors import BackupError
from services.backup.manifest import Kind, Manifest, Of, read_manifest, sync_folder

PARTIAL = ".partial-"
WAL = "wal"
MARKS = "marks"
WHOSE = "of"
"""A file that says for good whose backups these are, so that keys never come to lie beside the log."""


class Found(Struct, frozen=True):
    """A backup's folder, and what it says of itself; `fault` where it cannot be read."""

    path: Path
    manifest: Manifest | None
    fault: str = ""

    @property
    def whole(self) -> bool:
        return self.manifest is not None


def open_place(folder: Path, of: Of) -> Path:
    """The folder, made where it is missing and kept for one kind. Raises BackupError where it is the other's."""
    folder = folder.absolute()
    for near in (folder, *folder.parents):
        _refuse_the_other(near, of)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for inside in folder.iterdir():
        _refuse_the_other(inside, of)
    mark = folder / WHOSE
    if not mark.exists():
        mark.write_text(f"{of}\n", encoding="utf-8")
    return folder


def _refuse_the_other(folder: Path, of: Of) -> None:
    mark = folder / WHOSE
    if not mark.is_file():
        return
    kept = mark.read_text(encoding="utf-8").strip()
    if kept in ("log", "keys") and kept != of:
        raise BackupError(
            f"{folder} is for backups of the {kept}: those of the {of} lie in another folder, best on another disk, "
            "because whoever holds both can read what was erased"
        )


def refuse_one_folder(log: Path, keys: Path) -> None:
    """Raises BackupError where one of the two is the other or lies in it."""
    one, other = log.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise BackupError(
            f"{keys} and {log} are one folder or one in the other: backups of the keys lie apart from the log's, "
            "because an erasure is complete only when no backup of the keys is left from before it"
        )


@contextmanager
def new_backup(place: Path, of: Of, kind: Kind, at: datetime) -> Iterator[Path]:
    """A fresh folder to fill; it has its name when the block ends well, and is removed where it does not."""
    name = f"{at:%Y%m%dT%H%M%SZ}-{of}-{kind}"
    target, number = place / name, 1
    while target.exists():
        number += 1
        target = place / f"{name}-{number}"
    partial = place / f"{PARTIAL}{target.name}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    try:
        yield partial
        partial.rename(target)
        sync_folder(place)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def named(partial: Path) -> str:
    """The name that a backup will have."""
    return partial.name.removeprefix(PARTIAL)


def backups_in(place: Path) -> list[Found]:
    """The oldest first; what can not be read stands at the end. Raises BackupError where there is no such folder."""
    if not place.is_dir():
        raise BackupError(f"there is no folder {place}")
    found = []
    for path in sorted(place.iterdir()):
        if path.name in (WAL, MARKS) or not path.is_dir() or path.name.startswith("."):
            continue
        try:
            found.append(Found(path, read_manifest(path)))
        except BackupError as fault:
            found.append(Found(path, None, str(fault)))
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: one.manifest.taken_at if one.manifest else last)


def whole_in(place: Path) -> list[tuple[Path, Manifest]]:
    """Those that are whole, the oldest first."""
    return [(one.path, one.manifest) for one in backups_in(place) if one.manifest is not None]


def chosen(given: Path, kind: Kind | None = None, until: datetime | None = None) -> tuple[Path, Manifest]:
    """The backup that `given` is, or the newest in it that was whole at `until`. Raises BackupError."""
    if (given / "manifest.json").is_file():
        return given, read_manifest(given)
    fitting = [one for one in whole_in(given) if kind is None or one[1].kind == kind]
    if not fitting:
        raise BackupError(f"{given} holds no whole backup{f' of the kind {kind}' if kind else ''}")
    before = [one for one in fitting if until is None or one[1].whole_at <= until]
    if not before:
        first = fitting[0][1]
        raise BackupError(
            f"the oldest backup in {given} was whole at {first.whole_at:%Y-%m-%d %H:%M:%S} UTC, not before"
        )
    return before[-1]
