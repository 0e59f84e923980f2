"""Running a bench by its name: what is printed, what is kept, and who is given the folder with the large logs."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench import run as running
from bench.result import Case, Peer, Result
from bench.rounds import Sample, Spread
from bench.run import BENCHES, ON_A_LARGE_LOG, run

KEYS = ["bench", "ratio", "goal", "better", "abs", "abs_goal", "ours", "beside", "unit", "sizes", "quick"]

CASE = Case(name="one", ours=Sample(rate=2), peers=(Peer(name="other", ratio=Spread(2, 2, 2), sample=Sample(rate=1)),))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """With what the two benches were called that are the whole list now."""
    calls: list[dict[str, Any]] = []

    async def small(**given: Any) -> Result:
        calls.append(given)
        return Result(
            bench="small",
            ratio=2,
            goal=None,
            better="lower",
            abs=3,
            abs_goal=4,
            ours=3,
            beside=1.5,
            unit="ms",
            sizes={},
            quick=given["quick"],
            cases=(CASE,),
        )

    async def large(**given: Any) -> Result:
        return await small(**given)

    monkeypatch.setattr(running, "BENCHES", {"small": small, "large": large})
    monkeypatch.setattr(running, "ON_A_LARGE_LOG", frozenset({large}))
    monkeypatch.setattr(running, "write_latest", lambda result: calls.append({"kept": result.bench}))
    return calls


async def test_the_json_comes_last_and_has_these_keys(
    asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    await run("small", quick=True, as_json=True)
    *_, last = capsys.readouterr().out.splitlines()
    assert list(msgspec.json.decode(last)) == KEYS
    assert asked == [{"quick": True}, {"kept": "small"}]


async def test_a_large_log_stands_in_the_folder_that_is_given(asked: list[dict[str, Any]], tmp_path: Path) -> None:
    await run("large", quick=False, as_json=False, kept=tmp_path)
    await run("small", quick=False, as_json=False, kept=tmp_path)
    assert asked[::2] == [{"quick": False, "kept": tmp_path}, {"quick": False}]


def test_who_needs_a_large_log_is_in_the_list() -> None:
    assert set(BENCHES.values()) >= ON_A_LARGE_LOG
