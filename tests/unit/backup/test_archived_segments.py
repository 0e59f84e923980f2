"""The archive of the write-ahead log takes each segment once, and never lets another one take its place."""

from pathlib import Path

import pytest

from services.backup.errors import BackupError
from services.backup.wal import keep_segment, missing_from, segments_in

ONE, TWO, THREE = (f"0000000100000000000000{number}" for number in ("01", "02", "03"))


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    segment = tmp_path / "segment"
    segment.write_bytes(b"written" * 1000)
    return segment


def test_a_segment_is_kept_under_its_name_and_may_come_again(tmp_path: Path, segment: Path) -> None:
    for _ in range(2):
        kept = keep_segment(tmp_path / "backups", "log", segment, ONE)
        assert (kept, kept.read_bytes()) == (tmp_path / "backups" / "wal" / ONE, segment.read_bytes())
    assert [path.name for path in (tmp_path / "backups" / "wal").iterdir()] == [ONE]


@pytest.mark.parametrize("other", [b"another", b"wrItten" * 1000], ids=["shorter", "as long"])
def test_another_content_under_a_name_that_is_there_is_refused(tmp_path: Path, segment: Path, other: bytes) -> None:
    kept = keep_segment(tmp_path / "backups", "log", segment, ONE)
    before = kept.read_bytes()
    segment.write_bytes(other)
    with pytest.raises(BackupError, match="there with another content"):
        keep_segment(tmp_path / "backups", "log", segment, ONE)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("name", ["../../etc/passwd", "wal", ONE.lower().replace("0", "g"), ""])
def test_a_name_that_postgres_does_not_give_is_refused(tmp_path: Path, segment: Path, name: str) -> None:
    with pytest.raises(BackupError, match="is no name that Postgres gives"):
        keep_segment(tmp_path / "backups", "log", segment, name)


@pytest.mark.parametrize("name", [f"{ONE}.00000028.backup", "00000002.history", f"{ONE}.partial"])
def test_what_postgres_archives_beside_segments_is_kept_and_is_no_segment(
    tmp_path: Path, segment: Path, name: str
) -> None:
    kept = keep_segment(tmp_path / "backups", "log", segment, name)
    assert kept.exists()
    assert segments_in(kept.parent) == []


def test_the_first_segment_that_is_missing_is_named(tmp_path: Path) -> None:
    for name in (ONE, THREE):
        (tmp_path / name).touch()
    assert missing_from(tmp_path, ONE) == TWO
    assert missing_from(tmp_path, THREE) is None
    assert missing_from(tmp_path, "00000001000000000000000A") is None  # nothing was archived since: none is missing


def test_segments_are_counted_across_the_end_of_a_log_file(tmp_path: Path) -> None:
    for name in ("0000000100000000000000FF", "000000010000000100000001"):
        (tmp_path / name).touch()
    assert missing_from(tmp_path, "0000000100000000000000FF") == "000000010000000100000000"
