"""Figures beside each other: in turn, by round, with their spread."""

from bench.rounds import Sample, Spread, in_turn, ratio, spread_of, typical


async def test_contenders_are_measured_in_turn() -> None:
    asked: list[str] = []

    def contender(name: str) -> Sample:
        asked.append(name)
        return Sample(rate=len(asked))

    async def ours() -> Sample:
        return contender("ours")

    async def theirs() -> Sample:
        return contender("theirs")

    samples = await in_turn({"ours": ours, "theirs": theirs}, 3)
    assert asked == ["ours", "theirs"] * 3
    assert samples == {"ours": [Sample(rate=rate) for rate in (1, 3, 5)], "theirs": [Sample(rate=r) for r in (2, 4, 6)]}


def test_a_ratio_is_the_median_of_the_ratios_within_a_round() -> None:
    ours = [Sample(rate=rate) for rate in (300, 10, 90)]  # a neighbour was loud in the second round, for both
    theirs = [Sample(rate=rate) for rate in (100, 5, 30)]
    assert ratio(ours, theirs) == Spread(median=3, least=2, most=3)


def test_a_spread_tells_its_ends() -> None:
    assert str(spread_of([2.0, 2.416, 1.5])) == "2.00 [1.50..2.42]"


def test_what_was_not_measured_in_every_round_is_not_told() -> None:
    first = Sample(rate=1, p50=10, p99=20, cpu=100)
    samples = [first, Sample(rate=3, p50=30, p99=40, cpu=None), Sample(rate=2, p50=20, p99=90, cpu=300)]
    assert typical(samples) == Sample(rate=2, p50=20, p99=40, cpu=None)
