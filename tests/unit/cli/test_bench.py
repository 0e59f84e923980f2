"""`carryover bench`: one that fails is told, and takes nobody's figures with it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bench.rounds import BenchFailed
from services.cli import bench as command


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What was run of three benches, of which the second fails."""
    calls: list[tuple[str, dict[str, Any]]] = []

    async def run(name: str, **given: Any) -> None:
        calls.append((name, given))
        if name == "second":
            raise BenchFailed("a wrong answer")

    monkeypatch.setattr(command, "BENCHES", {"first": None, "second": None, "third": None})
    monkeypatch.setattr(command, "run", run)
    return calls


def test_where_one_fails_the_others_go_on(ran: list[tuple[str, dict[str, Any]]]) -> None:
    done = CliRunner().invoke(command.bench, ["--quick"])
    assert [name for name, _ in ran] == ["first", "second", "third"]
    assert (done.exit_code, done.stderr) == (1, "second: a wrong answer\nError: no figures from second\n")
    [folder] = {given["kept"] for _, given in ran}
    assert not folder.exists()


def test_a_folder_that_is_named_is_kept(ran: list[tuple[str, dict[str, Any]]], tmp_path: Path) -> None:
    assert CliRunner().invoke(command.bench, ["--keep", str(tmp_path)]).exit_code == 1
    assert {given["kept"] for _, given in ran} == {tmp_path}
    assert tmp_path.exists()
