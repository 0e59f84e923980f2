"""What only owners decide: who else lets staff in, how long records are kept, and leaving."""

from uuid import UUID

import msgspec
from msgspec import Struct

from services.http.people.organisation import OrganisationAnswer
from services.records.organisation_export import OrganisationExport
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View

NOTICE_DAYS = 30
"""Between giving notice and the end; as the domain has it."""


class SettingsPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which copy of everything is shown, where one was asked for."""

    export: UUID | None = None


async def settings(view: View) -> Shown:
    """Raises Problem `unknown_export`."""
    export = None
    if view.query.export is not None:
        path = {"organisation_export_id": view.query.export}
        export = await view.read("organisationExport", OrganisationExport, path)
    found = await view.read("oneOrganisation", OrganisationAnswer)
    public_url = view.context.settings.public_url.rstrip("/")
    return Shown(
        "house/settings.html",
        view.words("Settings"),
        {
            "tabs_here": tabs_of(view),
            "organisation": found,
            "callback": f"{public_url}/v1/sign-in/oidc/callback",
            "way_in": f"{public_url}/v1/sign-in/oidc/{found.organisation_id}/",
            "export": export,
            "notice_days": NOTICE_DAYS,
            "roles_of": lambda provider: msgspec.json.encode(provider.roles).decode(),
        },
    )
