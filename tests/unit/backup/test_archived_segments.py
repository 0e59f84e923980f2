"""The archive of the write-ahead log takes each segment once, and never lets another one take its place."""

from pathlib import Path

import msgspec
import pytest

from services.backup.errors import BackupError
from services.backup.manifest import write_manifest
from services.backup.place import WAL
from services.backup.plan import planned
from services.backup.wal import keep_segment, missing_from, segments_in
from tests.support.backup_manifest import AT, OF_A_BASE

BYTES = 1 << 24
MANIFEST = msgspec.structs.replace(
    OF_A_BASE, name="", first_segment="000000010000000000000003", segment_bytes=64 * BYTES
)
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
    assert missing_from(tmp_path, ONE, BYTES) == TWO
    assert missing_from(tmp_path, THREE, BYTES) is None
    nothing_since = "00000001000000000000000A"
    assert missing_from(tmp_path, nothing_since, BYTES) is None


@pytest.mark.parametrize(("segment_bytes", "last"), [(BYTES, "FF"), (BYTES // 16, "FFF"), (64 * BYTES, "03")])
def test_segments_are_counted_across_the_end_of_a_log_file(tmp_path: Path, segment_bytes: int, last: str) -> None:
    end = f"0000000100000000{last:0>8}"
    for name in (end, "000000010000000100000001"):
        (tmp_path / name).touch()
    assert missing_from(tmp_path, end, segment_bytes) == "000000010000000100000000"


def test_a_plan_for_a_server_with_other_segments_finds_none_missing(tmp_path: Path) -> None:
    (tmp_path / WAL).mkdir()
    for name in ("000000010000000000000003", "000000010000000100000000"):
        (tmp_path / WAL / name).touch()
    base = tmp_path / "20260304T120000Z-log-base"
    base.mkdir()
    write_manifest(base, msgspec.structs.replace(MANIFEST, name=base.name))
    assert planned(tmp_path, None, None, None, AT).doubts == ()
