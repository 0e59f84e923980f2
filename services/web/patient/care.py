"""How a patient is cared for and what becomes of the record: contact, clocks, consents, therapist, leaving, keeping."""

import asyncio
from uuid import UUID

from msgspec import Struct

from domain.patient.events import Channel, DischargeReason, ErasureReason, Purpose, RestrictionReason
from services.http.people.house import StaffLine
from services.records.exporting import Export, ExportState
from services.web.common.staff import TREATING, all_staff
from services.web.page import Shown
from services.web.patient.overview import about
from services.web.patient.terms import Terms
from services.web.patient.told import frame_of, named, up_to
from services.web.patient.zones import zones
from services.web.view import View


class CareQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An export of the record whose state is shown; `at_least`: a position of what was just written."""

    export: UUID | None = None
    at_least: str | None = None


async def care_page(view: View) -> Shown:
    query: CareQuery = view.query
    view = up_to(view, query.at_least)
    frame = await frame_of(view)
    names, staff = await asyncio.gather(named(view), all_staff(view))
    export = None
    if query.export is not None:
        of = {"patient_id": frame.patient_id, "export_id": query.export}
        export = await view.read("recordExport", Export, of)
    making = export is not None and export.state is ExportState.WAITING
    fields = {
        **about(view, frame, names),
        "export": export,
        "making": making,
        "therapists": therapists_at(staff, frame.care.clinic_id),
        "elsewhere": [clinic for clinic in view.viewer.clinics if clinic.clinic_id != frame.care.clinic_id],
        "channels": list(Channel),
        "purposes": list(Purpose),
        "agreed": {consent.purpose: consent.text_version for consent in frame.care.consents},
        "discharges": list(DischargeReason),
        "restrictions": list(RestrictionReason),
        "erasures": [reason for reason in ErasureReason if reason is not ErasureReason.ERASED_BEFORE],
        "known_zones": zones(),
    }
    title = frame.name or view.words("Patient without a name")
    return Shown("patient/care.html", title, fields)


def therapists_at(staff: list[StaffLine], clinic_id: UUID) -> list[StaffLine]:
    """Who may treat somebody of a clinic: therapists and who manages, where they work there or everywhere."""
    return [
        each
        for each in staff
        if not each.removed and each.role in TREATING and (not each.clinics or clinic_id in each.clinics)
    ]


async def new_patient_page(view: View) -> Shown:
    fields = {
        "terms": Terms(view.words),
        "therapists": [each for each in await all_staff(view) if not each.removed and each.role in TREATING],
        "known_zones": zones(),
        "channels": list(Channel),
    }
    return Shown("patient/new.html", view.words("A new patient"), fields)
