"""A patient's messages with who has read them, and the threads in which somebody has something unread."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Struct

from domain.values import Provenance
from eventstore.postgres import in_utc
from eventstore.walls import Connection

# Messages of a patient's thread in front of a number, the newest first.
PAGE = """
SELECT number, message_id, author, sent_at, written_at, provenance FROM rm.messages_message
WHERE org_id = $1 AND build = (SELECT log.live($1, 'messages')) AND patient_id = $2 AND ($3::int IS NULL OR number < $3)
ORDER BY number DESC LIMIT $4
"""

# How a thread was read from a number on, step by step.
READ = """
SELECT reader, number, at FROM rm.messages_read
WHERE org_id = $1 AND build = (SELECT log.live($1, 'messages')) AND patient_id = $2 AND number >= $3
ORDER BY reader, number
"""

# How many messages of the other side somebody has not read; for the patient the other side is all staff.
UNREAD = """
SELECT count(*) FROM rm.messages_message m
WHERE m.org_id = $1 AND m.build = (SELECT log.live($1, 'messages')) AND m.patient_id = $2
  AND (m.author = $2) = ($3 <> $2)
  AND m.number > coalesce((SELECT max(number) FROM rm.messages_read r WHERE r.org_id = $1 AND r.build = m.build
    AND r.patient_id = $2 AND r.reader = $3), 0)
"""

# The threads of a therapist's or of clinics' patients in which a member of staff has not read what the patient wrote:
# who has waited longest comes first.
WAITING = """
SELECT * FROM (
  SELECT t.patient_id, t.clinic_id, t.therapist_id, t.last_at, u.unread, u.since
  FROM rm.messages_thread t
  CROSS JOIN LATERAL (
    SELECT coalesce(max(number), 0) AS number FROM rm.messages_read
    WHERE org_id = t.org_id AND build = t.build AND patient_id = t.patient_id AND reader = $2
  ) r
  CROSS JOIN LATERAL (
    SELECT count(*) AS unread, min(sent_at) AS since FROM rm.messages_message
    WHERE org_id = t.org_id AND build = t.build AND patient_id = t.patient_id AND number > r.number
      AND author = t.patient_id
  ) u
  WHERE t.org_id = $1 AND t.build = (SELECT log.live($1, 'messages')) AND t.from_patient > r.number
    AND t.from_patient > 0
    AND ($3::uuid[] IS NULL OR t.clinic_id = ANY ($3)) AND ($4::uuid IS NULL OR t.therapist_id = $4)
) w
WHERE $5::timestamptz IS NULL OR (w.since, w.patient_id) > ($5, $6::uuid)
ORDER BY w.since, w.patient_id LIMIT $7
"""

# The threads of a therapist's or of all patients in which a patient wrote something that a member of staff has not read
# and nobody has answered.
UNANSWERED = """
SELECT t.patient_id, u.unread, u.since
FROM rm.messages_thread t
CROSS JOIN LATERAL (
  SELECT greatest(
    (SELECT max(number) FROM rm.messages_read
     WHERE org_id = t.org_id AND build = t.build AND patient_id = t.patient_id AND reader = $2),
    (SELECT number FROM rm.messages_message
     WHERE org_id = t.org_id AND build = t.build AND patient_id = t.patient_id AND author <> t.patient_id
     ORDER BY number DESC LIMIT 1), 0) AS number
) r
CROSS JOIN LATERAL (
  SELECT count(*) AS unread, min(sent_at) AS since FROM rm.messages_message
  WHERE org_id = t.org_id AND build = t.build AND patient_id = t.patient_id AND number > r.number
    AND author = t.patient_id
) u
WHERE t.org_id = $1 AND t.build = (SELECT log.live($1, 'messages')) AND t.from_patient > r.number
  AND ($3::uuid IS NULL OR t.therapist_id = $3)
"""


class ReadBy(Struct, frozen=True):
    """A read receipt."""

    by: UUID  # a member of staff, or the patient
    at: datetime  # UTC


class Message(Struct, frozen=True):
    """One message without its text. Times in UTC; `written_at` is by the sender's clock."""

    number: int  # its place in the thread, from 1
    message_id: UUID
    author: UUID  # a member of staff, or the patient
    sent_at: datetime
    written_at: datetime | None
    provenance: Provenance | None
    read_by: list[ReadBy]


class Waiting(Struct, frozen=True):
    """A thread in which somebody has something unread."""

    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    unread: int
    since: datetime  # UTC: when the first of them came
    last_at: datetime


class Unanswered(Struct, frozen=True):
    """A patient who wrote and waits."""

    patient_id: UUID
    unread: int
    since: datetime  # UTC: when the first of them came


class After(Struct, frozen=True):
    """Where a page of waiting threads ended."""

    since: datetime
    patient_id: UUID


async def messages(
    db: Connection, org_id: UUID, patient_id: UUID, *, before: int | None = None, limit: int
) -> list[Message]:
    """Up to `limit` messages with numbers below `before`, the newest first."""
    rows = await db.fetch(PAGE, org_id, patient_id, before, limit)
    if not rows:
        return []
    steps = await db.fetch(READ, org_id, patient_id, rows[-1]["number"])
    return [_message(row, steps) for row in rows]


def _message(row: asyncpg.Record, steps: Sequence[asyncpg.Record]) -> Message:
    """With whoever read it: by the first step that came so far, but for the one who wrote it."""
    first = dict[UUID, datetime]()
    for reader, number, at in steps:
        if number >= row["number"] and reader != row["author"]:
            first.setdefault(reader, in_utc(at))
    read_by = sorted((ReadBy(reader, at) for reader, at in first.items()), key=lambda read: (read.at, read.by))
    return Message(
        number=row["number"],
        message_id=row["message_id"],
        author=row["author"],
        sent_at=in_utc(row["sent_at"]),
        written_at=None if row["written_at"] is None else in_utc(row["written_at"]),
        provenance=None if row["provenance"] is None else Provenance(row["provenance"]),
        read_by=read_by,
    )


async def unread(db: Connection, org_id: UUID, patient_id: UUID, reader: UUID) -> int:
    """How many messages of the other side a member of staff, or the patient, has not read."""
    found: int = await db.fetchval(UNREAD, org_id, patient_id, reader)
    return found


async def waiting(
    db: Connection,
    org_id: UUID,
    reader: UUID,
    *,
    clinic_ids: Iterable[UUID] | None = None,
    therapist_id: UUID | None = None,
    after: After | None = None,
    limit: int,
) -> list[Waiting]:
    """Up to `limit` threads behind `after` with something that `reader`, of staff, has not read."""
    clinics = None if clinic_ids is None else list(clinic_ids)
    place = (None, None) if after is None else (after.since, after.patient_id)
    rows = await db.fetch(WAITING, org_id, reader, clinics, therapist_id, *place, limit)
    return [
        Waiting(
            row["patient_id"],
            row["clinic_id"],
            row["therapist_id"],
            row["unread"],
            in_utc(row["since"]),
            in_utc(row["last_at"]),
        )
        for row in rows
    ]


async def unanswered(db: Connection, org_id: UUID, reader: UUID, therapist_id: UUID | None = None) -> list[Unanswered]:
    """Everybody who wrote what `reader`, of staff, has not read and nobody has answered; in no order."""
    rows = await db.fetch(UNANSWERED, org_id, reader, therapist_id)
    return [Unanswered(patient_id, number, in_utc(since)) for patient_id, number, since in rows]
