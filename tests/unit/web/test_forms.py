"""What somebody writes into a form never comes into an address, also where the form's module has not come yet."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "services" / "web"
FORM = re.compile(r"<form\b(?:\{[{%].*?[%}]\}|[^>])*>")
ASKS = {
    "entry/sign_in.html": 'id="organisation"',  # which organisation, before anybody has said who they are
    "program/handout.html": 'action="/patients/{{ patient_id }}/program/handout"',  # language and paper
}
"""Forms that ask for another page, by what is in their tag: nothing about anybody is in their fields."""


@pytest.mark.parametrize("path", sorted(WEB.glob("*/*.html")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_form_that_writes_is_never_sent_as_an_address(path: Path) -> None:
    name = f"{path.parent.name}/{path.name}"
    forms = FORM.findall(path.read_text("utf-8"))
    loose = [
        form
        for form in forms
        if "method=" not in form and "data-swap" not in form and not (name in ASKS and ASKS[name] in form)
    ]
    assert loose == []
