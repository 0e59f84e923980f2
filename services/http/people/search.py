"""Patients by name: names stand sealed in the vault, so they are opened and compared, a bounded number at a time."""

import unicodedata
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from projections.caseload.queries import After, InCare, caseload
from services.http.audit.seen import right_at
from services.http.caseload import clinics_asked
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.ratings import encode
from services.http.restricted import hidden_from

AT_ONCE = 200
LOOKED_AT_MOST = 1_000
"""Patients whose names are opened for one answer; the cursor goes on behind them."""


class PatientsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is looked for: part of a name, in whatever case and with or without accents."""

    search: Annotated[str, Meta(min_length=2, max_length=100)] | None = None
    therapist_id: UUID | None = field(name="therapist", default=None)
    clinic_id: UUID | None = field(name="clinic", default=None)
    status: Literal["active", "discharged"] | None = None
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class NamedPatient(Struct, frozen=True):
    """One patient."""

    patient: InCare
    name: str | None  # null for one without, and after an erasure


class PatientsAnswer(Struct, frozen=True):
    """One page, the newest enrolment first. It may be short and yet not the last: then it has a cursor."""

    as_of: AsOf
    patients: list[NamedPatient]
    looked_at: int  # whose names were compared for this page
    next_cursor: str | None  # of the page behind this one


async def list_patients(asked: Asked) -> Reply:
    query: PatientsQuery = asked.query
    clinics = clinics_asked(asked.actor, query.clinic_id)
    org_id, wanted = asked.actor.org_id, folded(query.search or "")
    after = read_cursor(asked, query.cursor, After)
    found: list[NamedPatient] = []
    looked_at, more = 0, True
    async with fresh(asked, "caseload") as (db, as_of):
        while more and len(found) < query.limit and looked_at < LOOKED_AT_MOST:
            page = await caseload(
                db,
                org_id,
                as_of.at,
                therapist_id=query.therapist_id,
                clinic_ids=clinics,
                status=query.status,
                after=after,
                limit=AT_ONCE,
            )
            more = len(page) == AT_ONCE
            hidden = await hidden_from(asked, [line.patient_id for line in page])
            shown = [line.patient_id for line in page if line.patient_id not in hidden]
            persons = await persons_of(asked.context, db, org_id, shown)
            for line in page:
                looked_at, after = looked_at + 1, After(line.enrolled_at, line.patient_id)
                if line.patient_id in hidden:
                    continue
                name = persons[line.patient_id].name if line.patient_id in persons else None
                if wanted in folded(name or ""):
                    found.append(NamedPatient(line, name))
                if len(found) == query.limit:
                    more = more or line is not page[-1]
                    break
    asked.seen.patients([line.patient.patient_id for line in found], right_at(asked.actor))
    cursor = page_cursor(asked, after) if more and after is not None else None
    return Reply(encode(PatientsAnswer(as_of, found, looked_at, cursor)))


def folded(name: str) -> str:
    """A name as it is compared: without case, accents and marks that nobody sees."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf"))
