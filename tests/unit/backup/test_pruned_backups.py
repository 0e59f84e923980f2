"""Old backups go when nothing needs them; what holds keys goes when its life is over, but never the last of it."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from services.backup.errors import BackupError
from services.backup.manifest import Kind, Of, write_manifest
from services.backup.prune import Pruned, prune
from services.cli.backup import backup
from tests.support.backup_manifest import OF_A_BASE

TODAY = datetime(2026, 3, 30, 3, tzinfo=UTC)
WEEK = timedelta(days=7)


class Shelf:
    """A folder of backups, each of some days ago."""

    def __init__(self, folder: Path, of: Of = "log", life: timedelta | None = None) -> None:
        self.folder, self._of, self._life = folder, of, life

    def put(self, days_ago: int, kind: Kind = "dump", first_segment: str = "", builds_on: str = "") -> str:
        at = TODAY - timedelta(days=days_ago)
        name = f"{at:%Y%m%dT%H%M%SZ}-{self._of}-{kind}"
        (self.folder / name).mkdir()
        write_manifest(
            self.folder / name,
            msgspec.structs.replace(
                OF_A_BASE,
                kind=kind,
                holds=(self._of,),
                name=name,
                taken_at=at,
                whole_at=at + timedelta(minutes=5),
                expires_at=at + self._life if self._life else None,
                first_segment=first_segment,
                builds_on=builds_on,
            ),
        )
        return name

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and path.name != "wal")


def segment(number: int) -> str:
    return f"00000001000000000000{number:04X}"


def test_every_moment_of_the_days_kept_can_be_restored_afterwards(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "wal").mkdir()
    for number in range(1, 40):
        (tmp_path / "wal" / segment(number)).touch()
    old = shelf.put(20, "base", segment(3))
    needed = [shelf.put(9, "base", segment(10)), shelf.put(2, "base", segment(30))]
    assert prune(tmp_path, WEEK, TODAY) == Pruned((old,), 9, ())
    assert shelf.left == needed
    assert min(path.name for path in (tmp_path / "wal").iterdir()) == segment(10)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, ())


def test_a_dump_does_not_stand_for_a_base_nor_a_base_for_a_dump(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    kept = [shelf.put(9, "base", segment(1)), shelf.put(8, "dump")]
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, ())
    assert shelf.left == kept


def test_what_an_incremental_base_builds_on_stays(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    older = shelf.put(30, "base", segment(1))
    full = shelf.put(20, "base", segment(2))
    middle = shelf.put(10, "base", segment(3), builds_on=full)
    newest = shelf.put(1, "base", segment(4), builds_on=middle)
    assert prune(tmp_path, WEEK, TODAY).backups == (older,)
    assert shelf.left == [full, middle, newest]


def test_the_only_backup_stays_however_old_it_is(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    only = shelf.put(400)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, ())
    assert shelf.left == [only]


def test_keys_go_when_their_life_is_over_also_where_the_days_to_keep_would_need_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "keys", WEEK)
    over = shelf.put(8)
    young = shelf.put(3)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((over,), 0, ())
    assert shelf.left == [young]


def test_the_last_keys_stay_past_their_life_and_are_named(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "keys", WEEK)
    over = shelf.put(8)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, (over,))
    assert shelf.left == [over]


def test_an_increment_whose_full_base_is_over_does_not_stand_alone(tmp_path: Path) -> None:
    """Of a server that holds both: the full one goes only when another full one is there."""
    shelf = Shelf(tmp_path, "keys", WEEK)
    full = shelf.put(8, "base", segment(1))
    increment = shelf.put(2, "base", segment(2), builds_on=full)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, (full,))
    assert shelf.left == [full, increment]
    fresh = shelf.put(1, "base", segment(3))
    assert prune(tmp_path, WEEK, TODAY).backups == (full, increment)
    assert shelf.left == [fresh]


def test_keys_may_not_be_kept_longer_than_they_live(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "keys", WEEK)
    shelf.put(1)
    with pytest.raises(BackupError, match="may live 7 days, not 8"):
        prune(tmp_path, timedelta(days=8), TODAY)


def test_what_was_never_finished_goes_a_day_later(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(1)
    (tmp_path / ".partial-20260301T000000Z-log-dump").mkdir()
    prune(tmp_path, WEEK, datetime.now(UTC))
    assert [path.name for path in tmp_path.glob(".partial-*")] == [".partial-20260301T000000Z-log-dump"]
    prune(tmp_path, WEEK, datetime.now(UTC) + timedelta(days=2))
    assert list(tmp_path.glob(".partial-*")) == []


def test_what_is_archived_beside_segments_goes_with_them_and_timelines_stay(tmp_path: Path) -> None:
    Shelf(tmp_path).put(1, "base", segment(10))
    (tmp_path / "wal").mkdir()
    older = [segment(9), f"{segment(9)}.partial", f"{segment(9)}.00000028.backup"]
    stay = ["00000002.history", segment(10), f"{segment(10)}.partial"]
    for name in (*older, *stay):
        (tmp_path / "wal" / name).touch()
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 1, ())
    assert sorted(path.name for path in (tmp_path / "wal").iterdir()) == sorted(stay)


def test_a_segment_that_was_never_whole_goes_a_day_later(tmp_path: Path) -> None:
    Shelf(tmp_path).put(1, "base", segment(10))
    (tmp_path / "wal").mkdir()
    (tmp_path / "wal" / f".{segment(11)}.4711").touch()
    prune(tmp_path, WEEK, datetime.now(UTC))
    assert len(list((tmp_path / "wal").iterdir())) == 1
    prune(tmp_path, WEEK, datetime.now(UTC) + timedelta(days=2))
    assert list((tmp_path / "wal").iterdir()) == []


def archived(folder: Path, name: str, days_ago: float) -> None:
    (folder / "wal").mkdir(exist_ok=True)
    (folder / "wal" / name).touch()
    at = (TODAY - timedelta(days=days_ago)).timestamp()
    os.utime(folder / "wal" / name, (at, at))


def test_without_a_base_segments_are_named_and_go_after_the_days_to_keep(tmp_path: Path) -> None:
    Shelf(tmp_path).put(1, "dump")
    for name in (segment(1), f"{segment(1)}.partial", f"{segment(1)}.00000028.backup"):
        archived(tmp_path, name, 8)
    archived(tmp_path, "00000002.history", 8)
    archived(tmp_path, segment(2), 6)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 1, (), without_base=2)
    assert sorted(path.name for path in (tmp_path / "wal").iterdir()) == [segment(2), "00000002.history"]
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, (), without_base=1)
    Shelf(tmp_path).put(0, "base", segment(2))
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, ())


def test_segments_stay_where_a_base_may_only_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "20260301T000000Z-log-base").mkdir()
    archived(tmp_path, segment(1), 30)
    assert prune(tmp_path, WEEK, TODAY) == Pruned((), 0, (), without_base=1)
    assert [path.name for path in (tmp_path / "wal").iterdir()] == [segment(1)]


def test_an_archive_without_a_base_makes_prune_and_list_fail(tmp_path: Path) -> None:
    def ends(*words: str) -> tuple[int, bool]:
        told = CliRunner().invoke(backup, [*words, str(tmp_path)])
        return told.exit_code, "keeps no base: nothing can be restored" in told.stderr

    Shelf(tmp_path).put(1, "dump")
    assert (ends("prune", "--keep-days", "7"), ends("list")) == ((0, False), (0, False))
    (tmp_path / "wal").mkdir()
    (tmp_path / "wal" / segment(5)).touch()
    assert (ends("prune", "--keep-days", "7"), ends("list")) == ((1, True), (1, True))
    Shelf(tmp_path).put(1, "base", segment(5))
    assert (ends("prune", "--keep-days", "7"), ends("list")) == ((0, False), (0, False))


@pytest.mark.timeout(20)
def test_a_base_that_builds_on_itself_ends_in_a_fault_and_nothing_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old = shelf.put(30, "base", segment(1))
    one, other = (f"{TODAY - timedelta(days=days):%Y%m%dT%H%M%SZ}-log-base" for days in (2, 1))
    shelf.put(2, "base", segment(2), builds_on=one)
    with pytest.raises(BackupError, match=f"{one} builds on itself"):
        prune(tmp_path, timedelta(days=1), TODAY)
    shutil.rmtree(tmp_path / one)
    shelf.put(2, "base", segment(2), builds_on=other)
    shelf.put(1, "base", segment(3), builds_on=one)
    with pytest.raises(BackupError, match="builds on itself"):
        prune(tmp_path, WEEK, TODAY)
    assert shelf.left == [old, one, other]
