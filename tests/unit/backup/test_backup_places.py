"""Backups of the log and of the keys never come to lie in one folder; half of a backup is never taken for one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.backup.errors import BackupError
from services.backup.place import backups_in, new_backup, open_place, refuse_one_folder

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("keys", ["backups", "backups/keys", "."], ids=["the same", "inside", "around"])
def test_one_folder_for_both_is_refused(tmp_path: Path, keys: str) -> None:
    with pytest.raises(BackupError, match="lie apart from the log's"):
        refuse_one_folder(tmp_path / "backups", tmp_path / keys)
    refuse_one_folder(tmp_path / "backups", tmp_path / "keys")


@pytest.mark.parametrize("keys", ["backups", "backups/keys", "."], ids=["the same", "inside", "around"])
def test_a_folder_that_has_backups_of_the_log_takes_none_of_the_keys(tmp_path: Path, keys: str) -> None:
    open_place(tmp_path / "backups", "log")
    with pytest.raises(BackupError, match="is for backups of the log"):
        open_place(tmp_path / keys, "keys")
    assert open_place(tmp_path / "backups", "log") == tmp_path / "backups"


def test_two_links_to_one_folder_are_one_folder(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "backups")
    with pytest.raises(BackupError, match="one folder"):
        refuse_one_folder(tmp_path / "backups", tmp_path / "link")


def test_a_backup_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def breaks_off() -> None:
        with new_backup(tmp_path, "log", "dump", AT) as folder:
            (folder / "dump").write_bytes(b"half")
            raise RuntimeError("the disk")

    with pytest.raises(RuntimeError, match="the disk"):
        breaks_off()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_manifest_is_told_and_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "20260304T120000Z-log-dump").mkdir()
    [found] = backups_in(tmp_path)
    assert (found.whole, "holds no backup" in found.fault) == (False, True)


def test_two_backups_of_one_second_have_two_names(tmp_path: Path) -> None:
    for _ in range(2):
        with new_backup(tmp_path, "log", "dump", AT):
            pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "20260304T120000Z-log-dump",
        "20260304T120000Z-log-dump-2",
    ]
