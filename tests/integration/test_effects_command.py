"""`carryover effects` as an operator uses it: what was given up, why, and trying again or never."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from eventstore.walls import Pool, reading
from services.clock import SetClock
from services.context import Context, open_context
from services.embedded.mail import MailSink, mail_sink
from tests.support.clinic_day import ClinicDay
from tests.support.command import Told, carryover
from tests.support.database import Database
from tests.support.effect_hands import add_effects, done_now
from tests.support.effect_rows import change
from tests.support.mailbox import address, mails
from workers.dead_letters import EFFECT_DEAD, EffectDead
from workers.delivery import Delivery
from workers.effects import MOST_ATTEMPTS, End

OPERATOR = "operator@carryover.test"
ADD = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, payload, state, attempt)
VALUES ($1, $2, 'of.a.later.release', $3, $4, '{}', 'pending', $5)
"""
STATE = "SELECT state, attempt, error FROM log.effect WHERE org_id = $1 AND effect_id = $2"


async def effects(database: Database, *words: str) -> Told:
    return await carryover(database.settings, "effects", *words)


async def state(pool: Pool, day: ClinicDay, effect_id: UUID) -> tuple[str, int, str | None]:
    async with reading(pool, day.org_id) as db:
        row = await db.fetchrow(STATE, day.org_id, effect_id)
    assert row is not None
    return row["state"], row["attempt"], row["error"]


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


async def do_what_is_due(pool: Pool, day: ClinicDay) -> list[End]:
    delivery = Delivery(day.context, pool)
    try:
        return await done_now(pool, day.org_id, day.context.clock.now(day.org_id), delivery)
    finally:
        delivery.close()


@pytest.fixture
async def dead(day: ClinicDay, engine_pool: Pool, clock: SetClock) -> list[UUID]:
    """Two effects that were given up, for this program does not know their kind."""
    ids = [UUID(int=1), UUID(int=2)]
    for effect_id in ids:
        await change(engine_pool, day.org_id, ADD, effect_id, str(effect_id), clock.instant, MOST_ATTEMPTS - 1)
    assert await do_what_is_due(engine_pool, day) == [End.DEAD, End.DEAD]
    return ids


async def test_what_was_given_up_is_listed_and_one_is_shown(
    database: Database, day: ClinicDay, dead: list[UUID]
) -> None:
    listed = await effects(database, "list")
    assert (listed.code, listed.err) == (0, "")
    assert [line.split()[0] for line in listed.lines] == ["EFFECT", *map(str, dead)]
    assert "KeyError" in listed.lines[1]
    found = json.loads((await effects(database, "list", "--json", "--kind", "of.a.later.release")).out)
    assert [(one["effect_id"], one["state"], one["attempt"]) for one in found] == [
        (str(effect_id), "dead", MOST_ATTEMPTS) for effect_id in dead
    ]
    assert json.loads((await effects(database, "list", "--json", "--organisation", str(UUID(int=9)))).out) == []
    assert (await effects(database, "list", "--state", "claimed")).lines == ["No effect is claimed."]
    shown = await effects(database, "show", str(dead[0]))
    assert f"organisation: {day.org_id}" not in shown.lines
    assert {"kind: of.a.later.release", "state: dead", "error: KeyError", f"org_id: {day.org_id}"} <= set(shown.lines)
    nobody = await effects(database, "show", str(UUID(int=7)))
    assert nobody.code == 1
    assert nobody.err.startswith(f"carryover: there is no effect {UUID(int=7)}")


async def test_tried_again_it_keeps_its_id_and_begins_anew(
    database: Database, day: ClinicDay, dead: list[UUID], engine_pool: Pool
) -> None:
    tried = await effects(database, "retry", str(dead[0]))
    assert (tried.code, tried.lines) == (0, [f"of.a.later.release {dead[0]}: due again"])
    assert await state(engine_pool, day, dead[0]) == ("pending", MOST_ATTEMPTS, "KeyError")
    assert (await state(engine_pool, day, dead[1]))[0] == "dead"
    again = await effects(database, "retry", str(dead[0]))
    assert (again.code, again.err) == (1, f"{dead[0]}: it is not dead\n")


async def test_dropped_it_is_never_done(
    database: Database, day: ClinicDay, dead: list[UUID], engine_pool: Pool
) -> None:
    dropped = await effects(database, "drop", "--all", "--kind", "of.a.later.release")
    assert dropped.lines == [f"of.a.later.release {effect_id}: dropped" for effect_id in dead]
    assert await state(engine_pool, day, dead[0]) == ("moot", MOST_ATTEMPTS, "dropped by an operator")
    assert (await effects(database, "retry", "--all")).lines == ["No effect is dead."]


async def test_neither_ids_nor_all_is_refused(database: Database, day: ClinicDay) -> None:
    assert (await effects(database, "drop")).code == 2
    assert (await effects(database, "retry", "--all", str(UUID(int=1)))).code == 2


async def test_the_operator_has_one_mail_for_all_of_a_kind_and_hour(
    day: ClinicDay, dead: list[UUID], engine_pool: Pool, sink: MailSink
) -> None:
    assert await do_what_is_due(engine_pool, day) == [End.DONE]
    [mail] = mails(sink)
    assert (mail["to"], mail["subject"]) == ([OPERATOR], "of.a.later.release was given up")
    assert f"organisation: {day.org_id}" in mail["body"]
    assert f"carryover effects retry {dead[0]}" in mail["body"]


async def test_an_alarm_that_cannot_be_told_raises_no_other(
    context: Context, day: ClinicDay, dead: list[UUID], engine_pool: Pool
) -> None:
    away = replace(context.settings, smtp_url="smtp://127.0.0.1:1")
    last = "UPDATE log.effect SET attempt = $2 WHERE org_id = $1 AND state = 'pending'"
    await change(engine_pool, day.org_id, last, MOST_ATTEMPTS - 1)
    async with open_context(away, clock=context.clock) as lonely:
        now = context.clock.now(day.org_id)
        assert await done_now(engine_pool, day.org_id, now, Delivery(lonely, engine_pool)) == [End.DEAD]
    assert await do_what_is_due(engine_pool, day) == []


async def test_the_operator_has_a_mail_when_something_urgent_keeps_failing(
    day: ClinicDay, engine_pool: Pool, sink: MailSink
) -> None:
    what = EffectDead(effect_id=UUID(int=1), kind="alert.tell", error="ConnectionRefusedError", goes_on=True)
    payload = msgspec.json.encode(what).decode()
    await add_effects(engine_pool, day.org_id, 1, kind=EFFECT_DEAD, payload=payload)
    assert await do_what_is_due(engine_pool, day) == [End.DONE]
    [mail] = mails(sink)
    assert (mail["to"], mail["subject"]) == ([OPERATOR], "alert.tell keeps failing")
    assert "It is tried every minute until it succeeds or is too late." in mail["body"]
    assert f"carryover effects show {what.effect_id}" in mail["body"]
