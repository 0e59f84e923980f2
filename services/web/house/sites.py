"""The sites side by side: who is in care, how much is done, what is open, how many patients a therapist has."""

from typing import NamedTuple

from services.http.people.overview import OverviewAnswer, SiteLine
from services.web.house.lists import clinic_names
from services.web.house.load import carried
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View
from services.web.words import N_

BANDS = (
    ("below_half", N_("under half of the doses")),
    ("to_four_fifths", N_("half to four fifths")),
    ("above", N_("four fifths and more")),
    ("no_number", N_("no number")),
)
"""As the overview counts them."""


class Part(NamedTuple):
    """One piece of a bar: where it begins and how long it is, in hundredths, and of how many patients it tells."""

    band: str
    words: str
    patients: int
    begins: float
    long: float


class Site(NamedTuple):
    line: SiteLine
    name: str
    each: float | None  # patients a therapist
    parts: tuple[Part, ...] | None  # None: too many patients to count at once


async def sites(view: View) -> Shown:
    """First those where most waits."""
    found = await view.read("organisationOverview", OverviewAnswer)
    names = clinic_names(view)
    told = [_site(view, line, names.get(line.clinic_id, "")) for line in found.clinics]
    told.sort(key=lambda site: (-site.line.alerts.critical, -site.line.alerts.high, site.name.casefold()))
    return Shown(
        "house/sites.html",
        view.words("Organisation"),
        {
            "tabs_here": tabs_of(view),
            "sites": told,
            "carried": await carried(view, found.clinics, names),
            "in_care": sum(site.line.in_care for site in told),
            "alone": sum(site.line.without_therapist for site in told),
            "alerts": {
                grade: sum(getattr(site.line.alerts, grade) for site in told)
                for grade in ("critical", "high", "medium")
            },
        },
    )


def _site(view: View, line: SiteLine, name: str) -> Site:
    treated = line.in_care - line.without_therapist
    return Site(line, name, treated / line.therapists if line.therapists else None, _parts(view, line))


def _parts(view: View, line: SiteLine) -> tuple[Part, ...] | None:
    if line.adherence is None:
        return None
    parts, begins = list[Part](), 0.0
    for band, words in BANDS:
        patients = getattr(line.adherence, band)
        long = 100 * patients / line.in_care if line.in_care else 0.0
        parts.append(Part(band, view.words(words), patients, round(begins, 2), round(long, 2)))
        begins += long
    return tuple(parts)
