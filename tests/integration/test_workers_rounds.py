"""The rounds on the real log: each date planned and closed once, and everything that is due sent and told."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import pytest

from domain.alert.events import AlertRaised
from domain.clinic.decider import SetClinicPolicy
from domain.clinic.events import Policy
from domain.patient.commands import (
    SetPatientZone,
    WithdrawConsent,
)
from domain.patient.events import Channel, Purpose
from domain.program.commands import PauseProgram
from domain.program.events import PauseReason
from domain.values import Fixed, Weekly
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import Taking, at, berlin, send_due, sent_to, taking, through
from workers.channels.letter import NoAddress

BOTH_SENT = ["2026-06-08 1 sent", "2026-06-08 2 sent"]


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    clock.instant = berlin(8)
    return await Reminded.open(context, engine_pool)


@pytest.fixture
def channels() -> Mapping[str, Taking]:
    return taking()


async def test_a_patient_is_reminded_in_the_morning_and_in_the_evening(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", channels=[Channel.EMAIL])
    await at(house, clock, berlin(8, 59), channels)
    assert await house.entries(ada) == []
    await at(house, clock, berlin(9), channels)
    assert await house.entries(ada) == ["2026-06-08 1 sent"]
    await at(house, clock, berlin(18), channels)
    assert await house.entries(ada) == BOTH_SENT
    assert [letter.to.email for letter in channels["email"].taken] == ["ada@home.test"] * 2
    assert len(set(channels["email"].subjects)) == 2, "never the same text twice running"


async def test_each_date_is_planned_and_closed_once(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await through(house, clock, berlin(1, day=10), channels)
    assert await house.entries(ada) == [*BOTH_SENT, "2026-06-09 1 sent", "2026-06-09 2 sent"]
    looks = await house.go_round()
    assert looks == 0


async def test_it_is_silent_once_the_work_is_done(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await at(house, clock, berlin(8, 30), channels)
    await house.logs("ada", berlin(8, 15))
    await at(house, clock, berlin(9), channels)
    assert await house.entries(ada) == ["2026-06-08 1 done"]
    clock.instant = berlin(18)
    await house.logs("ada", berlin(17, 59))
    await send_due(house, channels)  # the log is asked: no read model has read of it
    assert await house.entries(ada) == ["2026-06-08 1 done", "2026-06-08 2 done"]
    assert not channels["in_app"].taken


async def test_without_consent_and_without_a_channel_the_ledger_says_so(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", consents=False)
    bob = await house.patient("bob", channels=[])
    push = await house.patient("push", channels=[Channel.PUSH])
    await through(house, clock, berlin(23), channels)
    assert await house.entries(ada) == ["2026-06-08 1 no_consent", "2026-06-08 2 no_consent"]
    for patient in (bob, push):
        assert await house.entries(patient) == ["2026-06-08 1 no_channel", "2026-06-08 2 no_channel"]


async def test_the_channel_that_the_patient_likes_best_and_that_reaches_her_is_taken(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    await house.patient("ada", Fixed(), channels=[Channel.PUSH, Channel.SMS, Channel.EMAIL])
    await through(house, clock, berlin(19), channels)
    assert [len(channels[name].taken) for name in ("sms", "email", "in_app")] == [1, 0, 0]


async def test_where_one_channel_has_no_way_to_the_patient_the_next_is_taken(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", Fixed(), channels=[Channel.EMAIL, Channel.SMS, Channel.IN_APP])
    bob = await house.patient("bob", Fixed(), channels=[Channel.EMAIL, Channel.SMS])
    channels["email"].refuses = NoAddress("what is known is no e-mail address")
    await through(house, clock, berlin(19), channels)
    assert [event.channel for who in (ada, bob) for event in await sent_to(house, who)] == [Channel.SMS] * 2
    channels["sms"].refuses = NoAddress("no number is known")
    await through(house, clock, berlin(19, day=9), channels)
    assert [f"{event.channel} {event.text}" for event in await sent_to(house, ada)] == ["sms 1", "in_app 2"]
    assert await house.entries(bob) == ["2026-06-08 1 sent", "2026-06-09 1 no_channel"]


async def test_consent_withdrawn_or_a_pause_during_the_day_stops_what_waits(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada, bob = await house.patient("ada"), await house.patient("bob")
    await at(house, clock, berlin(9), channels)
    clock.instant = berlin(12)
    await house.wish(
        WithdrawConsent(command_id=uuid4(), at=house.now, patient_id=ada, purpose=Purpose.REMINDERS),
        PauseProgram(
            command_id=uuid4(),
            at=house.now,
            patient_id=bob,
            program_id=house.program(bob),
            first_day=date(2026, 6, 8),
            reason=PauseReason.TRAVELLING,
        ),
    )
    await through(house, clock, berlin(23), channels)
    assert await house.entries(ada) == ["2026-06-08 1 sent", "2026-06-08 2 no_consent"]
    assert await house.entries(bob) == ["2026-06-08 1 sent", "2026-06-08 2 paused"]


async def test_a_new_zone_moves_what_has_not_gone_out(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    """Flown from Berlin to New York at noon: six in the evening comes six hours later."""
    ada = await house.patient("ada")
    await at(house, clock, berlin(9), channels)
    clock.instant = berlin(12)
    await house.wish(
        SetPatientZone(command_id=uuid4(), at=house.now, patient_id=ada, zone="America/New_York", since=house.now)
    )
    await through(house, clock, berlin(23), channels)
    assert await house.entries(ada) == ["2026-06-08 1 sent"]
    await at(house, clock, berlin(24), channels)
    assert await house.entries(ada) == BOTH_SENT
    sent = [event.at for event in await sent_to(house, ada)]
    assert sent == [berlin(9), berlin(24)]


async def test_a_policy_of_fewer_reminders_counts_at_once(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await at(house, clock, berlin(9), channels)
    policy = Policy(most_reminders_a_day=1)
    await house.wish(SetClinicPolicy(command_id=uuid4(), at=house.now, clinic_id=house.day.clinic_id, policy=policy))
    await through(house, clock, berlin(23), channels)
    assert await house.entries(ada) == ["2026-06-08 1 sent", "2026-06-08 2 most_a_day"]


async def test_a_program_that_is_edited_sends_nothing_again(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await at(house, clock, berlin(9), channels)
    for hour in (10, 11, 12):
        await at(house, clock, berlin(hour), channels)
        await house.revise(ada, "ada", sets=hour)
    await through(house, clock, berlin(23), channels)
    assert await house.entries(ada) == BOTH_SENT
    assert len(channels["in_app"].taken) == 2


async def test_what_is_two_hours_late_is_told_and_not_sent(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await at(house, clock, berlin(8, 30), channels)
    await at(house, clock, berlin(11), channels)
    assert await house.entries(ada) == ["2026-06-08 1 too_late"]


async def test_a_date_that_nobody_looked_at_is_closed_with_an_entry_for_each_dose(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await at(house, clock, berlin(8, 30), channels)
    await at(house, clock, berlin(8, 30, day=11), channels)
    days = [f"2026-06-{day:02} {number} too_late" for day in (8, 9, 10) for number in (1, 2)]
    assert await house.entries(ada) == days


async def test_after_three_silent_days_the_first_reminder_is_a_nudge(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    bob = await house.patient("bob", Weekly(times_a_week=3))
    await through(house, clock, berlin(23, day=11), channels)
    nudges = {
        name: [(event.day.day, len(event.slots)) for event in await sent_to(house, who) if event.nudge]
        for name, who in (("ada", ada), ("bob", bob))
    }
    assert nudges == {"ada": [(11, 1)], "bob": [(11, 0)]}


async def test_after_seven_silent_days_the_therapist_is_told(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await through(house, clock, berlin(1, day=15), channels, 12)
    raised = [event for event in await house.day.told() if isinstance(event, AlertRaised) and event.patient_id == ada]
    assert "silent" in {event.rule for event in raised}
