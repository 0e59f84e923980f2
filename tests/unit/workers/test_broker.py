"""The queue is set up so that a killed worker's messages come back soon, and nothing connects before it must."""

from pathlib import Path
from uuid import UUID

import pytest
import uvloop
from dramatiq import Worker
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import AgeLimit, TimeLimit
from redis.exceptions import ConnectionError as BrokerAway

from services.settings import Settings
from workers.actors import DELIVER, DELIVER_URGENT, QUEUE, URGENT_QUEUE, declare_deliver, hand_over
from workers.broker import ALWAYS, close_broker, make_broker
from workers.delivery import Delivery
from workers.dispatcher import Handful
from workers.house import House, NotOpened
from workers.loop import OnUvloop
from workers.traced_messages import TracedMessages


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of servers that are not there."""
    return Settings(
        app_url="postgresql://127.0.0.1:1/nothing",
        engine_url="postgresql://127.0.0.1:1/nothing",
        owner_url="",
        keys_url="postgresql://127.0.0.1:1/nothing",
        keys_owner_url="",
        valkey_url=f"unix://{tmp_path}/no.sock?db=1",
        broker_url=f"unix://{tmp_path}/no.sock?db=2",
        smtp_url="smtp://127.0.0.1:1",
        mail_from="carryover@clinic.test",
        master_key=b"k" * 32,
    )


def no_delivery() -> Delivery:
    raise NotOpened("not in this test")


def test_making_it_connects_to_nothing_and_declares_an_actor_for_each_queue(settings: Settings) -> None:
    broker = make_broker(settings, House(settings))
    declare_deliver(broker, no_delivery)
    assert (set(broker.actors), broker.get_declared_queues()) == (
        {DELIVER, DELIVER_URGENT},
        {QUEUE, URGENT_QUEUE},
    )
    close_broker(broker)


def test_the_names_in_the_queue_stay_as_they_are() -> None:
    assert (QUEUE, DELIVER) == ("effects", "deliver")
    assert (URGENT_QUEUE, DELIVER_URGENT) == ("effects-urgent", "deliver_urgent")


def test_maintenance_comes_with_every_command_and_retries_are_left_to_the_effects(settings: Settings) -> None:
    broker = make_broker(settings, House(settings))
    assert (broker.maintenance_chance, broker.heartbeat_timeout) == (ALWAYS, 5_000)
    assert [type(one) for one in broker.middleware] == [AgeLimit, TimeLimit, OnUvloop, TracedMessages, House]
    close_broker(broker)


def test_a_broker_that_is_away_says_so_at_once(settings: Settings) -> None:
    broker = make_broker(settings)
    with pytest.raises(BrokerAway):
        hand_over(broker)([Handful(UUID(int=1), (UUID(int=2),))])
    close_broker(broker)


def test_a_workers_loop_is_one_that_keeps_its_buffers(settings: Settings) -> None:
    broker = make_broker(settings)
    worker = Worker(broker)  # only made: starting it would look for the queue
    broker.emit_before("worker_boot", worker)
    thread = get_event_loop_thread()
    try:
        assert thread is not None
        assert isinstance(thread.loop, uvloop.Loop)
        assert thread.loop.is_running()
    finally:
        broker.emit_after("worker_shutdown", worker)
        close_broker(broker)
    assert get_event_loop_thread() is None
