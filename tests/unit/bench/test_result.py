"""What a bench leaves behind: a table with goals, one line of JSON, and a file that keeps the others' results."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bench.result import Case, Peer, Result, headline, table, write_latest
from bench.rounds import Sample, Spread

PEER = Peer(name="naive", ratio=Spread(2.5, 2.0, 3.0), sample=Sample(rate=1000, p50=5, p99=20, cpu=400), goal=2)
RESULT = Result(
    bench="http-command",
    ratio=2.5,
    goal=2,
    better="higher",
    abs=2500,
    abs_goal=None,
    ours=2500,
    beside=1000,
    unit="requests/s",
    sizes={"rounds": 3},
    quick=True,
    cases=(Case(name="20 organisations", ours=Sample(rate=2500, p50=2, p99=8, cpu=160), peers=(PEER,)),),
    notes=("on a shared machine",),
)


def test_a_goal_is_reached_or_missed() -> None:
    row = [cell.strip() for cell in table(RESULT).splitlines()[4].strip("|").split("|")]
    told = ["2.50 [2.00..3.00]", "2 reached", "2,500", "1,000", "2.0 / 8.0", "5.0 / 20.0", "160", "400"]
    assert row == ["20 organisations", "naive", *told]
    case = RESULT.cases[0]
    missed = replace(RESULT, cases=(replace(case, peers=(replace(PEER, goal=2.6),)),))
    assert "2.6 missed" in table(missed)


def test_where_less_is_better_a_goal_is_not_to_be_passed() -> None:
    growth = replace(RESULT, better="lower")
    case = RESULT.cases[0]
    kept = replace(growth, cases=(replace(case, peers=(replace(PEER, goal=2.6),)),))
    assert "2 missed" in table(growth)
    assert "2.6 reached" in table(kept)


@pytest.mark.parametrize(("goal", "told"), [(8, "p99 8 ms reached"), (7, "p99 7 ms missed")])
def test_a_longest_wait_may_have_a_goal_of_its_own(goal: float, told: str) -> None:
    case = replace(RESULT.cases[0], abs_goal=goal, peers=(replace(PEER, goal=None),))
    assert told in table(replace(RESULT, goal=None, cases=(case,)))


@pytest.mark.parametrize(("goal", "told"), [(2500, "2,500 a second reached"), (2501, "2,501 a second missed")])
def test_a_rate_may_have_a_goal_of_its_own(goal: float, told: str) -> None:
    case = replace(RESULT.cases[0], rate_goal=goal, peers=(replace(PEER, goal=None),))
    assert told in table(replace(RESULT, goal=None, cases=(case,)))


def test_the_table_tells_sizes_and_notes() -> None:
    first, *_, last = table(RESULT).splitlines()
    assert first == "**http-command**: requests/s; rounds 3"
    assert last == "- on a shared machine"


def test_the_headline_is_one_object_without_the_cases() -> None:
    assert msgspec.json.decode(headline(RESULT)) == {
        "bench": "http-command",
        "ratio": 2.5,
        "goal": 2,
        "better": "higher",
        "abs": 2500,
        "abs_goal": None,
        "ours": 2500,
        "beside": 1000,
        "unit": "requests/s",
        "sizes": {"rounds": 3},
        "quick": True,
    }


def test_the_newest_of_each_bench_is_kept(tmp_path: Path) -> None:
    latest = tmp_path / "results" / "latest.json"
    write_latest(RESULT, latest)
    write_latest(replace(RESULT, bench="append"), latest)
    write_latest(replace(RESULT, ratio=3.5), latest)
    kept = msgspec.json.decode(latest.read_bytes())
    assert {name: result["ratio"] for name, result in kept.items()} == {"http-command": 3.5, "append": 2.5}
    assert msgspec.convert(kept["append"], Result) == replace(RESULT, bench="append")


@pytest.mark.parametrize("figure", ["p50", "cpu"])
def test_what_was_not_measured_is_left_empty(figure: str) -> None:
    case = RESULT.cases[0]
    bare = replace(case, ours=replace(case.ours, **{figure: None}))
    assert "None" not in table(replace(RESULT, cases=(bare,)))
