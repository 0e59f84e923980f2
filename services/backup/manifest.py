"""What a backup says of itself: a file beside the data, by which it is found, judged and restored."""

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from services.backup.errors import BackupError

MANIFEST = "manifest.json"
ANCHORS = "anchors.jsonl"
ERASURES = "erasures.jsonl"
DUMP = "dump"
BASE = "base"
READ_BYTES = 1 << 20
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""A name that leads out of no folder."""

Of = Literal["log", "keys"]
Kind = Literal["base", "dump"]


class Manifest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Instants in real time, UTC; sizes in bytes."""

    kind: Kind
    holds: tuple[Of, ...]
    name: str  # of its folder
    taken_at: datetime  # begun; a dump is of this moment
    whole_at: datetime  # finished; a base can be restored to any moment from here on, as far as the archive goes
    expires_at: datetime | None = None  # of one that holds keys: an erasure is complete when it is gone
    carryover: str  # the version that took it
    postgres: str  # the server's version, such as 18.6
    system_identifier: str  # of the cluster, as Postgres drew it
    timeline: int
    database: str  # whose rows were counted
    schema: str  # the newest migration
    first_segment: str = ""  # of a base: the segment of the write-ahead log from which it is restored
    segment_bytes: int = 1 << 24  # of a base: how long a segment of its cluster is; a backup from before says nothing
    builds_on: str = ""  # of an incremental base: the name of the backup it continues
    rows: dict[str, int] = {}  # of a dump, by table
    sha256: dict[str, str]  # by file; of a base, Postgres's own list stands for all of its files
    size: int

    @property
    def major(self) -> int:
        return int(self.postgres.split(".")[0])


_DECODER = msgspec.json.Decoder(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """On the disk when this returns."""
    write_whole(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupError where there is none that can be read, or where it names what lies outside of the backups."""
    try:
        manifest = _DECODER.decode((folder / MANIFEST).read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise BackupError(f"{folder} holds no backup: its {MANIFEST} cannot be read ({error})") from error
    names = [manifest.name, *([manifest.builds_on] if manifest.builds_on else [])]
    parts = [part for file in manifest.sha256 for part in file.split("/")]
    for name in (*names, *parts):
        if not PLAIN.fullmatch(name):
            raise BackupError(f"{folder} holds no backup: its {MANIFEST} names {name!r}, which is no plain name")
    return manifest


def write_whole(path: Path, body: bytes) -> None:
    """The whole file or none of it, whatever crashes; for its owner only."""
    fresh = path.with_name(f".{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The names in it are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
