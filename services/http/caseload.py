"""The caseload: who is in a therapist's or a clinic's care, page by page, with the last seven days of each."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from projections.adherence.queries import RangeNumbers, adherence_of_many
from projections.caseload.queries import After, InCare, caseload
from services.actor import Actor, ActorKind
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_of_many
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode

ADHERENCE_DAYS = 7
READERS = ("caseload", "adherence")


class CaseloadQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose patients; without therapist and clinic everybody's whom the key reaches."""

    therapist_id: UUID | None = field(name="therapist", default=None)
    clinic_id: UUID | None = field(name="clinic", default=None)
    status: Literal["active", "discharged"] = "active"
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class CaseloadLine(Struct, frozen=True):
    """One patient."""

    patient: InCare
    name: str | None  # null for one without, and after an erasure
    last_7_days: RangeNumbers | None  # null while the adherence has not met the patient
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


class CaseloadAnswer(Struct, frozen=True):
    """One page, the newest enrolment first."""

    as_of: AsOf
    patients: list[CaseloadLine]
    next_cursor: str | None  # of the page behind this one


async def list_caseload(asked: Asked) -> Reply:
    query: CaseloadQuery = asked.query
    clinics = clinics_asked(asked.actor, query.clinic_id)
    org_id = asked.actor.org_id
    after = read_cursor(asked, query.cursor, After)
    async with fresh(asked, *READERS) as (db, as_of):
        found = await caseload(
            db,
            org_id,
            as_of.at,
            therapist_id=query.therapist_id,
            clinic_ids=clinics,
            status=query.status,
            after=after,
            limit=query.limit + 1,
        )
        page = found[: query.limit]
        patient_ids = [line.patient_id for line in page]
        numbers = await adherence_of_many(db, org_id, patient_ids, as_of.at, ADHERENCE_DAYS)
        persons = await persons_of(asked.context, db, org_id, patient_ids)
        lacking = await incomplete_of_many(db, org_id, patient_ids, *READERS)
    lines = [
        CaseloadLine(
            line,
            persons[line.patient_id].name if line.patient_id in persons else None,
            numbers.get(line.patient_id),
            lacking.get(line.patient_id),
        )
        for line in page
    ]
    more = page_cursor(asked, After(page[-1].enrolled_at, page[-1].patient_id)) if len(found) > query.limit else None
    return Reply(encode(CaseloadAnswer(as_of, lines, more)))


def clinics_asked(actor: Actor, clinic_id: UUID | None) -> Iterable[UUID] | None:
    """The clinics to look at; None for all. Raises Problem for who is not staff, and for a clinic out of reach."""
    if actor.kind is not ActorKind.STAFF:
        raise Problem("forbidden", "Lists of patients are for staff.")
    if clinic_id is None:
        return actor.clinics or None
    if not actor.reaches(clinic_id):
        raise Problem("unknown_clinic")
    return [clinic_id]
