"""A setting is measured in turn with its peers, and one setting speaks for the whole bench."""

from bench.cases import Measure, compared, found
from bench.result import Case, Peer, Result
from bench.rounds import Sample, Spread

PEERS = {"naive": 2.0, "single": 4.0}


def measure(name: str, rate: float, asked: list[str]) -> Measure:
    async def sample() -> Sample:
        asked.append(name)
        return Sample(rate=rate, p50=1, p99=1000 / rate)

    return sample


async def case(asked: list[str]) -> Case:
    peers = {name: measure(name, rate, asked) for name, rate in PEERS.items()}
    ours = measure("ours", 8, asked)
    return await compared("one organisation", ours, peers, 2, by="p99", goals={"naive": 0.5}, abs_goal=200)


async def test_ours_comes_first_in_each_round() -> None:
    asked: list[str] = []
    assert await case(asked) == Case(
        name="one organisation",
        ours=Sample(rate=8, p50=1, p99=125),
        peers=(
            Peer(name="naive", ratio=Spread(0.25, 0.25, 0.25), sample=Sample(rate=2, p50=1, p99=500), goal=0.5),
            Peer(name="single", ratio=Spread(0.5, 0.5, 0.5), sample=Sample(rate=4, p50=1, p99=250)),
        ),
        abs_goal=200,
    )
    assert asked == ["ours", "naive", "single"] * 2


async def test_one_case_beside_its_first_peer_speaks_for_all() -> None:
    one = await case([])
    assert found("lag", [one], one, unit="ms", sizes={"rounds": 2}, quick=True, better="lower", of="p99") == Result(
        bench="lag",
        ratio=0.25,
        goal=0.5,
        better="lower",
        abs=125,
        abs_goal=200,
        ours=125,
        beside=500,
        unit="ms",
        sizes={"rounds": 2},
        quick=True,
        cases=(one,),
    )


async def test_the_goal_of_a_rate_is_the_goal_of_the_whole() -> None:
    asked: list[str] = []
    beside = {"naive": measure("naive", 2, asked)}
    one = await compared("a year", measure("ours", 8, asked), beside, 1, goals={"naive": 3}, rate_goal=5)
    result = found("slots", [one], one, unit="slots/s", sizes={}, quick=True)
    assert (result.ratio, result.goal, result.abs, result.abs_goal) == (4, 3, 8, 5)
