"""A patient's ledger of some dates, and what a clinic's reminders came to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection

SLOTS = """
SELECT s.day, s.prescription_id, s.number, s.because, s.reminder_id
FROM rm.reminders_slot s
WHERE s.org_id = $1 AND s.build = (SELECT log.live($1, 'reminders')) AND s.patient_id = $2 AND s.day BETWEEN $3 AND $4
ORDER BY s.day, s.prescription_id, s.number
"""

# Those that went out; what is told of others waits until they are known.
MESSAGES = """
SELECT m.reminder_id, m.day, m.kind, m.sent_at, m.channel, m.variant, m.uncertain, m.delivered_at, m.bounced_at,
  m.opened_at, m.session_id, m.unanswered
FROM rm.reminders_message m
WHERE m.org_id = $1 AND m.build = (SELECT log.live($1, 'reminders')) AND m.patient_id = $2 AND m.day BETWEEN $3 AND $4
  AND m.sent_at IS NOT NULL
ORDER BY m.sent_at, m.reminder_id
"""

# How many doses of a clinic's patients became what.
SUMS = """
SELECT s.because, count(*) AS slots FROM rm.reminders_slot s
WHERE s.org_id = $1 AND s.build = (SELECT log.live($1, 'reminders')) AND s.clinic_id = $2 AND s.day BETWEEN $3 AND $4
  AND s.patient_id <> ALL ($5::uuid[])
GROUP BY s.because ORDER BY s.because
"""

# What became of the reminders and nudges of each of a clinic's patients, and when they went out.
OF_CLINIC = """
SELECT m.patient_id, array_agg(m.sent_at ORDER BY m.sent_at) AS sent,
  count(*) FILTER (WHERE m.uncertain) AS uncertain, count(m.delivered_at) AS delivered,
  count(m.bounced_at) AS bounced, count(m.opened_at) AS opened
FROM rm.reminders_message m
WHERE m.org_id = $1 AND m.build = (SELECT log.live($1, 'reminders')) AND m.clinic_id = $2 AND m.day BETWEEN $3 AND $4
  AND m.kind IN ('reminder', 'nudge') AND m.patient_id <> ALL ($5::uuid[])
GROUP BY m.patient_id ORDER BY m.patient_id
"""


class LedgerSlot(Struct, frozen=True):
    """What became of one dose. Either it was reminded of, or `because` says why not."""

    day: date
    prescription_id: UUID
    number: int  # of the doses of the day, from 1
    because: str | None  # on_hold, no_consent, switched_off, no_channel, ignored, most_a_day, done, paused, …
    reminder_id: UUID | None


class LedgerMessage(Struct, frozen=True):
    """One message that went out. Times in UTC."""

    reminder_id: UUID
    day: date
    kind: str  # reminder, nudge, next_morning
    sent_at: datetime
    channel: str
    variant: int  # which of the four texts; 0 where there is one alone
    uncertain: bool  # nobody knows whether the channel took it
    delivered_at: datetime | None
    bounced_at: datetime | None
    opened_at: datetime | None
    session_id: UUID | None  # about whose next morning it asks
    unanswered: bool  # it asks, and its date closed without an answer


class PatientReminders(Struct, frozen=True):
    """The reminders and nudges of one patient that went out."""

    patient_id: UUID
    sent: Sequence[datetime]  # in order, in UTC
    uncertain: int
    delivered: int
    bounced: int
    opened: int


async def slots(db: Connection, org_id: UUID, patient_id: UUID, first: date, last: date) -> list[LedgerSlot]:
    """The doses of the local dates from `first` to `last` that are settled, by date."""
    return [LedgerSlot(*row) for row in await db.fetch(SLOTS, org_id, patient_id, first, last)]


async def messages(db: Connection, org_id: UUID, patient_id: UUID, first: date, last: date) -> list[LedgerMessage]:
    """What went out for these dates, in order of time."""
    return [LedgerMessage(*row) for row in await db.fetch(MESSAGES, org_id, patient_id, first, last)]


async def slot_sums(
    db: Connection, org_id: UUID, clinic_id: UUID, first: date, last: date, without: Collection[UUID] = ()
) -> dict[str | None, int]:
    """How many doses of a clinic's patients, `without` some, became what: by the reason; None: reminded of."""
    rows = await db.fetch(SUMS, org_id, clinic_id, first, last, list(without))
    return {row["because"]: row["slots"] for row in rows}


async def clinic_messages(
    db: Connection, org_id: UUID, clinic_id: UUID, first: date, last: date, without: Collection[UUID] = ()
) -> Sequence[PatientReminders]:
    """The reminders of each of a clinic's patients for these dates, `without` some."""
    return [PatientReminders(*row) for row in await db.fetch(OF_CLINIC, org_id, clinic_id, first, last, list(without))]
