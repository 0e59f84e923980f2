"""The dispatcher hands over ids, and does itself what the workers cannot or do not take."""

from collections.abc import Sequence

import pytest
from redis.exceptions import ConnectionError as BrokerAway

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from tests.support.clinic_day import ClinicDay
from tests.support.effect_rows import let_leases_run_over, rows, states
from tests.support.times import NOON
from workers.channels.letter import Channel, Letter
from workers.channels.quiet import ConsoleChannel
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher, Handful
from workers.effects import claim
from workers.reactor import Alerting

DONE = {"email": "done", "console": "done"}


class Post:
    """A channel that keeps what it was given."""

    name = "email"
    dedupes = False

    def __init__(self) -> None:
        self.sent: list[Letter] = []

    async def send(self, letter: Letter) -> None:
        self.sent.append(letter)


class Workers:
    """Where ids are handed over to; `away` while the broker is."""

    def __init__(self) -> None:
        self.away = False
        self.handed: list[Handful] = []

    def take(self, handfuls: Sequence[Handful]) -> None:
        if self.away:
            raise BrokerAway("nobody listens")
        self.handed += handfuls


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def dispatcher(context: Context, engine_pool: Pool, workers: Workers, post: Post) -> Dispatcher:
    channels: dict[str, Channel] = {"email": post, "console": ConsoleChannel()}
    return Dispatcher(engine_pool, context.clock, Delivery(context, engine_pool, channels), workers.take)


@pytest.fixture
async def day(context: Context, engine_pool: Pool) -> ClinicDay:
    day = await ClinicDay.open(context)
    await day.pain("seven", 70)
    await run_once(engine_pool, [Alerting(context)])
    return day


async def test_what_is_due_is_handed_over_once_as_ids(
    day: ClinicDay, dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, post: Post
) -> None:
    assert await dispatcher.look() == 2
    assert await dispatcher.look() == 0
    await dispatcher.drain(5)
    effects = await rows(engine_pool, day.org_id)
    assert [(handful.org_id, sorted(handful.effect_ids), handful.urgent) for handful in workers.handed] == [
        (day.org_id, sorted(row["effect_id"] for row in effects.values()), True)
    ]
    assert await states(engine_pool, day.org_id) == {"email": "leased", "console": "leased"}
    assert post.sent == []


async def test_nothing_is_handed_over_before_its_time_by_the_organisations_clock(
    day: ClinicDay, dispatcher: Dispatcher, clock: SetClock
) -> None:
    clock.instant = NOON.replace(year=NOON.year - 1)
    assert await dispatcher.look() == 0
    clock.instant = NOON
    assert await dispatcher.look() == 2


async def test_when_the_broker_refuses_it_does_it_itself(
    day: ClinicDay, dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, post: Post
) -> None:
    workers.away = True
    await dispatcher.look()
    await dispatcher.drain(5)
    assert await states(engine_pool, day.org_id) == DONE
    assert [letter.to.email for letter in post.sent] == ["hands@clinic.test"]


async def test_what_no_worker_takes_it_does_itself(
    day: ClinicDay, dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, post: Post
) -> None:
    await dispatcher.look()
    await let_leases_run_over(engine_pool, day.org_id)
    await dispatcher.look()
    await dispatcher.drain(5)
    assert await states(engine_pool, day.org_id) == DONE
    assert (len(workers.handed), len(post.sent)) == (1, 1)


async def test_what_a_dead_worker_had_in_hand_goes_to_the_next_worker(
    day: ClinicDay, dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    await dispatcher.look()
    [first] = workers.handed
    assert len(await claim(engine_pool, first.org_id, first.effect_ids)) == 2
    await let_leases_run_over(engine_pool, day.org_id)
    await dispatcher.look()
    assert [sorted(handful.effect_ids) for handful in workers.handed] == [sorted(first.effect_ids)] * 2
