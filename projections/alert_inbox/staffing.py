"""Who owns which alert now, as far as the log has been read: for lists, and for whoever needs to know all managers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import Step
from domain.alert.owner import Care, managers_of, owners, steps
from domain.clinic.hours import OpeningHours
from domain.staff.events import MANAGERS
from domain.staff.member import Staff
from domain.zones import FIRST_INSTANT, ZoneChange, local_date
from eventstore.walls import Connection

STAFF = """
SELECT staff_id, staff FROM rm.alert_inbox_staff
WHERE org_id = $1 AND build = (SELECT log.live($1, 'alert_inbox'))
"""

# Each clinic with its clocks and hours, and who was named last to lead it.
CLINICS = """
SELECT c.clinic_id, c.zone, c.hours, (
  SELECT l.staff_id FROM rm.alert_inbox_lead l
  WHERE l.org_id = $1 AND l.build = c.build AND l.clinic_id = c.clinic_id ORDER BY l.version DESC LIMIT 1) AS lead_id
FROM rm.alert_inbox_clinic c
WHERE c.org_id = $1 AND c.build = (SELECT log.live($1, 'alert_inbox'))
"""

_staff = msgspec.json.Decoder(Staff)
_hours = msgspec.json.Decoder(OpeningHours | None)


class Place(Struct, frozen=True):
    """A clinic: its zone, its opening hours where it has said them, and who leads it."""

    zone: str
    hours: OpeningHours | None
    lead_id: UUID | None


class Held(Struct, frozen=True):
    """Alerts that are somebody's: of a clinic, of a therapist's patients or of those who have none, and passed on to
    that step, or to nobody so far."""

    clinic_id: UUID
    therapist_id: UUID | None
    step: Step | None


class Staffing(Struct, frozen=True):
    """All clinics and all staff of an organisation."""

    clinics: Mapping[UUID, Place]
    staff: Mapping[UUID, Staff]

    def care(self, clinic_id: UUID, therapist_id: UUID | None, now: datetime) -> Care | None:
        """Who there is for a therapist's patients at a clinic; None where nothing is known of the clinic yet."""
        place = self.clinics.get(clinic_id)
        if place is None:
            return None
        day = local_date((ZoneChange(FIRST_INSTANT, place.zone),), now)
        return Care(clinic_id=clinic_id, day=day, therapist_id=therapist_id, lead_id=place.lead_id, staff=self.staff)

    def owners(
        self, clinic_id: UUID, therapist_id: UUID | None, escalated_to: str | None, now: datetime
    ) -> tuple[UUID, ...]:
        """Whose an alert is at this instant; where it was passed on, theirs too to whom."""
        care = self.care(clinic_id, therapist_id, now)
        if care is None:
            return ()
        passed_on = dict(steps(care)).get(Step(escalated_to), ()) if escalated_to else ()
        return tuple(dict.fromkeys((*owners(care), *passed_on)))

    def held_by(self, staff_id: UUID, clinics: Iterable[UUID], now: datetime) -> list[Held]:
        """What somebody has at these clinics at this instant: their own, what they cover, and what was passed on."""
        found: list[Held] = []
        for clinic_id in clinics:
            care = self.care(clinic_id, None, now)
            if care is None:
                continue
            managers = managers_of(care)
            for therapist_id in (None, *self.staff):
                by_step = dict(steps(replace(care, therapist_id=therapist_id), managers))
                first = next(iter(by_step.values()), ())
                found += [
                    Held(clinic_id, therapist_id, step)
                    for step in (None, *Step)
                    if staff_id in first or (step and staff_id in by_step.get(step, ()))
                ]
        return found


async def staffing(db: Connection, org_id: UUID) -> Staffing:
    """As far as the inbox has read the log."""
    clinics = {
        row["clinic_id"]: Place(row["zone"], _hours.decode(row["hours"] or "null"), row["lead_id"])
        for row in await db.fetch(CLINICS, org_id)
    }
    staff = {row["staff_id"]: _staff.decode(row["staff"]) for row in await db.fetch(STAFF, org_id)}
    return Staffing(clinics, staff)


async def managers(db: Connection, org_id: UUID) -> list[UUID]:
    """Everybody who is an owner or an admin now."""
    staff = (await staffing(db, org_id)).staff
    return sorted(key for key, known in staff.items() if known.role in MANAGERS and not known.removed)
