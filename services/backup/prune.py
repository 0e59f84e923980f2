"""Letting go of old backups: never of one that is still needed, and of those with keys when their life is over."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from services.backup.errors import BackupError
from services.backup.manifest import Manifest
from services.backup.place import PARTIAL, WAL, whole_in
from services.backup.wal import SEGMENT

HALF_DONE = timedelta(days=1)
"""After which a backup that was not finished is one that nobody works on."""


class Pruned(Struct, frozen=True):
    """What went. `overdue`: the last backups with keys, past their life: they stay, and that is told."""

    backups: tuple[str, ...]
    segments: int
    overdue: tuple[str, ...]


def prune(place: Path, keep: timedelta, at: datetime) -> Pruned:
    """Every moment of the last `keep` can be restored afterwards, as far as it could before.

    Raises BackupError where that is longer than backups with keys may live.
    """
    there = whole_in(place)
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
    return Pruned(
        backups=tuple(manifest.name for _, manifest in gone),
        segments=_prune_segments(place / WAL, kept, at),
        overdue=tuple(manifest.name for _, manifest in overdue),
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
    by_name = {manifest.name: (path, manifest) for path, manifest in there}
    needed = {manifest.name for _, manifest in kept}
    for _, manifest in kept:
        at = manifest
        while at.builds_on in by_name:
            needed.add(at.builds_on)
            at = by_name[at.builds_on][1]
    return [one for one in there if one[1].name in needed]


def _stands(manifest: Manifest, among: list[tuple[Path, Manifest]]) -> bool:
    names = {other.name: other for _, other in among}
    at = manifest
    while at.builds_on:
        if at.builds_on not in names:
            return False
        at = names[at.builds_on]
    return True


def _prune_segments(archive: Path, kept: list[tuple[Path, Manifest]], at: datetime) -> int:
    """The log from before the oldest base that is left, which nothing needs. Nothing goes where there is no base."""
    firsts = [manifest.first_segment for _, manifest in kept if manifest.first_segment]
    if not firsts:
        return 0
    oldest, gone = min(first[8:] for first in firsts), 0
    for path in list(archive.iterdir()) if archive.is_dir() else []:
        segment = path.name[:24]  # also of what Postgres archives beside it: a part of it, and the label of a base
        left_over = path.name.startswith(".") and _since(path, at) > HALF_DONE
        if left_over or (SEGMENT.fullmatch(segment) and segment[8:] < oldest):
            path.unlink()
            gone += path.name == segment
    return gone
