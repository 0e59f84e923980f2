"""/patients: everybody in reach, by a part of the name or by how they do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta, Struct

from domain.staff.events import Role
from projections.adherence.queries import RangeNumbers
from projections.caseload.queries import InCare
from services.http.caseload import CaseloadAnswer
from services.http.people.search import PatientsAnswer
from services.web.common.staff import staff_names
from services.web.page import Page, Shown
from services.web.view import View

MINE, ALL = "mine", "all"
SHORTEST_NAME = 2  # letters that are looked for
HALF = 50  # percent
UNSEEN = timedelta(days=7)


class PeopleFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the address. `of`: mine, all, or a clinic's id."""

    q: Annotated[str, Meta(max_length=100)] | None = None
    of: Annotated[str, Meta(max_length=40)] | None = None
    status: Literal["active", "discharged"] = "active"
    only: Literal["alerts", "low", "unseen"] | None = None
    cursor: Annotated[str, Meta(max_length=400)] | None = None

    def address(self, **changes: object) -> str:
        said = {"q": self.q, "of": self.of, "status": self.status, "only": self.only, **changes}
        query = urlencode({name: value for name, value in said.items() if value and value != "active"})
        return f"/patients?{query}" if query else "/patients"


class Line(NamedTuple):
    """One patient. `numbers`: none where somebody is looked for by name."""

    patient: InCare
    name: str | None
    numbers: RangeNumbers | None
    therapist: str


async def people(view: View) -> Shown:
    query: PeopleFilters = view.query
    of = query.of or ALL
    names = await staff_names(view)
    whose: Mapping[str, object] = {
        "therapist": view.viewer.staff_id if of == MINE else None,
        "clinic": None if of in (MINE, ALL) else of,
        "cursor": query.cursor,
    }
    searching = bool(query.q) and len(query.q or "") >= SHORTEST_NAME
    if searching:
        found = await view.read("listPatients", PatientsAnswer, {}, search=query.q, **whose)
        lines = [Line(one.patient, one.name, None, _of(one.patient, names)) for one in found.patients]
        more = found.next_cursor
    else:
        shows = _shows(query, view.now)
        listed = await view.read("listCaseload", CaseloadAnswer, {}, status=query.status, **whose, **shows)
        lines = [Line(one.patient, one.name, one.last_7_days, _of(one.patient, names)) for one in listed.patients]
        more = listed.next_cursor
    fields = {
        "query": query,
        "of": of,
        "lines": lines,
        "searching": searching,
        "more": query.address(cursor=more) if more else None,
        "is_therapist": view.viewer.role is Role.THERAPIST,
        "may_enrol": view.may("enrolPatient"),
    }
    return Shown("people/people.html", view.words("Patients"), fields)


def _shows(query: PeopleFilters, now: datetime) -> Mapping[str, object]:
    """As the caseload is asked for it."""
    match query.only:
        case "alerts":
            return {"with_alerts": True}
        case "low":
            return {"adherence_below": HALF}
        case "unseen":
            return {"unseen_since": now - UNSEEN}
        case None:
            return {}


def _of(patient: InCare, names: Mapping[UUID, str]) -> str:
    return "" if patient.therapist_id is None else names.get(patient.therapist_id, "")


PAGES = (Page(path="/patients", name="patientsPage", query=PeopleFilters, show=people),)
