"""Who there is for an alert at this moment, asked of the log itself: therapist, covers, the clinic's lead, managers."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from msgspec import Struct
from msgspec.structs import replace

from domain.alert.owner import Care, managers_of, unknown_covers
from domain.alert.state import Alert, whose
from domain.clinic.decider import CLINIC, Clinic
from domain.clinic.events import ClinicOpened
from domain.decider import fold
from domain.deciders import BY_KIND
from domain.patient.state import Patient
from domain.staff.member import Staff
from domain.zones import FIRST_INSTANT, ZoneChange, local_date
from eventstore.codec import Undecodable
from projections.alert_inbox.staffing import managers
from services.context import Context

log = structlog.get_logger()

# Everybody who was ever invited. It reads through all events of the organisation.
INVITED = "SELECT DISTINCT stream_id FROM log.events WHERE org_id = $1 AND type = 'staff.invited'"


class NoClinic(LookupError):
    """The clinic of an alert is not in the log."""


class Scene(Struct, frozen=True):
    """The clinic of an alert, and who there is."""

    clinic: Clinic
    zone: str
    care: Care


async def scene_of(context: Context, org_id: UUID, alert: Alert, now: datetime) -> Scene:
    """Who there is for this alert now. Who manages the clinic is the inbox's word, all others are the log's; where the
    inbox knows of no manager, because it is behind or is being made anew, the log is asked for them too.

    A patient or a member of staff whose stream cannot be read is passed over: of an alert that says so somebody has to
    be told. A clinic's is done without its hours and its lead. Raises NoClinic.
    """
    if alert.clinic_id is None:
        raise NoClinic("none")
    return await scene_for(context, org_id, whose(alert), alert.clinic_id, now, alert.therapist_id)


async def scene_for(
    context: Context, org_id: UUID, patient_id: UUID, clinic_id: UUID, now: datetime, last_known: UUID | None = None
) -> Scene:
    """The same for whatever else somebody has to answer. `last_known`: the therapist of a patient who cannot be read.

    Raises NoClinic.
    """
    known = await states_of(context, org_id, [patient_id, clinic_id])
    clinic, patient = known.get(clinic_id), known.get(patient_id)
    if not isinstance(clinic, Clinic) or clinic.opened is None:
        clinic = Clinic(opened=await opening_of(context, org_id, clinic_id))
    if clinic.opened is None:
        raise NoClinic(str(clinic_id))
    therapist_id = patient.therapist_id if isinstance(patient, Patient) else last_known
    async with context.reading(org_id) as db:
        wanted = {*await managers(db, org_id), *(one for one in (therapist_id, clinic.lead_id) if one)}
    day = local_date((ZoneChange(FIRST_INSTANT, clinic.opened.zone),), now)
    staff = await _with_covers(context, org_id, wanted, day)
    care = Care(clinic_id=clinic_id, day=day, therapist_id=therapist_id, lead_id=clinic.lead_id, staff=staff)
    if not managers_of(care):
        async with context.reading(org_id) as db:
            wanted |= {row["stream_id"] for row in await db.fetch(INVITED, org_id)}
        care = replace(care, staff=await _with_covers(context, org_id, wanted, day))
    return Scene(clinic, clinic.opened.zone, care)


async def _with_covers(context: Context, org_id: UUID, wanted: Collection[UUID], day: date) -> dict[UUID, Staff]:
    """What is known of them, and of whoever stands in for those that are away on that date."""
    staff: dict[UUID, Staff] = {}
    while wanted:
        found = await states_of(context, org_id, wanted)
        for staff_id in wanted:
            state = found.get(staff_id)
            staff[staff_id] = state if isinstance(state, Staff) else Staff()
        wanted = unknown_covers(staff, day)
    return staff


async def opening_of(context: Context, org_id: UUID, clinic_id: UUID) -> ClinicOpened | None:
    """How a clinic was opened, its name and zone, whatever of its stream cannot be read; None where it never was.

    Raises Undecodable where this is what cannot be read.
    """
    for recorded in await context.store.load(org_id, [clinic_id]):
        if CLINIC.events.get(recorded.type) is ClinicOpened:
            opened: ClinicOpened = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
            return opened
    return None


async def states_of(context: Context, org_id: UUID, streams: Collection[UUID]) -> dict[UUID, Any]:
    """What the streams come to, each folded by the decider of its first event; without those that cannot be read."""
    events: dict[UUID, list[Any]] = {}
    kinds: dict[UUID, str] = {}
    unreadable: set[UUID] = set()
    for recorded in await context.store.load(org_id, sorted(streams)):
        kinds.setdefault(recorded.stream_id, recorded.type.partition(".")[0])
        try:
            event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        except Undecodable as error:
            log.error("stream unreadable", organisation=str(org_id), stream=str(recorded.stream_id), error=str(error))
            unreadable.add(recorded.stream_id)
            continue
        events.setdefault(recorded.stream_id, []).append(event)
    return {
        stream_id: fold(BY_KIND[kinds[stream_id]], told)
        for stream_id, told in events.items()
        if stream_id not in unreadable
    }
