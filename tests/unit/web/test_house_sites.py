"""The sites side by side, where there are too many patients to count at once: said so, and no bar is drawn."""

from uuid import UUID

import pytest

from domain.staff.events import Role
from services.http.people.overview import Alerts, Bands, SiteLine
from services.web.house.sites import Part, Site
from services.web.rendering import rendered
from services.web.viewer import Viewer
from services.web.words import LANGUAGES, words_in
from tests.support.times import NOON

TOO_MANY = "Too many patients to count at once."


def shown(language: str, site: Site, carried: object) -> str:
    fields = {
        "tabs_here": [],
        "sites": [site],
        "carried": carried,
        "in_care": site.line.in_care,
        "alone": 0,
        "alerts": {"critical": 0, "high": 0, "medium": 0},
        "viewer": Viewer(language=language, role=Role.OWNER),
        "now": NOON,
        "here": "/organisation",
        "csrf": "",
        "title": "",
    }
    return rendered("house/sites.html", language, fields)


def site_of(adherence: Bands | None, parts: tuple[Part, ...] | None) -> Site:
    line = SiteLine(UUID(int=1), 6_000, 40, 0, adherence, Alerts(0, 0, 0))
    return Site(line, "By the harbour", 150.0, parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_counted_at_once_is_said_to_be_so(language: str) -> None:
    page = shown(language, site_of(None, None), None)
    assert page.count(words_in(language)(TOO_MANY)) == 2
    assert "<rect" not in page


def test_what_is_counted_has_a_bar_of_its_parts_and_their_numbers() -> None:
    bands = Bands(below_half=1_500, to_four_fifths=1_500, above=3_000, no_number=0)
    part = Part("above", "four fifths and more", 3_000, 50.0, 50.0)
    page = shown("en", site_of(bands, (part,)), [])
    assert TOO_MANY not in page
    assert '<rect class="band-above" x="50.0" y="0" width="50.0" height="12"/>' in page
    assert "<b>3,000</b> four fifths and more" in page
