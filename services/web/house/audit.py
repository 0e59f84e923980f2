"""Who looked at what, for the owner: filtered by person, patient, kind and day, page by page, and as a file."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from domain.staff.events import Role
from services.audit.entry import Kind
from services.audit.reading import Noted
from services.http.audit.reads import AuditAnswer
from services.http.audit.seen import BREAK_GLASS
from services.http.patients import PatientAnswer
from services.http.people.search import PatientsAnswer
from services.http.problems import Problem
from services.web.common.staff import all_staff
from services.web.common.vocabulary import Vocabulary
from services.web.house.lists import MOST, all_partners, clinic_names
from services.web.house.tabs import tabs_of
from services.web.page import Elsewhere, Shown
from services.web.view import NOTHING, View
from services.web.words import NP_

PER_PAGE = 50
SHORTEST, FOUND_AT_MOST = 2, 8  # letters of a name, patients of it

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.READ: NP_("audit", "looked at"),
        Kind.CHANGED: NP_("audit", "changed"),
        Kind.REFUSED: NP_("audit", "refused"),
        Kind.DISCLOSED: NP_("audit", "handed on"),
        Kind.BREAK_GLASS: NP_("audit", "emergency access"),
        Kind.SIGNED_IN: NP_("audit", "signed in"),
        Kind.SIGN_IN_FAILED: NP_("audit", "sign-in failed"),
        Kind.GRANTED: NP_("audit", "rights given or taken"),
    }
)

ROLE_AT = re.compile(r"^(owner|admin|therapist|assistant)(?: at (.+))?$")
ROLES = frozenset(role.value for role in Role)
EVERY = "every clinic"


class AuditPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which entries. An empty field of the form asks for nothing."""

    actor: str = ""
    patient: str = ""
    kind: str = ""
    since: str = ""  # dates in the viewer's zone, both included
    until: str = ""
    who: str = ""  # part of a patient's name, to find whom to ask for
    cursor: str | None = None


class Line(NamedTuple):
    """One entry, in words."""

    entry: Noted
    kind: str
    actor: str
    details: list[tuple[str, str]]
    codes: list[tuple[str, str]]  # ids and words of the service that say more


async def audit_by_mail(view: View) -> Elsewhere:
    """Letters about emergency access name the short address."""
    asked = _asked_for(view.query)
    return Elsewhere("/organisation/audit" + (f"?{urlencode(asked)}" if asked else ""))


async def audit(view: View) -> Shown:
    """Raises Problem `invalid_parameter` for a day, a kind or an id that is none, and `bad_cursor`."""
    asked: AuditPage = view.query
    since, until = _day(view, asked.since, 0), _day(view, asked.until, 1)
    wanted: dict[str, object] = {
        "actor": asked.actor or None,
        "patient": _id(asked.patient),
        "kind": _kind(asked.kind),
        "since": since,
        "until": until,
    }
    found = await view.read("listAudit", AuditAnswer, NOTHING, **wanted, cursor=asked.cursor, limit=PER_PAGE)
    people = await _people(view)
    given = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in wanted.items()
        if value
    }
    return Shown(
        "house/audit.html",
        view.words("Audit"),
        {
            "tabs_here": tabs_of(view),
            "asked": asked,
            "lines": [_line(view, entry, people) for entry in found.entries],
            "people": sorted(people.items(), key=lambda each: each[1].casefold()),
            "kinds": [(kind.value, view.words.meant("audit", said)) for kind, said in KINDS.items()],
            "patient_name": await _name_of(view, asked.patient),
            "matches": await _matches(view, asked.who),
            "as_file": "/v1/audit?" + urlencode({**given, "format": "csv", "limit": str(MOST)}),
            "file_lines": MOST,
            "older": None
            if found.next_cursor is None
            else "?" + urlencode({**_asked_for(asked), "cursor": found.next_cursor}),
            "newest": "?" + urlencode(_asked_for(asked)),
        },
    )


def _asked_for(asked: AuditPage) -> dict[str, str]:
    """What narrows the list, without the page of it."""
    told = {name: getattr(asked, name) for name in ("actor", "patient", "kind", "since", "until")}
    return {name: value for name, value in told.items() if value}


async def _people(view: View) -> dict[str, str]:
    """Names by what the audit calls them."""
    nameless = view.words("Without a name")
    staff = {f"staff:{line.staff_id}": line.name or nameless for line in await all_staff(view)}
    return staff | {f"partner:{line.partner_id}": line.name for line in await all_partners(view)}


async def _name_of(view: View, patient_id: str) -> str | None:
    """None for nobody, for one without a name, and for who is gone."""
    if not patient_id:
        return None
    try:
        person = (await view.read("onePatient", PatientAnswer, {"patient_id": patient_id})).person
    except Problem:
        return None
    return None if person is None else person.name


async def _matches(view: View, who: str) -> list[tuple[str, str]]:
    """Ids and names of patients whose name has this in it."""
    if len(who) < SHORTEST:
        return []
    found = await view.read("listPatients", PatientsAnswer, search=who, limit=FOUND_AT_MOST)
    return [(str(each.patient.patient_id), each.name or "") for each in found.patients]


def _line(view: View, entry: Noted, people: Mapping[str, str]) -> Line:
    details = list[tuple[str, str]]()
    for name, value in (
        (view.words("By which right"), _right(view, entry.right)),
        (view.words("Signed in with"), entry.via),
        (view.words("From the address"), entry.address),
        (view.words("Number of the request"), entry.request_id),
    ):
        if value:
            role = Vocabulary(view.words).role(str(value)) if str(value) in ROLES else value
            details.append((name, str(role)))
    codes = [(name, str(value)) for name, value in entry.detail.items()]
    return Line(entry, view.words.meant("audit", KINDS[entry.kind]), _actor(view, entry.actor, people), details, codes)


def _actor(view: View, actor: str, people: Mapping[str, str]) -> str:
    kind, _, rest = actor.partition(":")
    match kind:
        case "patient":
            return view.words("The patient")
        case "carer":
            return view.words("A carer")
        case "system":
            return view.words("The service itself (%(part)s)", part=rest)
        case "nobody":
            return view.words("Nobody we know")
        case _:
            return people.get(actor, actor)


def _right(view: View, right: str) -> str:
    """A role at clinics by their names; other rights as they stand."""
    if right == BREAK_GLASS:
        return view.words.meant("audit", KINDS[Kind.BREAK_GLASS])
    found = ROLE_AT.match(right)
    if found is None:
        return right
    role = Vocabulary(view.words).role(found[1])
    if found[2] is None:
        return role
    names = {str(clinic_id): name for clinic_id, name in clinic_names(view).items()}
    places = (
        view.words("every clinic")
        if found[2] == EVERY
        else ", ".join(names.get(one, one) for one in found[2].split(", "))
    )
    return view.words("%(role)s at %(places)s", role=role, places=places)


def _kind(told: str) -> Kind | None:
    try:
        return Kind(told) if told else None
    except ValueError as error:
        raise Problem("invalid_parameter", f"There is no kind {told}.") from error


def _id(told: str) -> UUID | None:
    try:
        return UUID(told) if told else None
    except ValueError as error:
        raise Problem("invalid_parameter", "A patient is asked for by id.") from error


def _day(view: View, told: str, days_on: int) -> datetime | None:
    """The instant at which a date begins for the viewer, or so many days later."""
    try:
        if not told:
            return None
        day = date.fromisoformat(told) + timedelta(days=days_on)
        return datetime.combine(day, time(), view.viewer.zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Problem("invalid_parameter", f"{told} is no date.") from error
