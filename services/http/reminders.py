"""The ledger of reminders: a patient's dose by dose, and what a clinic's reminders came to."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from domain.reminder.planning import FOLLOWED_WITHIN, followed
from projections.adherence.sessions import sessions, when_done
from projections.caseload.queries import set_aside_at
from projections.reminders.queries import (
    LedgerSlot,
    clinic_messages,
    messages,
    slot_sums,
    slots,
)
from services.http.audit.seen import right_at
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_clinic, reached_patient
from services.http.restricted import all_hidden_from
from services.http.stretch import dates_before

SHOWN_DAYS = 28
LONGEST_DAYS = 92
LONGEST_OF_A_CLINIC = 31  # all sessions of all of its patients are looked at
LACKING_AT_MOST = 50  # there should be none
READERS = ("reminders", "adherence")  # the ledger, and the sessions that follow a reminder


class RemindersQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Local dates, both included: of a patient at most 92, of a clinic 31; without them the 28 up to today."""

    first_day: date | None = None
    last_day: date | None = None


class ShownMessage(Struct, frozen=True):
    """One message that went out. Times in UTC."""

    reminder_id: UUID
    day: date
    kind: str  # reminder; nudge, after three silent days; next_morning, the question after a session that hurt
    sent_at: datetime
    channel: str
    variant: int  # which of the four texts; 0 where there is one alone
    uncertain: bool  # nobody knows whether the channel took it
    delivered_at: datetime | None
    bounced_at: datetime | None
    opened_at: datetime | None
    session_id: UUID | None  # about whose next morning it asks
    unanswered: bool  # it asks, and its date closed without an answer
    followed: bool  # by a session within four hours


class RemindersAnswer(Struct, frozen=True):
    """One entry for each dose whose fate is known: of dates that are over that is every dose."""

    as_of: AsOf
    slots: list[LedgerSlot]  # by date
    messages: list[ShownMessage]  # in order of time
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


class ClinicRemindersAnswer(Struct, frozen=True):
    """The doses of all patients of a clinic, and the reminders that went out."""

    as_of: AsOf
    first_day: date
    last_day: date
    slots: int  # doses whose fate is known
    reminded: int  # of them
    suppressed: dict[str, int]  # the others, by the reason
    sent: int  # reminders and nudges; one may be for several doses
    uncertain: int  # of them: nobody knows whether the channel took it
    delivered: int
    bounced: int
    opened: int
    followed: int  # by a session within four hours
    incomplete_of: list[UUID]  # patients of whom some may be missing, because an event could not be digested


async def patient_reminders(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, *READERS) as (db, as_of):
        first, last = _days(asked.query, as_of.at, LONGEST_DAYS)
        found = await slots(db, org_id, patient_id, first, last)
        out = await messages(db, org_id, patient_id, first, last)
        dated = None
        if out:
            dated = await sessions(db, org_id, patient_id, out[0].sent_at, out[-1].sent_at + FOLLOWED_WITHIN)
        done = sorted(fact.happened_at for fact in dated.sessions) if dated else []
        lacks_from = await incomplete_from(db, org_id, patient_id, *READERS)
    shown = [ShownMessage(**asdict(one), followed=followed(one.sent_at, done)) for one in out]
    return Reply(encode(RemindersAnswer(as_of, found, shown, lacks_from)))


async def clinic_reminders(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    hidden = await all_hidden_from(asked)
    async with fresh(asked, *READERS, "caseload") as (db, as_of):
        first, last = _days(asked.query, as_of.at, LONGEST_OF_A_CLINIC)
        sums = await slot_sums(db, org_id, clinic_id, first, last, hidden)
        out = await clinic_messages(db, org_id, clinic_id, first, last, hidden)
        since = min((one.sent[0] for one in out), default=as_of.at)
        until = max((one.sent[-1] for one in out), default=as_of.at) + FOLLOWED_WITHIN
        found = await when_done(db, org_id, {one.patient_id for one in out}, since, until)
        done = {patient_id: sorted(sessions) for patient_id, sessions in found.items()}
        lacking = Counter[UUID]()
        for reader in READERS:
            aside = await set_aside_at(db, org_id, reader, clinic_id, LACKING_AT_MOST)
            lacking.update(patient_id for patient_id in aside if patient_id not in hidden)
    asked.seen.patients(lacking, right_at(asked.actor, clinic_id))
    answer = ClinicRemindersAnswer(
        as_of=as_of,
        first_day=first,
        last_day=last,
        slots=sum(sums.values()),
        reminded=sums.get(None, 0),
        suppressed={because: count for because, count in sums.items() if because},
        sent=sum(len(one.sent) for one in out),
        uncertain=sum(one.uncertain for one in out),
        delivered=sum(one.delivered for one in out),
        bounced=sum(one.bounced for one in out),
        opened=sum(one.opened for one in out),
        followed=sum(followed(at, done.get(one.patient_id, ())) for one in out for at in one.sent),
        incomplete_of=sorted(lacking),
    )
    return Reply(encode(answer))


def _days(query: RemindersQuery, now: datetime, longest: int) -> tuple[date, date]:
    """Raises Problem `invalid_parameter` for more dates."""
    # somewhere it may be a day later already; of a date that has not come there is nothing to show
    last = query.last_day or now.date() + timedelta(days=1)
    first = query.first_day or dates_before(last, SHOWN_DAYS)
    if last - first >= timedelta(days=longest):
        raise Problem("invalid_parameter", f"From `first_day` to `last_day` are more than {longest} dates.")
    return first, last
