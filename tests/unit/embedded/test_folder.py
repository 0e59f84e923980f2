"""Where the data folder stands, and who may have it."""

import os
from pathlib import Path

import pytest

from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder, default_folder


def test_roots_data_stands_with_the_systems() -> None:
    assert default_folder(0) == Path("/var/lib/carryover")


def test_a_users_data_stands_with_the_users_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")
    assert default_folder(1000) == Path("/somewhere/state/carryover")
    monkeypatch.setenv("XDG_STATE_HOME", "relative, so to be ignored")
    monkeypatch.setenv("HOME", "/home/ada")
    assert default_folder(1000) == Path("/home/ada/.local/state/carryover")


def test_a_folder_is_made_with_its_parents_and_held_until_closed(tmp_path: Path) -> None:
    first = DataFolder.open(tmp_path / "a" / "b")
    with pytest.raises(EmbeddedError) as refused:
        DataFolder.open(tmp_path / "a" / "b")
    assert refused.value.message == (
        f"Another Carryover (process {os.getpid()}) already uses {tmp_path / 'a' / 'b'}. "
        "Stop it first, or set CARRYOVER_DATA to another folder."
    )
    first.close()
    second = DataFolder.open(tmp_path / "a" / "b")
    second.close()


def test_a_link_to_the_folder_is_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "data")
    (tmp_path / "data").mkdir()
    first = DataFolder.open(tmp_path / "data")
    with pytest.raises(EmbeddedError, match="already uses"):
        DataFolder.open(tmp_path / "link")
    first.close()


@pytest.mark.parametrize(
    ("content", "named"),
    [(["notes.txt", "photos"], "notes.txt"), (["lost+found", "x"], "x")],
    ids=["files", "a disk of its own"],
)
def test_a_folder_with_other_things_is_refused(content: list[str], named: str, tmp_path: Path) -> None:
    for name in content:
        (tmp_path / name).mkdir()
    with pytest.raises(EmbeddedError) as refused:
        DataFolder.open(tmp_path)
    assert refused.value.message == (
        f"{tmp_path} already holds other files (such as {named}). Set CARRYOVER_DATA to an empty folder."
    )


def test_a_file_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(EmbeddedError, match=f"cannot write to {tmp_path / 'data'} \\(File exists\\)"):
        DataFolder.open(tmp_path / "data")


def test_a_name_with_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match="control character"):
        DataFolder.open(tmp_path / "a\nb")


def test_too_little_space_is_told_in_megabytes(tmp_path: Path) -> None:
    data = DataFolder.open(tmp_path)
    data.check_space(0)
    with pytest.raises(EmbeddedError, match=r"MB free, and Carryover needs 1099511627776 MB\."):
        data.check_space(1 << 60)
    data.close()


def test_a_file_is_replaced_in_one_step_and_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    data = DataFolder.open(tmp_path / "data")
    data.room("etc", mode=0o755)
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    (data.path / "etc" / "valkey.conf").symlink_to(outside)
    data.write("etc/valkey.conf", "port 0\n")
    assert (data.path / "etc" / "valkey.conf").read_text() == "port 0\n"
    assert outside.read_text() == "untouched"
    assert [entry.name for entry in (data.path / "etc").iterdir()] == ["valkey.conf"]
    (data.path / "log").symlink_to(tmp_path)
    with pytest.raises(OSError, match="log"):
        data.room("log", mode=0o700)
    data.close()
