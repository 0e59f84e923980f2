"""The command that archives where Carryover is not installed: each segment once, also when it comes again."""

import stat
import subprocess
from pathlib import Path

import pytest

from tests.support.point_in_time import ARCHIVE_SEGMENT
from tests.support.worker_process import CHECKOUT

NAME = "000000010000000000000001"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "segment").write_bytes(b"written" * 1000)
    (tmp_path / "wal").mkdir()
    return tmp_path / "wal"


def archived(archive: Path) -> int:
    words = map(str, (ARCHIVE_SEGMENT, archive.parent / "segment", NAME, archive))
    return subprocess.run(list(words), capture_output=True).returncode


def test_a_segment_is_kept_for_one_user_and_may_come_again(archive: Path) -> None:
    assert [archived(archive), archived(archive)] == [0, 0]
    [kept] = archive.iterdir()
    assert (kept.name, kept.read_bytes()) == (NAME, (archive.parent / "segment").read_bytes())
    assert stat.S_IMODE(kept.stat().st_mode) & 0o077 == 0


def test_what_a_crash_left_half_written_is_written_again(archive: Path) -> None:
    (archive / f".{NAME}").write_bytes(b"writ")
    assert archived(archive) == 0
    assert [path.name for path in archive.iterdir()] == [NAME]


def test_another_content_under_a_name_that_is_there_is_refused(archive: Path) -> None:
    (archive / NAME).write_bytes(b"another")
    assert archived(archive) == 1
    assert (archive / NAME).read_bytes() == b"another"


def test_a_restored_server_can_be_told_not_to_archive() -> None:
    """What stands in a command wins over all that `restore base` writes; what stands in a file does not."""
    told = (ARCHIVE_SEGMENT.parent / "archive.conf").read_text().splitlines()
    assert {"archive_mode = on", "archive_timeout = 60"} < set(told)
    assert "archive_mode" not in (ARCHIVE_SEGMENT.parent / "archive.yml").read_text()
    assert "archive_mode" not in (CHECKOUT / "docker-compose.yml").read_text()
