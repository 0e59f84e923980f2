"""Whom to tell that the alert rules cannot go on for a patient: whose patient it is, and who knows already."""

from uuid import UUID

from msgspec import Struct

from domain.alerting.not_watched import NOT_WATCHED
from eventstore.walls import Connection


class Unwatched(Struct, frozen=True):
    """A patient whose events the rules no longer read. `open_alert` says so already, and nobody has resolved it."""

    clinic_id: UUID
    therapist_id: UUID | None
    open_alert: UUID | None


# Read from the log and not from the inbox, which may be behind; by names in the JSON, so that a history that the rules
# cannot decode tells whose patient it is, too.
UNWATCHED = """
SELECT (p.history->>'clinic_id')::uuid, (p.history->>'therapist_id')::uuid, (
  SELECT raised.stream_id FROM log.events raised
  WHERE raised.org_id = $1 AND raised.subject_id = $2 AND raised.lane = 0 AND raised.type = 'alert.raised'
    AND raised.data->>'rule' = $3 AND NOT EXISTS (
      SELECT FROM log.events resolved
      WHERE resolved.org_id = $1 AND resolved.stream_id = raised.stream_id AND resolved.type = 'alert.resolved')
  ORDER BY raised.pos DESC LIMIT 1)
FROM rm.alerting_patient p
WHERE p.org_id = $1 AND p.patient_id = $2 AND p.history->>'clinic_id' IS NOT NULL
"""


async def unwatched(db: Connection, org_id: UUID, patient_id: UUID) -> Unwatched | None:
    """None for a patient of whom the rules have read nothing: no clinic is known that could be told."""
    row = await db.fetchrow(UNWATCHED, org_id, patient_id, NOT_WATCHED)
    return Unwatched(*row) if row else None
