"""Who is written to is told that something waits: over the right channel, if it still does, with none of the text."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.clinic.decider import NameClinicLead
from domain.patient.commands import RecordConsent, SetContactPreferences, SetPatientZone
from domain.patient.events import Channel as Way
from domain.patient.events import Purpose
from domain.reminder.decider import RecordReminderBounced
from domain.staff.decider import InviteStaff, SetStaffAway
from domain.staff.events import Role
from domain.thread.decider import MarkMessageRead, SendMessage
from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from services.unsubscribe import unsubscribe_link
from tests.support.clinic_day import ClinicDay
from tests.support.effect_hands import done_now
from tests.support.effect_rows import let_leases_run_over
from workers.channels.letter import Channel, Letter, NoAddress, NotSent
from workers.delivery import Delivery
from workers.effects import End
from workers.message_effects import MESSAGE_NOTIFY
from workers.message_notices import MessageNotices

SECRET = "I am afraid of the stairs."
FOUND_AND_WRITTEN_TO = [End.DONE, End.DONE]
"""Of one member of staff: first it is found out whom a bundle is for."""

HOW = "SELECT state, error FROM log.effect WHERE org_id = $1 AND kind = $2 ORDER BY due_at"


class Post:
    """A channel that keeps what it takes; `breaks` so many times, after it took it. What it `refuses` it never has."""

    def __init__(self, name: str, *, dedupes: bool = False, breaks: int = 0) -> None:
        self.name, self.dedupes, self.breaks = name, dedupes, breaks
        self.taken: list[Letter] = []
        self.refuses = set[str]()
        self.knows_nobody = False

    async def send(self, letter: Letter) -> None:
        if self.knows_nobody:
            raise NoAddress
        if letter.to.email in self.refuses:
            raise NotSent
        self.taken.append(letter)
        if self.breaks:
            self.breaks -= 1
            raise ConnectionResetError("the answer was lost")


class Desk:
    """A clinic where people write to each other, and what is sent because of it."""

    def __init__(self, day: ClinicDay, clock: SetClock, pool: Pool) -> None:
        self.day, self.clock, self.pool = day, clock, pool
        self.email, self.sms = Post("email"), Post("sms")

    async def writes(self, author: UUID) -> UUID:
        self.clock.instant += timedelta(minutes=1)
        message_id = uuid4()
        sealed, private = await self.day.context.vault.seal(
            self.day.org_id, self.day.patient_id, message_id, {"text": SECRET}
        )
        wish = SendMessage(
            command_id=message_id,
            at=self.clock.instant,
            patient_id=self.day.patient_id,
            author=author,
            private=private,
        )
        await self.day.wish(wish, sealed=(sealed,))
        return message_id

    async def reads(self, by: UUID, message_id: UUID) -> None:
        at = self.clock.instant
        about = {"patient_id": self.day.patient_id, "message_id": message_id, "by": by}
        await self.day.wish(MarkMessageRead(command_id=uuid4(), at=at, **about))

    async def consents(self) -> None:
        about: dict[str, Any] = {"at": self.clock.instant, "patient_id": self.day.patient_id}
        await self.day.wish(
            RecordConsent(command_id=uuid4(), purpose=Purpose.REMINDERS, text_version="2026-01", **about)
        )

    async def prefers(self, *channels: Way, **addresses: str) -> None:
        command_id, patient_id = uuid4(), self.day.patient_id
        sealed, private = await self.day.context.vault.seal(self.day.org_id, patient_id, command_id, addresses)
        wish = SetContactPreferences(
            command_id=command_id,
            at=self.clock.instant,
            patient_id=patient_id,
            channels=channels,
            language="de",
            private=private,
        )
        await self.day.wish(wish, sealed=(sealed,))

    async def invite(self, name: str, role: Role) -> UUID:
        staff_id, invited = self.day.named(name), uuid4()
        fields = {"email": f"{name}@clinic.test"}
        sealed, private = await self.day.context.vault.seal(self.day.org_id, staff_id, invited, fields)
        wish = InviteStaff(command_id=invited, at=self.clock.instant, staff_id=staff_id, role=role, private=private)
        await self.day.wish(wish, sealed=(sealed,))
        return staff_id

    async def hears_of_a_bounce(self) -> None:
        """An e-mail of a reminder did not arrive."""
        wish = RecordReminderBounced(
            command_id=uuid4(),
            at=self.clock.instant,
            patient_id=self.day.patient_id,
            day=self.clock.instant.date(),
            effect_id=uuid4(),
            channel=Way.EMAIL,
        )
        await self.day.wish(wish)

    async def told(self, after: timedelta = timedelta(minutes=6)) -> list[End]:
        """What is due some minutes later, done, and what follows from it at once."""
        while await run_once(self.pool, [MessageNotices(self.day.context)]) or await run_once(self.pool):
            pass
        self.clock.instant += after
        channels: dict[str, Channel] = {
            post.name: post for post in (self.email, self.sms, Post("in_app", dedupes=True))
        }
        delivery = Delivery(self.day.context, self.pool, channels)
        ended = list[End]()
        while now := await done_now(self.pool, self.day.org_id, self.clock.instant, delivery):
            ended += now
        return ended

    async def how(self) -> list[tuple[str, str | None]]:
        async with self.day.context.reading(self.day.org_id) as db:
            return [tuple(row) for row in await db.fetch(HOW, self.day.org_id, MESSAGE_NOTIFY)]


def addresses(letters: Sequence[Letter]) -> list[str | None]:
    return [letter.to.email for letter in letters]


@pytest.fixture
async def desk(context: Context, clock: SetClock, engine_pool: Pool) -> Desk:
    return Desk(await ClinicDay.open(context), clock, engine_pool)


async def test_the_therapist_gets_one_mail_for_all_without_a_word_of_them(desk: Desk) -> None:
    for _ in range(3):
        await desk.writes(desk.day.patient_id)
    assert await desk.told() == FOUND_AND_WRITTEN_TO
    [letter] = desk.email.taken
    assert letter.to.email == "hands@clinic.test"
    assert letter.words.text.splitlines() == [
        "A message waits for you at By the harbour:",
        "",
        f"{desk.day.context.settings.public_url}/messages",
    ]
    said = f"{letter.words} {letter}"
    assert not any(secret in said for secret in (SECRET, str(desk.day.patient_id)))
    assert await desk.told() == []


async def test_what_was_read_meanwhile_is_not_told(desk: Desk) -> None:
    question = await desk.writes(desk.day.patient_id)
    await desk.reads(desk.day.therapist_id, question)
    await desk.writes(desk.day.therapist_id)
    await desk.consents()
    await desk.prefers(Way.EMAIL, email="ada@mail.test")
    await desk.reads(desk.day.patient_id, await desk.writes(desk.day.therapist_id))
    assert await desk.told(timedelta(minutes=9)) == [End.MOOT, End.MOOT]
    assert await desk.how() == [("moot", "read")] * 2
    assert desk.email.taken == []


async def test_a_patient_is_told_in_their_language_over_the_channel_they_like_best(desk: Desk) -> None:
    await desk.consents()
    await desk.prefers(Way.PUSH, Way.SMS, Way.EMAIL, email="ada@mail.test", phone="+49 30 1")
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.DONE]
    [letter] = desk.sms.taken
    assert (letter.to.phone, letter.words.subject) == ("+49 30 1", "Eine Nachricht wartet auf Sie")
    ends_them = unsubscribe_link(desk.day.context.settings, desk.day.org_id, desk.day.patient_id)
    assert letter.unsubscribe == ends_them
    assert desk.email.taken == []


async def test_a_channel_that_does_not_reach_a_patient_gives_way_to_the_next(desk: Desk) -> None:
    await desk.consents()
    await desk.prefers(Way.EMAIL, Way.SMS, email="ada@mail.test", phone="+49 30 1")
    desk.email.knows_nobody = True
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.DONE]
    desk.email.knows_nobody = False
    await desk.hears_of_a_bounce()
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.DONE]
    assert (len(desk.email.taken), len(desk.sms.taken)) == (0, 2)


async def test_who_has_gone_where_it_is_night_is_told_in_the_morning_there(desk: Desk) -> None:
    await desk.consents()
    await desk.prefers(Way.EMAIL, email="ada@mail.test")
    await desk.writes(desk.day.therapist_id)
    await desk.told(timedelta())
    at, zone = desk.clock.instant, "Pacific/Auckland"
    await desk.day.wish(SetPatientZone(command_id=uuid4(), at=at, patient_id=desk.day.patient_id, zone=zone, since=at))
    assert await desk.told() == [End.EXPIRED]
    assert await desk.told(timedelta(hours=8)) == [End.DONE]  # 20:07 of the day before: 09:07 there
    assert addresses(desk.email.taken) == ["ada@mail.test"]


async def test_without_consent_or_a_channel_a_patient_is_told_nothing(desk: Desk) -> None:
    await desk.prefers(Way.EMAIL, email="ada@mail.test")
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.MOOT]
    await desk.consents()
    await desk.prefers(Way.EMAIL)
    await desk.prefers(Way.SMS)
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.MOOT]
    await desk.prefers(Way.IN_APP)
    await desk.writes(desk.day.therapist_id)
    assert await desk.told() == [End.DONE]
    assert await desk.how() == [("moot", "no_consent"), ("moot", "no_channel"), ("done", None)]
    assert (desk.email.taken, desk.sms.taken) == ([], [])


async def test_in_the_quiet_hours_nobody_is_told_late_but_in_the_morning_if_it_still_waits(desk: Desk) -> None:
    await desk.consents()
    await desk.prefers(Way.EMAIL, email="ada@mail.test")
    await desk.writes(desk.day.therapist_id)
    assert await desk.told(timedelta(hours=9)) == [End.EXPIRED]
    assert desk.email.taken == []
    assert await desk.told(timedelta(hours=11)) == []
    assert await desk.told(timedelta(hours=1)) == [End.DONE]
    assert addresses(desk.email.taken) == ["ada@mail.test"]


async def test_while_the_therapist_is_away_the_cover_is_told_and_without_one_the_lead(desk: Desk) -> None:
    cover, lead = await desk.invite("cover", Role.THERAPIST), await desk.invite("lead", Role.ADMIN)
    day, at = desk.day, desk.clock.instant
    away: dict[str, Any] = {"staff_id": day.therapist_id, "first_day": at.date(), "last_day": at.date()}
    await day.wish(SetStaffAway(command_id=uuid4(), at=at, cover_id=cover, **away))
    await day.wish(NameClinicLead(command_id=uuid4(), at=at, clinic_id=day.clinic_id, staff_id=lead))
    await desk.writes(day.patient_id)
    assert await desk.told() == FOUND_AND_WRITTEN_TO
    await day.wish(SetStaffAway(command_id=uuid4(), at=desk.clock.instant, **away))
    await desk.writes(day.patient_id)
    assert await desk.told() == FOUND_AND_WRITTEN_TO
    assert addresses(desk.email.taken) == ["cover@clinic.test", "lead@clinic.test"]


async def test_what_may_have_gone_out_does_not_go_out_again(desk: Desk) -> None:
    desk.email.breaks = 1
    await desk.writes(desk.day.patient_id)
    assert await desk.told() == [End.DONE]
    await let_leases_run_over(desk.pool, desk.day.org_id)
    assert await desk.told() == [End.DONE]
    assert await desk.how() == [("done", None), ("done", "uncertain")]
    assert len(desk.email.taken) == 1


async def test_of_several_who_are_told_each_has_one_letter_whatever_becomes_of_the_others(desk: Desk) -> None:
    day, at = desk.day, desk.clock.instant
    for name in ("one", "other"):
        await desk.invite(name, Role.ADMIN)
    away = SetStaffAway(command_id=uuid4(), at=at, staff_id=day.therapist_id, first_day=at.date(), last_day=at.date())
    await day.wish(away)
    desk.email.refuses = {"other@clinic.test"}
    await desk.writes(day.patient_id)
    assert await desk.told() == [End.DONE, End.DONE]  # the other's is put back
    desk.email.refuses.clear()
    await let_leases_run_over(desk.pool, day.org_id)
    assert await desk.told() == [End.DONE]
    assert addresses(desk.email.taken) == ["one@clinic.test", "other@clinic.test"]
