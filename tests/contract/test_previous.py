"""What counts as the previous commit, and that its absence is told and not guessed around."""

import subprocess
from pathlib import Path

import pytest

from tests.support.previous import NoPrevious, before_last_migration, export_previous

IDENTITY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@clinic.test", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *IDENTITY, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository with one commit, where there is git."""
    house = tmp_path / "house"
    house.mkdir()
    try:
        git(house, "init")
    except FileNotFoundError:
        pytest.skip("there is no git here")
    commit(house, "first")
    return house


def commit(house: Path, text: str) -> None:
    (house / "file").write_text(text)
    git(house, "add", "file")
    git(house, "commit", "-m", text)


def test_it_is_the_one_before_whatever_lies_about_uncommitted(house: Path, tmp_path: Path) -> None:
    commit(house, "second")
    (house / "file").write_text("third")
    export_previous(tmp_path / "out", house)
    assert (tmp_path / "out" / "file").read_text() == "first"


def test_a_history_of_one_commit_has_none(house: Path, tmp_path: Path) -> None:
    with pytest.raises(NoPrevious, match="git archive: "):
        export_previous(tmp_path / "out", house)


def test_a_clone_of_the_newest_commit_alone_has_none(house: Path, tmp_path: Path) -> None:
    commit(house, "second")
    git(tmp_path, "clone", "--depth", "1", house.as_uri(), "shallow")
    with pytest.raises(NoPrevious, match="git archive: "):
        export_previous(tmp_path / "out", tmp_path / "shallow")


def test_a_copy_without_history_has_none_wherever_it_lies(house: Path, tmp_path: Path) -> None:
    for copy in (tmp_path / "copy", house / "copy"):
        copy.mkdir()
        with pytest.raises(NoPrevious):
            export_previous(tmp_path / "out", copy)


def test_an_upgrade_begins_at_the_last_commit_with_fewer_migrations(house: Path, tmp_path: Path) -> None:
    folder = house / "log" / "migrations"
    folder.mkdir(parents=True)
    for number, what in enumerate(["0001_one.sql", "", "0002_two.sql", ""]):
        if what:
            (folder / what).write_text("-- migrate:up")
            git(house, "add", ".")
        commit(house, f"commit {number}")
    export_previous(tmp_path / "out", house, before_last_migration(house))
    assert (tmp_path / "out" / "file").read_text() == "commit 1"


def test_a_history_without_migrations_has_nothing_to_upgrade_from(house: Path) -> None:
    with pytest.raises(NoPrevious, match="no commit of this history added a migration"):
        before_last_migration(house)
