"""What people wrote reads as it is written, wherever a template shows it."""

import pytest
from markupsafe import Markup

from services.web.plainly import plainly
from services.web.rendering import templates


@pytest.mark.parametrize("name", ["Ada\u202egnp.exe", "Ada\u200b\u2060\ufeffgnp.exe", "\u2067Ada\u2069gnp.exe"])
def test_what_is_not_seen_is_not_shown(name: str) -> None:
    shown = templates("en").from_string("<p title='{{ name }}'>{{ _('Live') }} {{ name }}</p>").render(name=name)
    assert shown == "<p title='Adagnp.exe'>Live Adagnp.exe</p>"


@pytest.mark.parametrize("text", ["\u0645\u06cc\u200c\u0631\u0648\u0645", "Codes\u00adliste", "\u05d0\u200f"])
def test_what_a_language_is_written_with_stays(text: str) -> None:
    assert plainly(text) == text


def test_markup_stays_markup_and_a_number_a_number() -> None:
    assert isinstance(plainly(Markup("<b>\u202e</b>")), Markup)
    assert plainly(7) == 7
