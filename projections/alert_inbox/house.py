"""Who there is to answer alerts: each clinic's clocks and hours, who leads it, and who is away and covered by whom."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.clinic.events import ClinicLeadNamed, ClinicOpened, OpeningHoursSet
from domain.staff.decider import STAFF as STAFF_DECIDER
from domain.staff.events import StaffEvent
from domain.staff.member import Staff
from eventstore.records import Recorded
from projections.base import Fact
from projections.desk import Desk, Table

ClinicEvent = ClinicOpened | OpeningHoursSet | ClinicLeadNamed

CLINIC = Table(
    "rm.alert_inbox_clinic", key={"clinic_id": "uuid"}, values={"version": "int", "zone": "text", "hours": "json"}
)
# One for each who was named, and the highest version leads: what is told about a member of staff is kept under them.
LEAD = Table("rm.alert_inbox_lead", key={"clinic_id": "uuid", "staff_id": "uuid"}, values={"version": "int"})
STAFF = Table("rm.alert_inbox_staff", key={"staff_id": "uuid"}, values={"version": "int", "staff": "json"})

_staff = msgspec.json.Decoder(Staff)

Key = tuple[UUID, UUID]
"""Organisation and clinic, or member of staff."""


async def keep_house(desk: Desk, facts: Sequence[Fact]) -> None:
    """Fold what these facts say of clinics and staff."""
    told = [(recorded, event) for recorded, event in facts if isinstance(event, ClinicOpened | OpeningHoursSet)]
    await _keep_clinics(desk, told)
    named = [(recorded, event) for recorded, event in facts if isinstance(event, ClinicLeadNamed)]
    await _keep_leads(desk, named)
    staff = [(recorded, event) for recorded, event in facts if isinstance(event, StaffEvent)]
    await _keep_staff(desk, staff)


async def _keep_clinics(desk: Desk, told: Sequence[tuple[Recorded, ClinicOpened | OpeningHoursSet]]) -> None:
    keys = {(recorded.org_id, event.clinic_id) for recorded, event in told}
    before = {
        (row["org_id"], row["clinic_id"]): (row["version"], row["zone"], row["hours"])
        for row in await desk.find(CLINIC, keys)
    }
    clinics = dict(before)
    for recorded, event in told:
        key = (recorded.org_id, event.clinic_id)
        version, zone, hours = clinics.get(key, (0, "", None))
        if recorded.version <= version or not (zone or isinstance(event, ClinicOpened)):
            continue  # a build that an older fold began never heard of its opening: without a zone it has no clocks
        if isinstance(event, ClinicOpened):
            clinics[key] = (recorded.version, event.zone, hours)
        else:
            clinics[key] = (recorded.version, zone, msgspec.json.encode(event.hours).decode())
    await desk.keep(CLINIC, [(*key, *clinic) for key, clinic in clinics.items() if clinic != before.get(key)])


async def _keep_leads(desk: Desk, named: Sequence[tuple[Recorded, ClinicLeadNamed]]) -> None:
    keys = {(recorded.org_id, event.clinic_id, event.staff_id) for recorded, event in named}
    before = {(row["org_id"], row["clinic_id"], row["staff_id"]): row["version"] for row in await desk.find(LEAD, keys)}
    leads = dict(before)
    for recorded, event in named:
        key = (recorded.org_id, event.clinic_id, event.staff_id)
        leads[key] = max(recorded.version, leads.get(key, 0))
    await desk.keep(LEAD, [(*key, version) for key, version in leads.items() if version != before.get(key)])


async def _keep_staff(desk: Desk, told: Sequence[tuple[Recorded, StaffEvent]]) -> None:
    keys = {(recorded.org_id, event.staff_id) for recorded, event in told}
    before: dict[Key, tuple[int, Staff]] = {
        (row["org_id"], row["staff_id"]): (row["version"], _staff.decode(row["staff"]))
        for row in await desk.find(STAFF, keys)
    }
    staff = dict(before)
    for recorded, event in told:
        key = (recorded.org_id, event.staff_id)
        version, state = staff.get(key, (0, STAFF_DECIDER.empty))
        if recorded.version > version:
            staff[key] = (recorded.version, STAFF_DECIDER.evolve(state, event))
    rows = [
        (*key, version, msgspec.json.encode(state).decode())
        for key, (version, state) in staff.items()
        if (version, state) != before.get(key)
    ]
    await desk.keep(STAFF, rows)
