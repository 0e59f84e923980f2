"""What patients' sessions say of pain during each exercise, of one patient or of all of a clinic."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from domain.symptom.exercise_pain import RatedExercise
from eventstore.walls import Connection
from projections.adherence.sessions import mondays

# Everybody who is, or was, a patient of a clinic.
PATIENTS = """
SELECT patient_id FROM rm.adherence_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND clinic_id = $2
"""

# What some patients' weeks between two Mondays say of pain.
RATED = """
SELECT p.patient_id, w.pain
FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT pain FROM rm.adherence_week
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND patient_id = p.patient_id
    AND monday BETWEEN $3 AND $4 AND pain IS NOT NULL OFFSET 0
) w
"""

_rated = msgspec.json.Decoder(tuple[RatedExercise, ...])


async def patients_of(db: Connection, org_id: UUID, clinic_id: UUID) -> list[UUID]:
    """In no order; discharged ones too."""
    return [row["patient_id"] for row in await db.fetch(PATIENTS, org_id, clinic_id)]


async def rated_in_sessions(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], since: datetime, until: datetime
) -> list[tuple[UUID, tuple[RatedExercise, ...]]]:
    """What these patients rated, week by week, in no order: at least from `since` until just before `until`.

    One statement for them all.
    """
    rows = await db.fetch(RATED, org_id, patient_ids, *mondays(since, until))
    return [(row["patient_id"], _rated.decode(row["pain"])) for row in rows]
