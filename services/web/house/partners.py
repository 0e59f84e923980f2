"""The applications that send what patients do: what each may, and its keys."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.partner.events import Scope
from services.http.people.partners import PartnerAnswer, PartnersAnswer
from services.web.house.lists import MOST, clinic_names
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View
from services.web.words import NP_

PREFIX = "org.carryover."

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "session.logged": NP_("kinds", "sessions"),
        "session.corrected": NP_("kinds", "corrections of sessions"),
        "session.retracted": NP_("kinds", "sessions taken back"),
        "symptom.reported": NP_("kinds", "pain and other symptoms"),
        "symptom.corrected": NP_("kinds", "corrections of symptoms"),
        "symptom.retracted": NP_("kinds", "symptoms taken back"),
        "barrier.reported": NP_("kinds", "reasons why it was not done"),
        "barrier.retracted": NP_("kinds", "reasons taken back"),
        "redflag.reported": NP_("kinds", "red flags"),
        "score.recorded": NP_("kinds", "questionnaires"),
        "reminder.opened": NP_("kinds", "opened reminders"),
        "message.sent": NP_("kinds", "messages"),
        "message.read": NP_("kinds", "messages read"),
        "patient.enrolled": NP_("kinds", "new patients"),
        "program.assigned": NP_("kinds", "programs"),
        "visit.recorded": NP_("kinds", "visits"),
    }
)
"""The events that a partner may send, in words."""

SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.REPORTS: NP_("scopes", "Sessions, symptoms, reasons, red flags, messages"),
        Scope.ENROLMENT: NP_("scopes", "New patients with their name and contacts"),
        Scope.PROGRAMS: NP_("scopes", "Programs and visits"),
        Scope.READ: NP_("scopes", "Adherence, symptoms, programs, visits of patients"),
    }
)
"""What each lets a partner do, more exactly than its name."""

OVERLAPS = (0, 24, 72, 168, 720)
"""Hours that old keys go on beside a new one."""


async def partners(view: View) -> Shown:
    page = await view.read("listPartners", PartnersAnswer, limit=MOST, cursor=view.query.cursor)
    return Shown(
        "house/partners.html",
        view.words("Partners"),
        {
            **_shared(view),
            "partners": page.partners,
            "last_use": {
                line.partner_id: max((key.used_at for key in line.keys if key.used_at), default=None)
                for line in page.partners
            },
            "next_cursor": page.next_cursor,
            "cursor": view.query.cursor,
        },
    )


async def partner(view: View) -> Shown:
    """Raises Problem `unknown_partner`."""
    line = (await view.read("onePartner", PartnerAnswer, view.path)).partner
    live = [key for key in line.keys if key.expires_at is None or key.expires_at > view.now]
    return Shown(
        "house/partner.html",
        line.name,
        {**_shared(view), "line": line, "live": live, "overlaps": OVERLAPS},
    )


def _shared(view: View) -> dict[str, object]:
    return {
        "tabs_here": tabs_of(view),
        "names": clinic_names(view),
        "scopes": [(scope, view.words.meant("scopes", said)) for scope, said in SCOPES.items()],
        "kinds": [(PREFIX + kind, view.words.meant("kinds", said)) for kind, said in KINDS.items()],
    }
