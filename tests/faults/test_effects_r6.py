"""R6: what the queue is told arrives two to five times, in another order, and long after; nothing is done twice."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest

from domain.values import BodyRegion
from eventstore.walls import Pool
from projections.runner import run_once
from services.embedded.mail import MailSink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.effect_rows import let_leases_run_over
from tests.support.length import length
from tests.support.posted import all_ended, keys_of, recorded
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, worker_process
from workers.actors import hand_over
from workers.broker import close_broker, make_broker
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher, Handful
from workers.reactor import Alerting

REGIONS = tuple(BodyRegion)[:10]


class Careless:
    """A queue that passes everything on two to five times in any order, and some of it only with what comes later."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.broker = make_broker(settings)
        self._pass_on = hand_over(self.broker)
        self._random = random
        self._late: list[Handful] = []

    def take(self, handfuls: Sequence[Handful]) -> None:
        copies = [*self._late, *(one for one in handfuls for _ in range(self._random.randint(2, 5)))]
        self._random.shuffle(copies)
        half = len(copies) // 2
        self._late = copies[half:]
        self._pass_on([*copies[:half], *handfuls])

    def take_late(self) -> None:
        """What had been kept back arrives after all is done."""
        self._pass_on(self._late)


@pytest.mark.parametrize("seed", range(length(1, 10)))
async def test_r6_repeated_reordered_and_delayed_each_alert_is_sent_and_recorded_once(
    seed: int,
    alerted: ClinicDay,
    mailing: Settings,
    mail_server: HoldingMailServer,
    mailbox: MailSink,
    engine_pool: Pool,
) -> None:
    mail_server.release()
    context = alerted.context
    careless = Careless(mailing, Random(seed))
    delivery = Delivery(context, engine_pool)
    dispatcher = Dispatcher(engine_pool, context.clock, delivery, careless.take)

    async def looked() -> bool:
        await dispatcher.look()
        return await all_ended(engine_pool, alerted.org_id, len(REGIONS))

    async with worker_process(mailing, threads=4) as one, worker_process(mailing, threads=4) as two:
        await asyncio.gather(one.says("worker_ready"), two.says("worker_ready"))
        for region in REGIONS:
            await alerted.pain(region, 70, region)
        while await run_once(engine_pool, [Alerting(context)]):
            pass
        await until(looked)
        before = await alerted.told()
        careless.take_late()
        await alerted.pain("behind them", 90, tuple(BodyRegion)[10])
        while await run_once(engine_pool, [Alerting(context)]):
            pass
        await until(lambda: _and_one_more(dispatcher, engine_pool, alerted))
    await dispatcher.drain(5)
    delivery.close()
    close_broker(careless.broker)
    assert (await alerted.told())[: len(before)] == before
    events = await recorded(alerted)
    assert len(events) == len(REGIONS) + 1
    assert sorted(keys_of(mailbox)) == sorted(f"<{event.effect_id}@clinic.test>" for event in events)
    assert not any(event.again for event in events)


async def _and_one_more(dispatcher: Dispatcher, pool: Pool, day: ClinicDay) -> bool:
    await dispatcher.look()
    return await all_ended(pool, day.org_id, len(REGIONS) + 1)


async def test_r6_handed_to_many_at_once_each_has_one_pair_of_hands(
    alerted: ClinicDay, mail_server: HoldingMailServer, mailbox: MailSink, engine_pool: Pool
) -> None:
    mail_server.release()
    context = alerted.context
    for region in REGIONS:
        await alerted.pain(region, 70, region)
    while await run_once(engine_pool, [Alerting(context)]):
        pass
    handed: list[Handful] = []
    dispatcher = Dispatcher(engine_pool, context.clock, Delivery(context, engine_pool), handed.extend)
    hands = [Delivery(context, engine_pool) for _ in range(4)]
    random = Random(6)
    for _ in range(20):
        await dispatcher.look()
        copies = [handful for handful in handed for _ in range(random.randint(2, 5))]
        random.shuffle(copies)
        await asyncio.gather(*(random.choice(hands).deliver(one.org_id, one.effect_ids) for one in copies))
        await let_leases_run_over(engine_pool, alerted.org_id)
        if await all_ended(engine_pool, alerted.org_id, len(REGIONS)):
            break
    for delivery in hands:
        delivery.close()
    assert await all_ended(engine_pool, alerted.org_id, len(REGIONS))
    assert len(await recorded(alerted)) == len(set(keys_of(mailbox))) == len(keys_of(mailbox)) == len(REGIONS)
