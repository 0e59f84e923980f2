"""Where staff can go: the menu of every page, by role."""

from services.web.viewer import Viewer
from services.web.words import Words


def navigation(words: Words, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Address, name and icon of each place; on a phone the first four stand at the bottom."""
    places = [
        ("/today", words("Today"), "today"),
        ("/patients", words("Patients"), "people"),
        ("/alerts", words("Alerts"), "bell"),
        ("/messages", words("Messages"), "message"),
        ("/library", words("Library"), "book"),
    ]
    if viewer.clinics:
        places.append((f"/clinics/{viewer.clinics[0].clinic_id}", words("Clinic"), "clinic"))
    if viewer.manages or len(viewer.clinics) > 1:
        places.append(("/organisation", words("Organisation"), "house"))
    return places


def is_below(address: str, here: str) -> bool:
    """Whether the page `here` belongs to a place of the menu."""
    begins = "/clinics/" if address.startswith("/clinics/") else address
    return here == address or here.startswith(begins.rstrip("/") + "/")
