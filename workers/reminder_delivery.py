"""Sending reminders that are due: many at once, each asked again whether it still matters, each told to the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from domain.adherence.week import monday_of
from domain.decider import Command
from domain.patient.events import Channel
from domain.reminder.decider import AskMorning, Ledger, SendReminder, reminders_of
from domain.reminder.events import Because, SlotId
from domain.reminder.mornings import answered
from domain.reminder.planning import next_text
from domain.reminder.sending import Standing, Verdict, at_sending
from services.actor import Actor, system
from services.call import Call
from services.call import Verdict as Answered
from services.context import Context
from services.execute import execute_all
from services.reminder_effects import ReminderDelivery, decode_delivery
from services.unsubscribe import unsubscribe_link
from workers.channels.letter import Letter, NoAddress, Recipient
from workers.doing import Outcome
from workers.effects import Claim, End
from workers.recipients import channel_for, recipients_of
from workers.reminder_known import PatientNow, known_now
from workers.reminder_ledgers import ledgers_of
from workers.rounds_look import suppression
from workers.rounds_memory import manners_of
from workers.sending import Channels, Parcel
from workers.wording import worded


class NotRecorded(Exception):
    """It went out, or did not, but the log would not take which."""


class Unreadable(Exception):
    """An event of the patient cannot be read: nobody knows whether she is to be reminded."""


class Due(NamedTuple):
    """A reminder in hand, the ledger of its date, and what is known of the patient."""

    claim: Claim
    what: ReminderDelivery
    ledger: Ledger
    now: PatientNow


class Going(NamedTuple):
    """A reminder that goes out over a channel; or went, as far as anybody knows."""

    due: Due
    slots: tuple[SlotId, ...]
    channel: Channel
    text: int
    uncertain: bool = False


async def deliver_reminders(context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
    """Claims of one organisation. What has expired is told to the ledger as too late, or as undeliverable."""
    batch = _Batch(context, channels, claims[0].org_id)
    return await batch.deliver(claims)


async def bury_reminders(context: Context, claims: Sequence[Claim]) -> None:
    """Doses of which every attempt to remind has failed are undeliverable, unless the ledger knows better."""
    org_id = claims[0].org_id
    at = context.clock.now(org_id)
    whats = [decode_delivery(claim.payload) for claim in claims]
    wishes = [_suppress(what, Because.UNDELIVERABLE, what.slots, at) for what in whats if what.slots]
    for answer in await execute_all(context, [Call(actor=_actor(org_id), command=wish) for wish in wishes]):
        if answer.verdict in (Answered.CONFLICT, Answered.REFUSED):
            raise NotRecorded(f"{answer.code or answer.verdict}: {answer.detail or ''}")


class _Batch:
    def __init__(self, context: Context, channels: Channels, org_id: UUID) -> None:
        self._context = context
        self._channels = channels
        self._org_id = org_id
        self._at = context.clock.now(org_id)
        self._outcomes: dict[UUID, Outcome] = {}
        self._wishes: list[tuple[UUID, Command]] = []  # by effect
        self._texts: dict[UUID, int] = {}  # by patient: which went out last
        self._closed: set[tuple[UUID, Channel]] = set()  # by patient: channels that say they have no way to her

    async def deliver(self, claims: Sequence[Claim]) -> Sequence[Outcome]:
        due = await self._due(claims)
        going = [(each, slots) for each in due if (slots := self._still_matters(each)) is not None]
        addresses = await self._addresses(each for each, _ in going)
        sending = [self._over_a_channel(each, slots, self._text(each), addresses) for each, slots in going]
        while found := [each for each in sending if each is not None]:
            sending = await self._send(found, addresses)
        await self._record()
        return [self._outcomes[claim.effect_id] for claim in claims]

    async def _due(self, claims: Sequence[Claim]) -> list[Due]:
        whats = {claim.effect_id: decode_delivery(claim.payload) for claim in claims}
        streams = {(self._org_id, reminders_of(what.patient_id, what.day)) for what in whats.values()}
        ledgers = await ledgers_of(self._context, streams)
        mornings = {what.patient_id for what in whats.values() if what.session_id}
        days = {what.patient_id: what.day for what in whats.values()}
        known = await known_now(self._context, self._org_id, days, mornings)
        due = []
        for claim in claims:
            what = whats[claim.effect_id]
            if what.patient_id in known:
                ledger = ledgers[self._org_id, reminders_of(what.patient_id, what.day)]
                due.append(Due(claim, what, ledger, known[what.patient_id]))
            elif self._at >= what.until:
                self._suppressed(claim, what, [(Because.TOO_LATE, what.slots)])
            else:
                self._outcomes[claim.effect_id] = Unreadable()
        return due

    def _still_matters(self, due: Due) -> tuple[SlotId, ...] | None:
        """The doses it goes out for; None where it does not go out, or did."""
        claim, what, ledger = due.claim, due.what, due.ledger
        asked = ledger.asked.get(what.session_id) if what.session_id else None
        if claim.effect_id in ledger.sent or (asked and asked.effect_id == claim.effect_id):
            # sent and recorded by somebody who did not live to close the row
            self._outcomes[claim.effect_id] = (End.DONE, None)
            return None
        if claim.uncertain:
            return tuple(slot for slot in what.slots if slot not in ledger.settled)
        verdict = _verdict(due, self._at)
        if verdict.goes_out and not asked and not _has_answered(due):
            self._tell_suppressed(due.claim, what, verdict.suppressed)
            return verdict.send
        self._suppressed(claim, what, verdict.suppressed)
        return None

    def _text(self, due: Due) -> int:
        """Which of the four it is; 0 where there is one alone."""
        what = due.what
        last = self._texts.get(what.patient_id, due.now.known.last_text)
        text = 0 if what.nudge or what.session_id else next_text(last)
        self._texts[what.patient_id] = text or last
        return text

    def _over_a_channel(
        self, due: Due, slots: tuple[SlotId, ...], text: int, addresses: Mapping[UUID, Recipient]
    ) -> Going | None:
        """None where it does not go out."""
        claim, what, known = due.claim, due.what, due.now.known
        channel = self._channel(due, addresses)
        if claim.uncertain and not self._may_go_again(due, channel):
            # It may have gone out, and would go out twice.
            used = channel or next(iter(known.channels), Channel.IN_APP)
            self._sent(Going(due, slots, used, text, uncertain=True))
            return None
        if channel is None:
            self._suppressed(claim, what, [(Because.NO_CHANNEL, slots)])
            return None
        return Going(due, slots, channel, text)

    def _may_go_again(self, due: Due, channel: Channel | None) -> bool:
        """Whether a repeat would reach nobody twice, and still matters."""
        return channel is not None and self._channels[channel].dedupes and _verdict(due, self._at).goes_out

    def _channel(self, due: Due, addresses: Mapping[UUID, Recipient]) -> Channel | None:
        patient_id = due.what.patient_id
        closed = {channel for whose, channel in self._closed if whose == patient_id}
        return channel_for(due.now.known, addresses.get(patient_id, Recipient()), self._channels, closed)

    async def _addresses(self, going: Iterable[Due]) -> Mapping[UUID, Recipient]:
        """Of those who may be written to otherwise than in the app."""
        wanted = {due.what.patient_id for due in going if due.now.known.channels[:1] != (Channel.IN_APP,)}
        return await recipients_of(self._context, self._org_id, sorted(wanted)) if wanted else {}

    async def _send(self, sending: Sequence[Going], addresses: Mapping[UUID, Recipient]) -> list[Going | None]:
        """Answers what is to go out over another channel than the one that has no way to the patient."""
        again = []
        parcels = [
            Parcel(going.due.claim, going.channel, self._letter(going, addresses.get(going.due.what.patient_id)))
            for going in sending
        ]
        for going, fault in zip(sending, await self._channels.send_all(parcels), strict=True):
            if fault is None:
                self._sent(going)
            elif isinstance(fault, NoAddress):
                self._closed.add((going.due.what.patient_id, going.channel))
                again.append(self._over_a_channel(going.due, going.slots, going.text, addresses))
            else:
                self._outcomes[going.due.claim.effect_id] = fault
        return again

    def _letter(self, going: Going, to: Recipient | None) -> Letter:
        what, known = going.due.what, going.due.now.known
        effect_id = going.due.claim.effect_id
        return Letter(
            effect_id=effect_id,
            org_id=self._org_id,
            to=to or Recipient(person_id=what.patient_id, language=known.language),
            words=worded(
                _phrase(what, going.text),
                known.language,
                clinic=going.due.now.clinic.name or "Carryover",
                link=f"{self._context.settings.public_url}/reminders/{what.day}/{effect_id}",
            ),
            unsubscribe=unsubscribe_link(self._context.settings, self._org_id, what.patient_id),
        )

    def _sent(self, going: Going) -> None:
        what, effect_id = going.due.what, going.due.claim.effect_id
        self._outcomes[effect_id] = (End.DONE, "uncertain" if going.uncertain else None)
        about: dict[str, Any] = {
            "at": self._at,
            "patient_id": what.patient_id,
            "clinic_id": what.clinic_id,
            "day": what.day,
            "effect_id": effect_id,
            "channel": going.channel,
            "uncertain": going.uncertain,
        }
        if what.session_id is not None:
            self._wishes.append(
                (effect_id, AskMorning(command_id=uuid5(effect_id, "asked"), session_id=what.session_id, **about))
            )
            return
        wish = SendReminder(
            command_id=uuid5(effect_id, "sent"), slots=going.slots, text=going.text, nudge=what.nudge, **about
        )
        self._wishes.append((effect_id, wish))

    def _suppressed(
        self, claim: Claim, what: ReminderDelivery, suppressed: Sequence[tuple[Because, tuple[SlotId, ...]]]
    ) -> None:
        """It does not go out."""
        self._tell_suppressed(claim, what, suppressed)
        late = self._at >= what.until
        why = ", ".join(because for because, _ in suppressed) or None
        self._outcomes[claim.effect_id] = (End.EXPIRED if late else End.MOOT, why)

    def _tell_suppressed(
        self, claim: Claim, what: ReminderDelivery, suppressed: Sequence[tuple[Because, tuple[SlotId, ...]]]
    ) -> None:
        for because, slots in suppressed:
            if slots:
                self._wishes.append((claim.effect_id, _suppress(what, because, slots, self._at)))

    async def _record(self) -> None:
        calls = [Call(actor=_actor(self._org_id), command=wish) for _, wish in self._wishes]
        answers = await execute_all(self._context, calls) if calls else []
        for (effect_id, _), answer in zip(self._wishes, answers, strict=True):
            if answer.verdict in (Answered.CONFLICT, Answered.REFUSED):
                self._outcomes[effect_id] = NotRecorded(f"{answer.code or answer.verdict}: {answer.detail or ''}")


def _verdict(due: Due, at: datetime) -> Verdict:
    now, what = due.now, due.what
    week = now.weeks.get(monday_of(what.day))
    manners = manners_of(now.known, now.clinic, what.day)
    tried = due.claim.attempt > 1
    standing = Standing(now.plan, week, now.known.may_be_reminded, due.ledger.settled, manners, tried)
    return at_sending(what.day, what.occasion, standing, at)


def _has_answered(due: Due) -> bool:
    """Whether the question of the next morning is answered before it was asked."""
    session_id, now = due.what.session_id, due.now
    return session_id is not None and answered(session_id, now.symptoms, now.sessions, now.plan.zones)


def _phrase(what: ReminderDelivery, text: int) -> str:
    if what.session_id is not None:
        return "next_morning"
    if what.nudge:
        return "nudge"
    return f"reminder_cue_{text}" if what.cue else f"reminder_{text}"


def _suppress(what: ReminderDelivery, because: Because, slots: Sequence[SlotId], at: datetime) -> Command:
    return suppression(what.patient_id, what.clinic_id, what.day, because, slots, at)


def _actor(org_id: UUID) -> Actor:
    return system(org_id, "reminders")
