"""The places within the organisation, for who may go there."""

from services.web.view import View
from services.web.words import N_

PLACES = (
    ("/organisation", N_("Sites"), "organisationOverview"),
    ("/organisation/staff", N_("Staff"), "inviteStaff"),
    ("/organisation/partners", N_("Partners"), "listPartners"),
    ("/organisation/webhooks", N_("Webhooks"), "listWebhooks"),
    ("/organisation/imports", N_("Import"), "beginImport"),
    ("/organisation/audit", N_("Audit"), "listAudit"),
    ("/organisation/settings", N_("Settings"), "oneOrganisation"),
)
"""Address, name, and the operation that whoever goes there must be allowed to ask for."""


def tabs_of(view: View) -> list[tuple[str, str]]:
    """Address and name of each. Who may see the sites alone needs none."""
    there = [(address, view.words(name)) for address, name, operation in PLACES if view.may(operation)]
    return there if len(there) > 1 else []
