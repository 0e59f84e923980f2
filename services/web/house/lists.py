"""What the lists of the organisation share: which page of one, all of its partners, and its clinics by their names."""

from uuid import UUID

from msgspec import Struct

from services.http.people.partners import PartnerLine, PartnersAnswer
from services.web.view import View

MOST = 200
"""On one page; an organisation with more is shown in several."""


class ListPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of a list."""

    cursor: str | None = None


async def all_partners(view: View) -> list[PartnerLine]:
    found: list[PartnerLine] = []
    cursor: str | None = None
    while True:
        page = await view.read("listPartners", PartnersAnswer, limit=MOST, cursor=cursor)
        found += page.partners
        cursor = page.next_cursor
        if cursor is None:
            return found


def clinic_names(view: View) -> dict[UUID, str]:
    """Of those that the viewer reaches."""
    return {clinic.clinic_id: clinic.name for clinic in view.viewer.clinics}
