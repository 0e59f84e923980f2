"""What a manifest says is not believed where it would lead out of the folder of the backups, or round in a ring."""

from pathlib import Path

import msgspec
import pytest

from services.backup.base import chain_of
from services.backup.errors import BackupError
from services.backup.manifest import read_manifest, write_manifest
from services.backup.place import backups_in
from tests.support.backup_manifest import OF_A_BASE

WRITTEN = msgspec.structs.replace(
    OF_A_BASE,
    name="20260304T120000Z-log-base-2",
    builds_on=OF_A_BASE.name,
    sha256={"base/backup_manifest": "", "anchors.jsonl": "", "erasures.jsonl": ""},
)


def test_what_a_backup_writes_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, WRITTEN)
    assert read_manifest(tmp_path) == WRITTEN


@pytest.mark.parametrize("name", ["..", "../elsewhere", "/elsewhere", "inside/it", ".", "two\nlines", "a\0b"])
def test_a_name_that_is_not_plain_is_refused(tmp_path: Path, name: str) -> None:
    for forged in (msgspec.structs.replace(WRITTEN, name=name), msgspec.structs.replace(WRITTEN, builds_on=name)):
        write_manifest(tmp_path, forged)
        with pytest.raises(BackupError, match="no plain name"):
            read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["/etc/passwd", "../dump", "base/../../dump", "base//file", "", "./dump"])
def test_a_file_outside_of_the_backup_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "backup").mkdir()
    write_manifest(tmp_path / "backup", msgspec.structs.replace(WRITTEN, sha256={name: ""}))
    with pytest.raises(BackupError, match="no plain name"):
        read_manifest(tmp_path / "backup")
    [found] = backups_in(tmp_path)
    assert (found.whole, "no plain name" in found.fault) == (False, True)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("ring", [("a",), ("a", "b"), ("a", "b", "c")], ids=len)
def test_a_base_that_builds_on_itself_is_no_chain(tmp_path: Path, ring: tuple[str, ...]) -> None:
    for name, earlier in zip(ring, (*ring[1:], ring[0]), strict=True):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name, msgspec.structs.replace(WRITTEN, name=name, builds_on=earlier))
    with pytest.raises(BackupError, match="builds on itself"):
        chain_of(tmp_path / "a", read_manifest(tmp_path / "a"))
