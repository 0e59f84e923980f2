"""An organisation whose read model fails for no event's fault rests, ever longer; the others keep their speed."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.walls import Pool
from projections.base import Fact
from projections.desk import Desk
from projections.places import FIRST_BUILD, Place
from projections.rests import LONGEST_REST, Rests
from projections.runner import run_once
from projections.symptoms.projection import Symptoms
from tests.support.citus_servers import of_one_server
from tests.support.feed import Feed
from tests.support.levels import levels, pain
from tests.support.story_draws import BEGIN

PLACE = Place(uuid4(), "symptoms", FIRST_BUILD, 1)
BROKEN = asyncpg.UndefinedTableError("no such table")


class Watched(Symptoms):
    """The symptoms read model; it fails for one organisation, and remembers of whom it was given facts together."""

    def __init__(self, sick: UUID) -> None:
        self.sick: UUID | None = sick
        self.together: list[set[UUID]] = []

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        org_ids = {fact.recorded.org_id for fact in facts}
        self.together.append(org_ids)
        if self.sick in org_ids:
            raise BROKEN
        await super().apply(desk, facts)

    def seen(self) -> list[set[UUID]]:
        """Since it was asked last."""
        seen, self.together = self.together, []
        return seen


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@of_one_server("each organisation is folded by itself")
async def test_one_organisations_trouble_is_tried_by_itself_and_the_others_stay_together(engine_pool: Pool) -> None:
    feeds = [Feed(engine_pool, uuid4(), BEGIN) for _ in range(3)]
    sick, first, second = (feed.org_id for feed in feeds)
    model, clock, patient = Watched(sick), Clock(), uuid4()
    rests = Rests(clock)

    async def a_round() -> tuple[int, list[set[UUID]]]:
        for feed in feeds:
            await feed.tell([pain(patient, feed.pos)])
        return await run_once(engine_pool, [model], rests=rests), model.seen()

    folded, seen = await a_round()
    assert folded == 2
    assert seen[0] == {sick, first, second}
    assert sorted(seen[1:], key=str) == sorted([{sick}, {first}, {second}], key=str)
    assert await a_round() == (2, [{first, second}])
    clock.now = 1.0
    assert await a_round() == (2, [{first, second}, {sick}])
    clock.now = 2.9
    assert await a_round() == (2, [{first, second}])
    assert await run_once(engine_pool, [model], rests=rests) == 0
    clock.now = 3.0
    model.sick = None
    assert await a_round() == (7, [{first, second}, {sick}])
    assert await a_round() == (3, [{sick, first, second}])
    assert await levels(engine_pool, sick) == await levels(engine_pool, first) == {patient: [0, 1, 2, 3, 4, 5]}


class Slow(Symptoms):
    """The symptoms read model on a server that is given ten seconds, and needs a second for two facts."""

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        if len(facts) > 20:
            raise asyncpg.QueryCanceledError("canceling statement due to statement timeout")
        await super().apply(desk, facts)


async def test_a_place_whose_step_takes_too_long_is_given_fewer_events_until_it_has_caught_up(
    engine_pool: Pool,
) -> None:
    feed, patient, clock = Feed(engine_pool, uuid4(), BEGIN), uuid4(), Clock()
    rests = Rests(clock)
    await feed.tell([pain(patient, n) for n in range(90)])
    folded = []
    for clock.now in range(24):
        folded.append(await run_once(engine_pool, [Slow()], rests=rests, at_once=100))
    assert folded == [*[0] * 15, *[12] * 7, 6, 0]  # it was given 100, 100, 50, 25 and then 12
    assert rests.step(PLACE._replace(org_id=feed.org_id), 100) == 100


def test_a_rest_is_twice_as_long_each_time_and_a_minute_at_the_longest() -> None:
    clock = Clock()
    rests = Rests(clock)
    assert rests.due([PLACE]) == ([PLACE], [])
    assert [rests.failed(PLACE, BROKEN) for _ in range(8)] == [1, 2, 4, 8, 16, 32, LONGEST_REST, LONGEST_REST]
    assert rests.due([PLACE]) == ([], [])
    clock.now = LONGEST_REST
    assert rests.due([PLACE]) == ([], [PLACE])
    rests.well(PLACE, more=False)
    assert rests.due([PLACE]) == ([PLACE], [])
    assert rests.failed(PLACE, BROKEN) == 1


@pytest.mark.parametrize(
    "error", [ConnectionResetError(), TimeoutError(), asyncpg.ReadOnlySQLTransactionError("may only read")]
)
def test_trouble_of_the_whole_server_makes_nobody_rest_for_long(error: Exception) -> None:
    rests = Rests(Clock())
    assert [rests.failed(PLACE, error) for _ in range(5)] == [1, 1, 1, 1, 1]
