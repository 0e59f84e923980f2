"""Figures beside each other: in turn, by round, with their spread."""

from bench.rounds import Sample, Spread, delays, in_turn, ratio, spread_of, typical


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


def test_a_ratio_may_be_of_the_longest_waits_or_of_the_cost() -> None:
    ours, theirs = [Sample(rate=10, p99=30)], [Sample(rate=40, p99=20)]
    assert ratio(ours, theirs, "p99") == Spread(1.5, 1.5, 1.5)
    assert ratio(ours, theirs, "cost") == Spread(4, 4, 4)


def test_waits_come_to_their_middle_and_their_longest_but_one_in_a_hundred() -> None:
    assert delays([place / 1000 for place in range(200, 0, -1)], within=10) == Sample(rate=20, p50=101, p99=199)


def test_a_spread_tells_its_ends() -> None:
    assert str(spread_of([2.0, 2.416, 1.5])) == "2.00 [1.50..2.42]"


def test_what_was_not_measured_in_every_round_is_not_told() -> None:
    first = Sample(rate=1, p50=10, p99=20, cpu=100)
    samples = [first, Sample(rate=3, p50=30, p99=40, cpu=None), Sample(rate=2, p50=20, p99=90, cpu=300)]
    assert typical(samples) == Sample(rate=2, p50=20, p99=40, cpu=None)
