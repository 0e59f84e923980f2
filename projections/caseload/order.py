"""The caseload in the order of who needs somebody: those on hold, and of the others whoever was quiet for longest."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.patient.events import RedFlagSign
from eventstore.postgres import in_utc
from eventstore.walls import Connection

# Everybody of a therapist, of clinics or of both, whose record may be shown.
_SCOPE = """
org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND merged_into IS NULL
  AND ($2::uuid IS NULL OR therapist_id = $2) AND ($3::uuid[] IS NULL OR clinic_id = ANY ($3))
  AND ($4 OR NOT restricted)
"""

# Those of some patients who are among them, and all who are on hold.
AMONG = f"""
SELECT patient_id, held_since, signs FROM rm.caseload_patient
WHERE {_SCOPE} AND (patient_id = ANY ($5::uuid[]) OR held_since IS NOT NULL)
"""  # noqa: S608 (put together from constants)

# How many of them are in care at an instant.
NUMBER = f"SELECT count(*) FROM rm.caseload_patient WHERE {_SCOPE} AND coalesce(ends_at > $5, true)"  # noqa: S608

# Those in care at an instant, but for some: who logged no session for longest first, who never did since the enrolment.
QUIET = f"""
SELECT q.patient_id, q.since FROM (
  SELECT p.patient_id, coalesce(session.at, p.enrolled_at) AS since
  FROM (SELECT * FROM rm.caseload_patient
    WHERE {_SCOPE} AND coalesce(ends_at > $5, true) AND patient_id <> ALL ($6::uuid[])) p
  LEFT JOIN LATERAL (
    SELECT at FROM rm.caseload_report r
    WHERE r.org_id = p.org_id AND r.build = p.build AND r.patient_id = p.patient_id
      AND r.kind = 'session' AND r.at <= $5 ORDER BY r.at DESC, r.report_id DESC LIMIT 1) session ON true
) q
WHERE $7::timestamptz IS NULL OR (q.since, q.patient_id) > ($7, $8::uuid)
ORDER BY q.since, q.patient_id LIMIT $9
"""  # noqa: S608

_signs = msgspec.json.Decoder(tuple[RedFlagSign, ...])


class Scope(Struct, frozen=True):
    """Whose patients: None asks for any therapist, for any clinic."""

    org_id: UUID
    therapist_id: UUID | None
    clinic_ids: list[UUID] | None
    restricted_too: bool  # whether records that are kept and nothing else may be shown

    @property
    def values(self) -> tuple[UUID, UUID | None, list[UUID] | None, bool]:
        """The first parameters of the statements here."""
        return self.org_id, self.therapist_id, self.clinic_ids, self.restricted_too


class Among(Struct, frozen=True):
    """One in the scope. `held_since` (UTC): a red flag was recorded, with these signs, that nobody has cleared."""

    patient_id: UUID
    held_since: datetime | None
    signs: tuple[RedFlagSign, ...]


class Quiet(Struct, frozen=True):
    """One of whom nothing else is known to be needed, and when the last session was (UTC); else the enrolment."""

    patient_id: UUID
    since: datetime


async def among(db: Connection, scope: Scope, patient_ids: Collection[UUID]) -> list[Among]:
    """Those of some patients who are in the scope, discharged ones too, and everybody there who is on hold."""
    return [
        Among(patient_id, None if held is None else in_utc(held), () if held is None else _signs.decode(signs))
        for patient_id, held, signs in await db.fetch(AMONG, *scope.values, list(patient_ids))
    ]


async def number_in_care(db: Connection, scope: Scope, now: datetime) -> int:
    """How many are in care."""
    found: int = await db.fetchval(NUMBER, *scope.values, now)
    return found


async def quiet(
    db: Connection, scope: Scope, now: datetime, but: Collection[UUID], after: Quiet | None, limit: int
) -> list[Quiet]:
    """Up to `limit` of those in care behind `after`, without some: the longest without a session first."""
    place = (None, None) if after is None else (after.since, after.patient_id)
    rows = await db.fetch(QUIET, *scope.values, now, list(but), *place, limit)
    return [Quiet(patient_id, in_utc(since)) for patient_id, since in rows]
