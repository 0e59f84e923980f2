"""An alert finds somebody whatever stands still: the inbox, its telling, or who there is at the clinic."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.alert.events import Grade
from domain.alert.owner import Care
from domain.alert.state import Alert
from domain.alert.telling import Why
from eventstore.records import Append, NewEvent, Status
from eventstore.walls import Pool
from projections.runner import run_once
from services import alert_now
from services.alert_effects import AlertTelling
from services.clock import SetClock
from services.context import Context
from tests.support.alert_house import HURTS, NINE_TO_FIVE, House, receipt
from tests.support.alerts import alert_of, raised
from tests.support.doors import event, open_doors
from tests.support.effect_hands import done_now, in_hand, states_of
from tests.support.effect_rows import change
from tests.support.readings import read
from tests.support.times import NOON
from workers.alert_clock import TELLING_COMES_FIRST, NobodyToldYet, NotPassedOn, look_at_clock
from workers.alert_clocks import start_clocks
from workers.alert_telling import NobodyToTell, told_by
from workers.effects import End, Ended, Ending, end
from workers.reactor import Alerting
from workers.sending import Channels


@pytest.fixture
async def house(context: Context, engine_pool: Pool, clock: SetClock) -> AsyncIterator[House]:
    async with open_doors(context) as doors:
        yield House(doors, engine_pool, clock)


async def test_of_a_patient_without_a_therapist_the_managers_are_told_before_any_read_model_knows_them(
    house: House,
) -> None:
    enrolled = await house.does("enrol-patient", clinic_id=house.clinic_id, zone="Europe/Berlin")
    await house.doors.send(event("barrier.reported", UUID(enrolled["id"]), HURTS))
    while await run_once(house.pool, [Alerting(house.doors.context)]):
        pass
    while await done_now(house.pool, house.doors.org.organisation_id, house.clock.instant, house.delivery):
        pass
    assert house.written_to() == [house.owner_id]


async def test_what_was_taken_on_before_anybody_was_told_is_passed_on_all_the_same(
    house: House, context: Context
) -> None:
    await house.does("set-opening-hours", weekly=NINE_TO_FIVE, clinic_id=house.clinic_id)
    await house.doors.send(event("barrier.reported", await house.enrol(), HURTS))
    while await run_once(house.pool) or await run_once(house.pool, [Alerting(context)]):
        pass
    (alert,) = (await read(house.doors.owner, "/v1/alerts"))["alerts"]
    receipt(await house.doors.therapist.post(f"/v1/alerts/{alert['alert_id']}/acknowledge"))
    await house.runs()
    assert house.written_to() == []
    await house.later("2026-03-12T13:00:00")
    assert house.written_to() == [house.owner_id]


async def test_where_the_telling_came_to_nothing_passing_it_on_is_the_telling(house: House, context: Context) -> None:
    org_id = house.doors.org.organisation_id
    await house.doors.send(event("barrier.reported", await house.enrol(), HURTS))
    while await run_once(house.pool, [Alerting(context)]):
        pass
    for told in await in_hand(house.pool, org_id, house.clock.instant):
        await end(house.pool, [Ending(told, End.DEAD)])
    house.clock.instant = NOON + timedelta(days=1)
    [look] = await in_hand(house.pool, org_id, house.clock.instant)
    channels = Channels({}, house.pool)
    with pytest.raises(NobodyToldYet):
        await look_at_clock(context, channels, replace(look, attempt=TELLING_COMES_FIRST - 1))
    ended = await look_at_clock(context, channels, replace(look, attempt=TELLING_COMES_FIRST))
    assert ended == Ended(End.DONE)
    await house.runs()
    assert house.written_to() == [house.therapist_id]


async def test_what_is_taken_on_while_its_clock_is_looked_at_is_looked_at_again(
    house: House, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await house.hurt()
    house.clock.instant = NOON + timedelta(days=1)
    [look] = await in_hand(house.pool, house.doors.org.organisation_id, house.clock.instant)

    async def taken_on_right_after(*which: Any) -> Alert:
        found = await alert_now.alert_of(*which)
        receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("workers.alert_clock.alert_of", taken_on_right_after)
        with pytest.raises(NotPassedOn):
            await look_at_clock(context, Channels({}, house.pool), look)
    ended = await look_at_clock(context, Channels({}, house.pool), look)
    assert [again.due_at for again in ended.then] == [NOON + timedelta(days=2)]


async def test_a_clinic_of_which_something_cannot_be_read_does_without_it(house: House, context: Context) -> None:
    newer = NewEvent(
        event_id=uuid4(),
        type="clinic.opening_hours_set",
        schema_v=2,
        occurred_at=NOON,
        data=b'{"clinic_id":"%s"}' % str(house.clinic_id).encode(),
    )
    org_id, clinic_id = house.doors.org.organisation_id, house.clinic_id
    versions = len(await context.store.load(org_id, [clinic_id]))
    append = Append(
        org_id=org_id,
        stream_id=clinic_id,
        expected=versions,
        events=(newer,),
        recorded_at=NOON,
        actor="system:test",
    )
    patient_id = await house.enrol()
    (outcome,) = await context.store.append([append])
    assert outcome.status is Status.STORED
    await house.doors.send(event("redflag.reported", patient_id, {"signs": ["chest_pain"]}))
    while await done_now(house.pool, org_id, house.clock.instant, house.delivery):
        pass
    assert house.written_to() == [house.therapist_id]
    assert "Harbour" in house.outboxes["email"].letters[0].words.subject


async def test_the_clock_of_what_was_raised_before_there_were_clocks_is_looked_at_from_the_next_start_on(
    house: House, context: Context
) -> None:
    org_id = house.doors.org.organisation_id
    await house.hurt()
    await change(house.pool, org_id, "DELETE FROM log.effect WHERE org_id = $1")
    await house.later("2026-03-05T13:00:00")
    assert house.written_to() == [house.therapist_id]
    for _ in range(2):
        await start_clocks(house.pool, context.clock)
        house.clock.instant += timedelta(seconds=1)
    assert await states_of(house.pool, org_id) == {"pending": 1}
    await house.runs()
    assert house.written_to() == [house.therapist_id, house.owner_id]


async def test_an_alert_that_was_found_a_week_late_is_told_all_the_same(house: House, context: Context) -> None:
    await house.doors.send(event("barrier.reported", await house.enrol(), HURTS))
    while await run_once(house.pool, [Alerting(context)]):
        pass
    house.clock.instant = NOON + timedelta(days=8)
    await house.runs()
    assert house.written_to()[:1] == [house.therapist_id]


@pytest.mark.parametrize("rule", ["hurts", "red_flag"])
def test_where_nobody_is_to_be_found_it_is_no_ending(rule: str) -> None:
    nobody = Care(clinic_id=uuid4(), day=date(2026, 3, 4), therapist_id=None, lead_id=None, staff={})
    alert = alert_of(raised(Grade.CRITICAL, rule=rule))
    with pytest.raises(NobodyToTell):
        told_by(AlertTelling(alert_id=uuid4(), why=Why.RAISED), alert, nobody)
