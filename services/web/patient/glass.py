"""Asking to look at somebody out of reach: the page for that says of nobody whether there is such a patient."""

from services.web.page import Shown
from services.web.view import View


def glass_page(view: View) -> Shown:
    """The same for every id."""
    return Shown(
        "patient/glass.html", view.words("A record out of your reach"), {"patient_id": view.path["patient_id"]}
    )
