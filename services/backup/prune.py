"""Letting go of old backups: never of one that is still needed, and of those with keys when their life is over."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from services.backup.errors import BackupError
from services.backup.manifest import Manifest
from services.backup.place import PARTIAL, WAL, backups_in
from services.backup.wal import SEGMENT, segments_in

HALF_DONE = timedelta(days=1)
"""After which a backup that was not finished is one that nobody works on."""


class Pruned(Struct, frozen=True):
    """What went. `overdue`: the last backups with keys, past their life: they stay, and that is told.

    `without_base`: how many segments were archived though no base is kept. Nothing can be restored from them.
    """

    backups: tuple[str, ...]
    segments: int
    overdue: tuple[str, ...]
    without_base: int = 0


def prune(place: Path, keep: timedelta, at: datetime) -> Pruned:
    """Every moment of the last `keep` can be restored afterwards, as far as it could before.

    Raises BackupError where that is longer than backups with keys may live, or where one builds on itself.
    """
    found = backups_in(place)
    there = [(one.path, one.manifest) for one in found if one.manifest is not None]
    _refuse_longer(there, keep)
    kept = _with_what_they_build_on(there, _needed(there, at - keep))
    living = [one for one in kept if one[1].expires_at is None or one[1].expires_at > at]
    standing = [one for one in living if _stands(one[1], living)]
    overdue: list[tuple[Path, Manifest]] = []
    if standing:  # what is over goes, and with it what cannot be restored without it
        kept = standing
    else:
        overdue = [one for one in kept if one not in living]
    gone = [one for one in there if one not in kept]
    for path, _ in gone:
        shutil.rmtree(path)
    for path in place.glob(f"{PARTIAL}*"):
        if _since(path, at) > HALF_DONE:
            shutil.rmtree(path)
    archive, bases = place / WAL, [manifest for _, manifest in kept if manifest.kind == "base"]
    alone = [] if bases else segments_in(archive)
    if bases:
        segments = _prune_segments(archive, bases, at)
    elif all(one.whole for one in found):
        segments = _prune_alone(archive, keep, at)
    else:  # what cannot be read may be a base that somebody mends
        segments = 0
    return Pruned(
        backups=tuple(manifest.name for _, manifest in gone),
        segments=segments,
        overdue=tuple(manifest.name for _, manifest in overdue),
        without_base=len(alone),
    )


def _since(path: Path, at: datetime) -> timedelta:
    return at - datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo)


def _refuse_longer(there: list[tuple[Path, Manifest]], keep: timedelta) -> None:
    for _, manifest in there:
        if manifest.expires_at is not None and keep > manifest.expires_at - manifest.taken_at:
            days = (manifest.expires_at - manifest.taken_at).days
            raise BackupError(
                f"{manifest.name} holds keys and may live {days} days, not {keep.days}: as long as one is left from "
                "before an erasure, what was erased can be read by whoever has it and the log's backup"
            )


def _needed(there: list[tuple[Path, Manifest]], begin: datetime) -> list[tuple[Path, Manifest]]:
    """Of each kind all from `begin` on, and the newest that was whole by then: what is older nothing needs."""
    needed = []
    for kind in ("base", "dump"):
        of_kind = [one for one in there if one[1].kind == kind]
        before = [manifest.taken_at for _, manifest in of_kind if manifest.whole_at <= begin]
        first = before[-1] if before else begin
        needed += [one for one in of_kind if one[1].taken_at >= first]
    return needed


def _with_what_they_build_on(
    there: list[tuple[Path, Manifest]], kept: list[tuple[Path, Manifest]]
) -> list[tuple[Path, Manifest]]:
    by_name = {manifest.name: manifest for _, manifest in there}
    needed = {manifest.name for _, manifest in kept}
    for _, manifest in kept:
        needed.update(_builds_on(manifest, by_name))
    return [one for one in there if one[1].name in needed]


def _stands(manifest: Manifest, among: list[tuple[Path, Manifest]]) -> bool:
    by_name = {other.name: other for _, other in among}
    return all(name in by_name for name in _builds_on(manifest, by_name))


def _builds_on(manifest: Manifest, by_name: Mapping[str, Manifest]) -> Iterator[str]:
    """The names of what it continues, up to the full one or the first that is missing. Raises BackupError on a ring."""
    at, seen = manifest, {manifest.name}
    while at.builds_on:
        if at.builds_on in seen:
            raise BackupError(f"{at.builds_on} builds on itself: its manifest is not what was written")
        seen.add(at.builds_on)
        yield at.builds_on
        if at.builds_on not in by_name:
            return
        at = by_name[at.builds_on]


def _prune_segments(archive: Path, bases: list[Manifest], at: datetime) -> int:
    """The log from before the oldest base that is left, which nothing needs."""
    oldest = min(manifest.first_segment[8:] for manifest in bases)
    return _removed(archive, at, lambda path: path.name[8:24] < oldest)


def _prune_alone(archive: Path, keep: timedelta, at: datetime) -> int:
    """The log from before the days to keep, where no base needs it."""
    return _removed(archive, at, lambda path: _since(path, at) > keep)


def _removed(archive: Path, at: datetime, is_old: Callable[[Path], bool]) -> int:
    """How many segments went, with what Postgres archives beside them: a part of one, and the label of a base."""
    gone = 0
    for path in list(archive.iterdir()) if archive.is_dir() else []:
        segment = path.name[:24]
        left_over = path.name.startswith(".") and _since(path, at) > HALF_DONE
        if left_over or (SEGMENT.fullmatch(segment) and is_old(path)):
            path.unlink()
            gone += path.name == segment
    return gone
