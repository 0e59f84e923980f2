"""Bringing in patients from a file: which columns it may have. The rest happens in the browser, door by door."""

from collections.abc import Mapping
from types import MappingProxyType

from services.imports.roster import COLUMNS
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View
from services.web.words import NP_

MEANT: Mapping[str, str] = MappingProxyType(
    {
        "record_number": NP_("roster", "The patient's number in your records. The only column that is needed."),
        "clinic": NP_("roster", "Its name. May be left out where the organisation has one clinic."),
        "name": NP_("roster", "As the patient is called."),
        "email": NP_("roster", "Where to write to."),
        "phone": NP_("roster", "Where to call."),
        "therapist": NP_("roster", "E-mail address of who treats the patient."),
        "language": NP_("roster", "en, de, es or fr; English where it is left out."),
        "zone": NP_("roster", "Such as Europe/Berlin; the clinic's where it is left out."),
    }
)
"""The columns of a roster, in words."""


async def imports(view: View) -> Shown:
    columns = [
        (name, view.words.meant("roster", MEANT[name]) if name in MEANT else said) for name, said in COLUMNS.items()
    ]
    return Shown("house/imports.html", view.words("Import patients"), {"tabs_here": tabs_of(view), "columns": columns})
