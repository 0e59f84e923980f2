"""What a restore would use and what it would come to, before anything is touched."""

from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from services.backup.base import chain_of
from services.backup.errors import BackupError
from services.backup.manifest import Kind, Manifest
from services.backup.place import WAL, chosen, whole_in
from services.backup.wal import missing_from, segments_in


class Plan(Struct, frozen=True):
    """The backups that would be used, and sentences about them; `doubts` are those to think about first."""

    log: Path
    manifest: Manifest
    chain: int  # how many folders are put together
    keys: Path | None
    said: tuple[str, ...]
    doubts: tuple[str, ...]


def planned(place: Path, keys_place: Path | None, kind: Kind | None, until: datetime | None, at: datetime) -> Plan:
    """Raises BackupError where nothing fits."""
    log, manifest = chosen(place, kind, until)
    said, doubts = [_age(manifest, at)], list[str]()
    chain = len(chain_of(log, manifest)) if manifest.kind == "base" else 1
    if manifest.kind == "base":
        _archive(log.parent / WAL, manifest, said, doubts)
    else:
        doubts.append(f"a dump is of its own moment: what was written after {manifest.taken_at:%H:%M:%S} UTC is lost")
    keys = None
    if "keys" not in manifest.holds:
        keys = _keys(keys_place, manifest, until, said, doubts)
    said.append(f"it was taken by carryover {manifest.carryover} with migration {manifest.schema}")
    return Plan(log, manifest, chain, keys, tuple(said), tuple(doubts))


def _age(manifest: Manifest, at: datetime) -> str:
    hours = (at - manifest.whole_at) / timedelta(hours=1)
    return f"{manifest.name}: {manifest.kind} of Postgres {manifest.postgres}, whole {hours:.1f} hours ago"


def _archive(archive: Path, manifest: Manifest, said: list[str], doubts: list[str]) -> None:
    segments = segments_in(archive)
    if not segments or segments[-1] < manifest.first_segment:
        doubts.append(f"{archive} holds no segment since: the backup can be restored to its own end alone")
        return
    if missing := missing_from(archive, manifest.first_segment, manifest.segment_bytes):
        doubts.append(f"{archive} lacks {missing}: nothing after it can be restored")
    newest = datetime.fromtimestamp((archive / segments[-1]).stat().st_mtime, manifest.whole_at.tzinfo)
    said.append(f"the archive goes to {segments[-1]}, kept at {newest:%Y-%m-%d %H:%M:%S} UTC")


def _keys(
    place: Path | None, manifest: Manifest, until: datetime | None, said: list[str], doubts: list[str]
) -> Path | None:
    """The newest there are: whoever was erased since is erased again by the list."""
    if place is None:
        said.append("the keys are not restored: give --keys-from where their database was lost, too")
        return None
    there = whole_in(place)
    if not there:
        raise BackupError(f"{place} holds no whole backup of the keys: without keys no name can be read again")
    path, keys = there[-1]
    said.append(f"keys: {keys.name}")
    if keys.taken_at < (until or manifest.taken_at):
        doubts.append(
            f"the keys are of {keys.taken_at:%Y-%m-%d %H:%M:%S} UTC, older than what is restored: who was enrolled "
            "between the two cannot be read by name; `restore finish` lists them"
        )
    return path
