"""A delivery asks again whether it matters, goes out once, says that it did, and never fails in silence."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID, uuid5

import msgspec
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from domain.alert.events import AlertAcknowledged, AlertDelivered, AlertRaised, AlertResolved
from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context, open_context
from services.embedded.mail import MailSink, mail_sink
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_hands import add_effects, done_now, states_of
from tests.support.effect_rows import change, let_leases_run_over, rows, states
from tests.support.mailbox import address, mails
from tests.support.times import NOON
from workers.channels.letter import Channel, Letter
from workers.dead_letters import EFFECT_DEAD, EffectDead
from workers.delivery import Delivery
from workers.doing import NotBegun, Outcome
from workers.effects import MOST_ATTEMPTS, Claim, End
from workers.leasing import lease
from workers.reactor import Alerting
from workers.sending import Channels

ORG = UUID(int=11)
LEASED_AGAIN = (
    "UPDATE log.effect SET state = 'leased', ended_at = NULL, lease_until = now() WHERE org_id = $1 AND state = 'done'"
)
LAST_ATTEMPT_IN_NO_HURRY = """
UPDATE log.effect SET attempt = $2, lease_until = now(), urgent = false
WHERE org_id = $1 AND state = 'pending' AND attempt > 0
"""
WAITING = {"alert.due": "pending"}  # the look at the alert's clock, hours later


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def mailing(database: Database, clock: SetClock, sink: MailSink) -> AsyncIterator[Context]:
    """A context whose mail goes into the sink."""
    settings = replace(database.settings, smtp_url=address(sink), public_url="https://carryover.test")
    async with open_context(settings, clock=clock) as context:
        yield context


@pytest.fixture
async def day(mailing: Context, engine_pool: Pool) -> ClinicDay:
    """A day with one high pain whose deliveries are due."""
    day = await ClinicDay.open(mailing)
    await day.pain("seven", 70)
    await run_once(engine_pool, [Alerting(mailing)])
    return day


async def do_what_is_due(day: ClinicDay, pool: Pool, delivery: Delivery | None = None) -> list[End]:
    """Telling somebody makes letters due: until nothing more is."""
    now, ended = day.context.clock.now(day.org_id), list[End]()
    while some := await done_now(pool, day.org_id, now, delivery or Delivery(day.context, pool)):
        ended += some
    return ended


def the_alert(day: ClinicDay) -> str:
    return str(day.alert_of("high_pain", "knee", "seven"))


async def test_each_channel_delivers_once_and_the_log_says_so(
    day: ClinicDay, engine_pool: Pool, sink: MailSink
) -> None:
    assert await do_what_is_due(day, engine_pool) == [End.DONE] * 3
    [mail] = mails(sink)
    assert mail["to"] == ["hands@clinic.test"]
    assert mail["body"].splitlines() == [
        "At By the harbour an urgent alert waits for your answer now:",
        "",
        f"https://carryover.test/alerts/{the_alert(day)}",
    ]
    effects = await rows(engine_pool, day.org_id)
    delivered = {event.channel: event for event in await day.told() if isinstance(event, AlertDelivered)}
    by_channel = {
        "console": (effects["console"]["effect_id"], None),
        "email": (effects["email"]["effect_id"], day.therapist_id),
        "in_app": (uuid5(effects["alert.tell"]["effect_id"], str(day.therapist_id)), day.therapist_id),
    }
    assert delivered == {
        channel: AlertDelivered(
            alert_id=day.alert_of("high_pain", "knee", "seven"),
            patient_id=day.patient_id,
            channel=channel,
            effect_id=effect_id,
            staff_id=staff_id,
        )
        for channel, (effect_id, staff_id) in by_channel.items()
    }
    assert await states(engine_pool, day.org_id) == {
        **WAITING,
        "alert.tell": "done",
        "email": "done",
        "console": "done",
    }


async def test_after_a_crash_between_the_record_and_the_row_nothing_goes_out_again(
    day: ClinicDay, engine_pool: Pool, sink: MailSink
) -> None:
    await do_what_is_due(day, engine_pool)
    told = await day.told()
    await change(engine_pool, day.org_id, LEASED_AGAIN)
    assert await do_what_is_due(day, engine_pool) == [End.DONE] * 3
    assert len(mails(sink)) == 1
    assert await day.told() == told


class BreaksAfterSending:
    """A channel whose connection breaks the first time, after the receiver took the message."""

    name = "email"
    dedupes = False

    def __init__(self) -> None:
        self.sent: list[Letter] = []

    async def send(self, letter: Letter) -> None:
        self.sent.append(letter)
        if len(self.sent) == 1:
            raise ConnectionResetError("the answer was lost")


async def test_after_a_crash_between_sending_and_the_record_the_repeat_has_the_same_id_and_says_so(
    day: ClinicDay, engine_pool: Pool
) -> None:
    breaks = BreaksAfterSending()
    channels: dict[str, Channel] = {"email": breaks, "console": BreaksAfterSending()}
    delivery = Delivery(day.context, engine_pool, channels)
    await do_what_is_due(day, engine_pool, delivery)
    await let_leases_run_over(engine_pool, day.org_id)
    assert await do_what_is_due(day, engine_pool, delivery) == [End.DONE, End.DONE]
    assert len(breaks.sent) == 2
    first, second = breaks.sent
    assert first.effect_id == second.effect_id
    assert (first.again, second.again) == (False, True)
    assert second.words.text == f"{first.words.text}\nYou may have had this before.\n"
    [raised, *delivered] = await day.told()
    assert isinstance(raised, AlertRaised)
    assert {(event.channel, event.again) for event in delivered if isinstance(event, AlertDelivered)} == {
        ("in_app", False),
        ("email", True),
        ("console", True),
    }


async def test_nobody_is_sent_an_alert_that_somebody_has_acknowledged(
    day: ClinicDay, engine_pool: Pool, sink: MailSink
) -> None:
    await day.acknowledge(day.alert_of("high_pain", "knee", "seven"))
    assert await do_what_is_due(day, engine_pool) == [End.MOOT, End.MOOT]
    assert mails(sink) == []
    assert [type(event) for event in await day.told()] == [AlertRaised, AlertAcknowledged]


async def test_nobody_is_sent_an_alert_that_is_resolved(day: ClinicDay, engine_pool: Pool, sink: MailSink) -> None:
    await day.resolve(day.alert_of("high_pain", "knee", "seven"))
    assert await do_what_is_due(day, engine_pool) == [End.MOOT, End.MOOT]
    assert mails(sink) == []
    assert [type(event) for event in await day.told()] == [AlertRaised, AlertResolved]


async def test_a_therapist_without_an_address_is_said_to_have_none(mailing: Context, engine_pool: Pool) -> None:
    day = await ClinicDay.open(mailing, email="")
    await day.pain("seven", 70)
    await run_once(engine_pool, [Alerting(mailing)])
    await do_what_is_due(day, engine_pool)
    effects = await rows(engine_pool, day.org_id)
    assert {channel: (row["state"], row["error"]) for channel, row in effects.items()} == {
        "email": ("moot", "no e-mail address is known"),
        "console": ("done", None),
        "alert.tell": ("done", None),
        "alert.due": ("pending", None),
    }


async def test_a_mail_server_that_is_away_is_tried_again_and_given_up_loudly_in_the_end(
    context: Context, engine_pool: Pool
) -> None:
    day = await ClinicDay.open(context)
    await day.pain("seven", 70)
    await run_once(engine_pool, [Alerting(context)])
    await do_what_is_due(day, engine_pool)
    email = (await rows(engine_pool, day.org_id))["email"]
    assert (email["state"], email["attempt"], email["error"]) == ("pending", 1, "SMTPConnectError")
    await change(engine_pool, day.org_id, LAST_ATTEMPT_IN_NO_HURRY, MOST_ATTEMPTS - 1)
    with capture_logs() as lines:
        assert await do_what_is_due(day, engine_pool) == [End.DEAD, End.MOOT]
    assert [(line["event"], line["error"]) for line in lines if line["log_level"] == "error"] == [
        ("effect_dead", "SMTPConnectError")
    ]
    assert await states(engine_pool, day.org_id) == {
        **WAITING,
        "alert.tell": "done",
        "email": "dead",
        "console": "done",
        "operator.effect_dead": "moot",  # no operator is known
    }


async def test_something_urgent_is_never_given_up_and_the_operator_is_told_that_it_keeps_failing(
    context: Context, engine_pool: Pool
) -> None:
    async def refuse(context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
        return [ConnectionRefusedError() for _ in claims]

    delivery = Delivery(context, engine_pool, {}, kinds={"test.kind": refuse}, buried={})
    [effect_id] = await add_effects(engine_pool, ORG, 1, urgent=True)
    for _ in range(MOST_ATTEMPTS + 1):
        again, _ = await lease(engine_pool, ORG, NOON, 1, urgent=True)
        assert await delivery.deliver(ORG, [one.effect_id for one in again]) == {}
        await let_leases_run_over(engine_pool, ORG)
    found = await rows(engine_pool, ORG)
    assert (found["test.kind"]["state"], found["test.kind"]["attempt"]) == ("pending", MOST_ATTEMPTS + 1)
    assert msgspec.json.decode(found[EFFECT_DEAD]["payload"], type=EffectDead) == EffectDead(
        effect_id=effect_id, kind="test.kind", error="ConnectionRefusedError", goes_on=True
    )


async def test_what_was_never_begun_is_not_given_up(context: Context, engine_pool: Pool) -> None:
    async def have_no_time(context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
        return [NotBegun() for _ in claims]

    delivery = Delivery(context, engine_pool, {}, kinds={"test.kind": have_no_time}, buried={})
    await add_effects(engine_pool, ORG, 1)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", MOST_ATTEMPTS - 1)
    assert await done_now(engine_pool, ORG, NOON, delivery) == []
    assert await states_of(engine_pool, ORG) == {"pending": 1}


async def test_a_kind_that_nobody_can_do_is_given_up_at_once(day: ClinicDay, engine_pool: Pool) -> None:
    await change(engine_pool, day.org_id, "UPDATE log.effect SET kind = 'of.a.later.release' WHERE org_id = $1")
    assert await do_what_is_due(day, engine_pool) == [End.DEAD, End.DEAD, End.MOOT]
