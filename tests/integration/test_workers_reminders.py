"""What patients meet beside the daily two: mornings after pain, learned times, doubt, late consent, an end of care."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from domain.patient.commands import (
    DischargePatient,
    RecordConsent,
    SetContactPreferences,
)
from domain.patient.events import Channel, DischargeReason, Purpose
from domain.reminder.events import ReminderSent
from domain.symptom.decider import ReportPain
from domain.values import BodyRegion, Cue, CueKind, Fixed, Timing
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import Taking, at, berlin, send_due, sent_to, taking, through
from workers.channels.letter import NotSent
from workers.rounds_look import NEVER

BOTH_SENT = ["2026-06-08 1 sent", "2026-06-08 2 sent"]


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    clock.instant = berlin(8)
    return await Reminded.open(context, engine_pool)


@pytest.fixture
def channels() -> Mapping[str, Taking]:
    return taking()


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


async def test_a_reminder_that_a_provider_refuses_until_it_is_too_late_is_undeliverable(
    house: Reminded, clock: SetClock, channels: Mapping[str, Taking]
) -> None:
    ada = await house.patient("ada", Fixed(), channels=[Channel.EMAIL])
    await at(house, clock, berlin(17), channels)
    channels["email"].refuses = NotSent("451")
    await at(house, clock, berlin(18), channels)
    clock.instant = berlin(19, 55)
    await house.let_back_offs_run_over()
    await send_due(house, channels)
    assert await house.entries(ada) == []
    clock.instant = berlin(20)
    await house.let_back_offs_run_over()
    await send_due(house, channels)
    assert await house.entries(ada) == ["2026-06-08 1 undeliverable"]


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
