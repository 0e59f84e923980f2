"""The rounds on the real log: each date planned and closed once, and everything that is due sent and told."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.alert.events import AlertRaised
from domain.clinic.decider import SetClinicPolicy
from domain.clinic.events import Policy
from domain.patient.commands import (
    DischargePatient,
    RecordConsent,
    SetContactPreferences,
    SetPatientZone,
    WithdrawConsent,
)
from domain.patient.events import Channel, DischargeReason, Purpose
from domain.program.commands import PauseProgram
from domain.program.events import PauseReason
from domain.reminder.events import ReminderSent
from domain.symptom.decider import ReportPain
from domain.values import BodyRegion, Cue, CueKind, Fixed, Timing, Weekly
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import Taking, send_due, taking
from workers.rounds_look import NEVER

BOTH_SENT = ["2026-06-08 1 sent", "2026-06-08 2 sent"]


def berlin(hour: int, minute: int = 0, *, day: int = 8) -> datetime:
    """Of June 2026; the eighth is a Monday."""
    return datetime(2026, 6, day, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    clock.instant = berlin(8)
    return await Reminded.open(context, engine_pool)


@pytest.fixture
def channels() -> Mapping[str, Taking]:
    return taking()


async def at(house: Reminded, clock: SetClock, when: datetime, channels: Mapping[str, Taking]) -> None:
    """Everything that is to happen by then has happened."""
    clock.instant = when
    await house.go_round()
    await send_due(house, channels)
    await house.read_up()


async def through(
    house: Reminded, clock: SetClock, until: datetime, channels: Mapping[str, Taking], hours: int = 1
) -> None:
    """Hour by hour."""
    while clock.instant < until:
        await at(house, clock, min(clock.instant + timedelta(hours=hours), until), channels)


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


async def sent_to(house: Reminded, patient_id: UUID) -> list[ReminderSent]:
    return [event for event in await house.ledger(patient_id) if isinstance(event, ReminderSent)]


async def test_after_seven_silent_days_the_therapist_is_told(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada")
    await through(house, clock, berlin(1, day=15), channels, 12)
    raised = [event for event in await house.day.told() if isinstance(event, AlertRaised) and event.patient_id == ada]
    assert "silent" in {event.rule for event in raised}


async def test_the_morning_after_a_session_that_hurt_is_asked_about_and_its_silence_told(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada, bob = await house.patient("ada", Fixed()), await house.patient("bob", Fixed())
    await at(house, clock, berlin(17), channels)
    for name in ("ada", "bob"):
        await house.logs(name, berlin(16), pain=50)
    await at(house, clock, berlin(9, day=9), channels)
    assert channels["in_app"].subjects.count("How are you this morning?") == 2
    await reports_morning(house, bob)
    await through(house, clock, berlin(1, day=10), channels, 2)
    asked = "2026-06-09 morning asked"
    mornings = {who: [entry for entry in await house.entries(who) if "orning" in entry] for who in (ada, bob)}
    assert mornings == {ada: [asked, "MorningUnanswered"], bob: [asked]}


async def reports_morning(house: Reminded, patient_id: UUID) -> None:
    await house.wish(
        ReportPain(
            command_id=uuid4(),
            at=house.now,
            patient_id=patient_id,
            occurred_at=house.now,
            region=BodyRegion.KNEE,
            level=20,
            timing=Timing.NEXT_MORNING,
        )
    )


async def test_usual_times_are_learned_and_cue_work_has_words_of_its_own(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", Fixed())
    bob = await house.patient("bob", Cue(cue=CueKind.KETTLE))
    for day in (8, 9, 10):
        clock.instant = berlin(14, day=day)
        await house.logs("ada", berlin(13, 17, day=day))
    await at(house, clock, berlin(0, 5, day=11), channels)
    await through(house, clock, berlin(23, day=11), channels)
    sent = {
        who: [
            (event.at.hour + 2, event.at.minute) for event in await house.ledger(who) if isinstance(event, ReminderSent)
        ]
        for who in (ada, bob)
    }
    assert sent == {ada: [(14, 5)], bob: [(10, 5)]}, "due at 13:15 and 10:00, and looked at hour by hour"
    assert channels["in_app"].subjects[0] == "At your usual moment"


async def test_whoever_may_have_been_sent_one_is_not_sent_another(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", Fixed(), channels=[Channel.EMAIL])
    await at(house, clock, berlin(17), channels)
    channels["email"].dies = ConnectionResetError()
    await at(house, clock, berlin(18), channels)
    assert await house.entries(ada) == []
    await house.let_back_offs_run_over()
    await send_due(house, channels)
    assert await house.entries(ada) == ["2026-06-08 1 sent"]
    assert [event.uncertain for event in await sent_to(house, ada)] == [True]
    assert len(channels["email"].taken) == 1


async def test_a_consent_given_again_is_for_what_is_not_settled(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", consents=False)
    await at(house, clock, berlin(8, 30), channels)
    await house.wish(
        RecordConsent(command_id=uuid4(), at=house.now, patient_id=ada, purpose=Purpose.REMINDERS, text_version="1"),
        SetContactPreferences(command_id=uuid4(), at=house.now, patient_id=ada, channels=(Channel.EMAIL,)),
    )
    await through(house, clock, berlin(23, day=9), channels)
    no_consent = ["2026-06-08 1 no_consent", "2026-06-08 2 no_consent"]
    assert await house.entries(ada) == [*no_consent, "2026-06-09 1 sent", "2026-06-09 2 sent"]


async def test_nobody_looks_at_a_patient_who_was_discharged_until_something_changes(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", Fixed())
    await house.wish(
        DischargePatient(command_id=uuid4(), at=house.now, patient_id=ada, reason=DischargeReason.GOALS_MET)
    )
    await through(house, clock, berlin(23, day=12), channels, 8)
    [(due_at,)] = await house.pool.fetch("SELECT due_at FROM rm.rounds_patient WHERE patient_id = $1", ada)
    assert (await house.entries(ada), due_at) == (["2026-06-08 1 too_late"], NEVER)
