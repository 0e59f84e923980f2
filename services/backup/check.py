"""Whether a backup is still what it was when it was taken: every byte of it read, nothing restored."""

from pathlib import Path

from services.backup.base import chain_of, check_base
from services.backup.dump import check_dump
from services.backup.errors import BackupError
from services.backup.manifest import Manifest, read_manifest, sha256_of


async def check(folder: Path, manifest: Manifest) -> list[Path]:
    """The folders that were read: of an incremental base, also those it builds on. Raises BackupError."""
    if manifest.kind == "dump":
        _compare(folder, manifest)
        await check_dump(folder, manifest)
        return [folder]
    chain = chain_of(folder, manifest)
    for part in chain:
        of_part = read_manifest(part)
        _compare(part, of_part)
        await check_base(part, of_part)
    return chain


def _compare(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.sha256.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{folder.name} has lost its file {name}")
        if sha256_of(path) != digest:
            raise BackupError(f"{folder.name} was changed: {name} is not the file that was written")
