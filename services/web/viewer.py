"""Who looks at a page: their name and role, the clinics they reach, their language and the zone their times are in."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.staff.events import Role
from domain.staff.member import Staff
from services.actor import NOBODY, ActorKind
from services.http.my.answers import MyAnswer
from services.http.my.reads import my_access
from services.http.operation import Asked
from services.http.people.house import ClinicLine, ClinicsAnswer, list_clinics
from services.http.people.members import HouseQuery, streams_of
from services.http.ratings import decode
from services.web.words import LANGUAGES, best_language

CLINICS_SHOWN = 200
LANGUAGE_COOKIE = "carryover-language"


class Viewer(Struct, frozen=True, kw_only=True):
    """`staff_id` is none for a patient, a partner's key, and who has not said who they are."""

    language: str
    zone: ZoneInfo = ZoneInfo("UTC")
    staff_id: UUID | None = None
    name: str | None = None
    role: Role | None = None
    clinics: tuple[ClinicLine, ...] = ()  # in reach

    @property
    def manages(self) -> bool:
        """Owner or admin."""
        return self.role in (Role.OWNER, Role.ADMIN)

    @property
    def owns(self) -> bool:
        return self.role is Role.OWNER

    def clinic(self, clinic_id: UUID | None) -> ClinicLine | None:
        """One of the clinics in reach."""
        return next((clinic for clinic in self.clinics if clinic.clinic_id == clinic_id), None)


async def viewer_of(asked: Asked) -> Viewer:
    """Whoever asks; staff with what their own stream and their clinics say, a carer in the patient's language."""
    asked_for = language_asked(asked.headers)
    if asked.actor.kind is ActorKind.PATIENT:
        me = decode((await my_access(asked)).body, MyAnswer)
        return Viewer(language=me.language, zone=ZoneInfo(me.zone), name=me.name)
    if asked.actor is NOBODY or asked.actor.kind is not ActorKind.STAFF or asked.actor.id is None:
        return Viewer(language=asked_for)
    org_id, staff_id = asked.actor.org_id, asked.actor.id
    reply = await list_clinics(asked._replace(query=HouseQuery(limit=CLINICS_SHOWN), path={}))
    clinics = tuple(decode(reply.body, ClinicsAnswer).clinics)
    found = (await streams_of(asked, "staff", [staff_id])).get(staff_id)
    if found is None:
        return Viewer(language=asked_for, clinics=clinics, role=asked.actor.role)
    staff: Staff = found.state
    items = [event_id for event_id, event in found.events if getattr(event, "private", None) is not None]
    async with asked.context.reading(org_id) as db:
        opened = (await asked.context.vault.open_many(db, org_id, {staff_id: items})).get(staff_id, {})
    known: dict[str, str] = {}
    for item in items:
        known |= opened.get(item, {})
    return Viewer(
        language=staff.preferences.language if staff.preferences is not None else asked_for,
        zone=ZoneInfo(clinics[0].zone) if clinics else ZoneInfo("UTC"),
        staff_id=staff_id,
        name=known.get("name"),
        role=staff.role,
        clinics=clinics,
    )


def language_asked(headers: Mapping[str, str]) -> str:
    """What was chosen on this device, else the best of what the browser asks for."""
    cookies = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    chosen = next((value for name, _, value in cookies if name == LANGUAGE_COOKIE), None)
    return chosen if chosen is not None and chosen in LANGUAGES else best_language(headers.get("accept-language"))
