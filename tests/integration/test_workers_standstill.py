"""When the alert rules cannot go on for a patient, her therapist and the operator are told, once; nobody else is."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from domain.alert.events import (
    AlertAttached,
    AlertDelivered,
    AlertRaised,
    AlertResolved,
    AlertWithheld,
    Grade,
    WithheldBecause,
)
from eventstore.walls import Pool, reading, walled
from projections.base import Fact
from projections.desk import Desk
from projections.parked import Parked, Retried, find_parked, retry
from projections.places import FIRST_BUILD
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context, open_context
from services.embedded.mail import MailSink, mail_sink
from tests.support.choosy import GARBLED, tell_unread
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_hands import done_now
from tests.support.effect_rows import change
from tests.support.mailbox import address, mails
from workers.delivery import Delivery
from workers.effects import End
from workers.reactor import Alerting

OPERATOR = "operator@carryover.test"
HOUR = timedelta(hours=1)
EFFECTS = """
SELECT kind, payload->>'channel' AS channel, state FROM log.effect
WHERE org_id = $1 AND payload->>'channel' IS NOT NULL ORDER BY 1, 2
"""
MAILED = "SELECT count(*) FROM log.effect WHERE kind = 'operator.alarm' AND payload->>'channel' = 'email'"


class Choking(Alerting):
    """The alert rules, which choke on some events."""

    def __init__(self, context: Context, *poison: UUID) -> None:
        super().__init__(context)
        self._poison = frozenset(poison)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        if not self._poison.isdisjoint(fact.recorded.event_id for fact in facts):
            raise KeyError("no such thing")
        await super().apply(desk, facts)


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def context(database: Database, clock: SetClock, sink: MailSink) -> AsyncIterator[Context]:
    """One whose mail goes into the sink, with an operator."""
    settings = replace(database.settings, smtp_url=address(sink), operator_mail=OPERATOR)
    async with open_context(settings, clock=clock) as context:
        yield context


@pytest.fixture
async def day(context: Context) -> ClinicDay:
    return await ClinicDay.open(context)


async def react(pool: Pool, alerting: Alerting) -> None:
    while await run_once(pool, [alerting]):
        pass


async def parked_in(pool: Pool, day: ClinicDay) -> list[Parked]:
    return await find_parked(pool, {Alerting.name: Alerting.wants}, [day.org_id])


async def do_what_is_due(pool: Pool, day: ClinicDay) -> list[End]:
    """Telling somebody makes letters due: until nothing more is."""
    now, ended = day.context.clock.now(day.org_id), list[End]()
    while some := await done_now(pool, day.org_id, now, Delivery(day.context, pool)):
        ended += some
    return ended


async def effects(pool: Pool, day: ClinicDay) -> list[tuple[str, str, str]]:
    async with reading(pool, day.org_id) as db:
        return [tuple(row) for row in await db.fetch(EFFECTS, day.org_id)]


async def test_the_therapist_gets_one_alert_and_the_operator_one_message(
    day: ClinicDay, context: Context, engine_pool: Pool, sink: MailSink
) -> None:
    poison = await day.pain("poison", 30)
    position = (await day.recorded())[-1].pos
    await day.pain("waits", 90)
    other = await ClinicDay.open(context)
    await other.pain("high", 90)
    await react(engine_pool, Choking(context, poison))

    alert_id = day.alert_of("not_watched", "", "poison")
    assert await day.told() == [
        AlertRaised(
            alert_id=alert_id,
            patient_id=day.patient_id,
            clinic_id=day.clinic_id,
            rule="not_watched",
            rule_version=1,
            policy_version=0,
            grade=Grade.HIGH,
            scope="",
            position=position,
            facts=(poison,),
            answer_by=context.clock.now(day.org_id) + timedelta(hours=24),
            therapist_id=day.therapist_id,
        )
    ]
    assert [getattr(event, "rule", None) for event in await other.told()] == ["high_pain"]
    with capture_logs() as lines:
        assert await do_what_is_due(engine_pool, day) == [End.DONE] * 5
    assert await do_what_is_due(engine_pool, day) == []
    assert await effects(engine_pool, day) == [
        (kind, channel, "done") for kind in ("alert.deliver", "operator.alarm") for channel in ("console", "email")
    ]
    arrived = {event.channel for event in await day.told() if isinstance(event, AlertDelivered)}
    assert arrived == {"console", "email", "in_app"}
    by_reader = {mail["to"][0]: mail for mail in mails(sink)}
    assert set(by_reader) == {"hands@clinic.test", OPERATOR}
    assert by_reader[OPERATOR]["body"].splitlines() == [
        "alerting cannot digest an event, and goes on without whom it is about.",
        "",
        "reader: alerting",
        "build: 1",
        f"organisation: {day.org_id}",
        f"subject: {day.patient_id}",
        f"position: {position}",
        "",
        f"Why: carryover parked show alerting {day.patient_id}",
        f"Once it is mended: carryover parked retry alerting {day.patient_id}",
    ]
    [line] = [line for line in lines if line["event"] == "reader_stands_still"]
    assert (line["log_level"], line["reader"], line["subject"]) == ("error", "alerting", str(day.patient_id))


async def test_killed_between_the_alert_and_the_park_it_is_one_alert_all_the_same(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    poison = await day.pain("poison", 30)
    choking = Choking(context, poison)
    stored = await day.recorded()
    facts = [Fact(one, context.codec.decode(one.type, one.schema_v, one.data)) for one in stored[:-1]]
    async with engine_pool.acquire() as db:
        crashed = db.transaction()
        await crashed.start()
        await walled(db, [day.org_id])
        await choking.apply(Desk(db, FIRST_BUILD), facts)
        await choking.alarm(Desk(db, FIRST_BUILD), stored[-1])
        await crashed.rollback()
    [raised] = await day.told()
    assert await parked_in(engine_pool, day) == []
    await react(engine_pool, choking)
    assert await day.told() == [raised]
    assert len(await effects(engine_pool, day)) == 3


async def test_what_cannot_be_read_still_stays_parked_and_alerts_nobody_again(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    unread = await tell_unread(engine_pool, day.org_id, day.patient_id, GARBLED, clock.instant)
    await day.pain("high", 90)
    await react(engine_pool, Alerting(context))
    [parked] = await parked_in(engine_pool, day)
    assert (parked.pos, parked.subject_id) == (unread, day.patient_id)
    assert [getattr(event, "rule", None) for event in await day.told()] == ["not_watched"]

    again = await retry(engine_pool, Alerting(context), parked)
    assert (again.applied, again.pos) == (0, unread)
    assert [type(event) for event in await day.told()] == [AlertRaised]


async def test_mended_the_rules_say_what_they_would_have_said_and_the_alert_stays_until_somebody_looks(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    poison = await day.pain("poison", 75)
    await day.pain("high", 90)
    await day.pain("old", 80, ago=30 * HOUR)
    await react(engine_pool, Choking(context, poison))
    clock.instant += 50 * HOUR
    [parked] = await parked_in(engine_pool, day)
    assert await retry(engine_pool, Alerting(context), parked) == Retried(4, None, None)
    await react(engine_pool, Alerting(context))
    told = await day.told()
    alert_id = day.alert_of("high_pain", "knee", "poison")
    assert [(type(event), getattr(event, "rule", None)) for event in told] == [
        (AlertRaised, "not_watched"),
        (AlertRaised, "high_pain"),
        (AlertAttached, None),
        (AlertWithheld, "high_pain"),
    ]
    assert isinstance(told[1], AlertRaised)
    assert (told[1].alert_id, told[1].facts) == (alert_id, (poison,))
    assert isinstance(told[2], AlertAttached)
    assert (told[2].alert_id, told[2].fact) == (alert_id, day.named("high"))
    assert isinstance(told[3], AlertWithheld)
    assert (told[3].because, told[3].facts) == (WithheldBecause.TOO_OLD, (day.named("old"),))
    assert Counter(await do_what_is_due(engine_pool, day)) == {End.DONE: 6, End.MOOT: 2}  # the operator's are moot


async def test_one_alert_a_patient_while_it_is_open_and_another_once_it_is_resolved(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    reports = [await day.pain(f"report {number}", 30) for number in range(4)]
    await react(engine_pool, Choking(context, reports[0]))
    first = day.alert_of("not_watched", "", "report 0")
    [parked] = await parked_in(engine_pool, day)
    again = await retry(engine_pool, Choking(context, reports[1]), parked)
    assert (again.applied, again.error) == (1, "KeyError: 'no such thing'")
    assert len(await effects(engine_pool, day)) == 3
    assert (await day.told())[-1] == AlertAttached(alert_id=first, patient_id=day.patient_id, fact=reports[1])
    await day.resolve(first)
    [parked] = await parked_in(engine_pool, day)
    assert (await retry(engine_pool, Choking(context, reports[2]), parked)).applied == 1
    told = await day.told()
    assert [type(event) for event in told] == [AlertRaised, AlertAttached, AlertResolved, AlertRaised]
    assert getattr(told[-1], "alert_id", None) == day.alert_of("not_watched", "", "report 2")


async def test_who_is_unknown_to_every_clinic_is_told_to_the_operator_alone(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    stranger = uuid5(day.org_id, "stranger")
    await tell_unread(engine_pool, day.org_id, stranger, GARBLED, clock.instant)
    await day.pain("high", 90)
    await react(engine_pool, Alerting(context))
    assert [one.subject_id for one in await parked_in(engine_pool, day)] == [stranger]
    assert [getattr(event, "patient_id", None) for event in await day.told()] == [day.patient_id]
    kinds = [kind for kind, _, _ in await effects(engine_pool, day)]
    assert kinds == ["alert.deliver"] + ["operator.alarm"] * 2


async def test_of_a_read_model_only_the_operator_is_told_and_of_what_is_mended_nobody(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock, sink: MailSink
) -> None:
    await tell_unread(engine_pool, day.org_id, day.patient_id, GARBLED, clock.instant)
    while await run_once(engine_pool):
        pass
    assert await day.told() == []
    assert (
        await effects(engine_pool, day)
        == [("operator.alarm", "console", "pending")] * 2 + [("operator.alarm", "email", "pending")] * 2
    )
    await change(engine_pool, day.org_id, "DELETE FROM log.parked WHERE org_id = $1 AND reader = 'caseload'")
    assert Counter(await do_what_is_due(engine_pool, day)) == {End.DONE: 2, End.MOOT: 2}
    assert [mail["subject"] for mail in mails(sink)] == ["symptoms stands still"]


async def test_without_an_operators_address_the_console_tells(
    day: ClinicDay, engine_pool: Pool, clock: SetClock
) -> None:
    await tell_unread(engine_pool, day.org_id, day.patient_id, GARBLED, clock.instant)
    while await run_once(engine_pool):
        pass
    silent = replace(day.context.settings, operator_mail="")
    async with open_context(silent, clock=clock) as context:
        day.context = context
        assert Counter(await do_what_is_due(engine_pool, day)) == {End.DONE: 2, End.MOOT: 2}


async def test_a_fault_that_meets_everybody_fills_no_mailbox(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    for number in range(25):
        whom = uuid5(day.org_id, f"patient {number}")
        await tell_unread(engine_pool, day.org_id, whom, GARBLED, clock.instant)
    await react(engine_pool, Alerting(context))
    assert len(await parked_in(engine_pool, day)) == 25
    async with reading(engine_pool, day.org_id) as db:
        assert await db.fetchval(MAILED) == 20
