"""The addresses of the audit: a part of the written list in `operations`."""

from services.http.audit.break_glass import GlassBrokenAnswer, break_glass_for
from services.http.audit.reads import (
    AuditAnswer,
    AuditQuery,
    DisclosuresAnswer,
    PagesQuery,
    list_audit,
    patient_accesses,
    patient_disclosures,
)
from services.http.body import JSON
from services.http.operation import Body, Operation

AUDIT = (
    Operation(
        method="GET",
        path="/v1/audit",
        name="listAudit",
        tag="Organisation",
        summary="Who saw, changed, handed on or was refused whose data",
        description=(
            "When, by whom, from where and by which right, the newest first, for the owner. Entries are chained: none "
            "can be changed or left out unseen. Reading them is noted, too."
        ),
        query=AuditQuery,
        answers=(AuditAnswer,),
        rows="entries",
        problems=("bad_cursor",),
        run=list_audit,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/accesses",
        name="patientAccesses",
        tag="Patients",
        summary="Who saw or changed this patient's data",
        description="For owner, admins and the patient's therapist. Who else was on a list is left out.",
        query=PagesQuery,
        answers=(AuditAnswer,),
        rows="entries",
        problems=("bad_cursor", "unknown_patient", "unreadable"),
        run=patient_accesses,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/disclosures",
        name="patientDisclosures",
        tag="Patients",
        summary="To whom this patient's data was given",
        description=(
            "The accounting that a patient may ask for (45 CFR 164.528, GDPR article 15): each time in the last six "
            "years that data went to a partner or was handed out as a whole. For owner, admins and the therapist."
        ),
        query=PagesQuery,
        answers=(DisclosuresAnswer,),
        rows="disclosures",
        problems=("bad_cursor", "unknown_patient", "unreadable"),
        run=patient_disclosures,
    ),
    Operation(
        method="POST",
        path="/v1/patients/{patient_id}/break-glass",
        name="breakGlass",
        tag="Patients",
        summary="Look at a patient out of reach, for a reason that cannot wait",
        description=(
            "For staff: the patient may be read for an hour, and not changed. The reason is kept; the owners and the "
            "clinic's lead are told at once; each look is noted as one of this kind."
        ),
        bodies=(Body(JSON, "BreakGlassBody", {"an emergency": {"reason": "Fell in our waiting room."}}),),
        answers=(GlassBrokenAnswer,),
        problems=("unknown_patient", "within_reach", "unreadable"),
        run=break_glass_for,
    ),
)
