"""Whom a red flag's answer must say to call: the ambulance's number in each country of a simulation."""

from collections.abc import Iterator, Mapping
from typing import Any

NUMBERS: Mapping[str, str] = {"CA": "911", "DE": "112", "NO": "113", "NZ": "111"}
ANYWHERE = "112"
"""By any mobile phone; for a country whose own the product does not know, as India's."""


def wrong_in(text: Mapping[str, Any], country: str, language: str) -> Iterator[str]:
    """What is not as it must be in what a red flag in this country was answered with."""
    known = country if country in NUMBERS else None
    number = NUMBERS.get(country, ANYWHERE)
    for name, counted in (("country", known), ("language", language), ("number", number)):
        if text.get(name) != counted:
            yield f"its {name} must be {counted}, is {text.get(name)}"
    if number not in str(text.get("text")):
        yield f"its text must name {number}"
