"""The emergency text: a number for each country, every phrase in every language, and the truth about who was told."""

from collections import Counter
from string import Formatter
from typing import get_args

import pytest
from msgspec.structs import asdict

from domain.emergency import Emergency, emergency
from domain.emergency.numbers import NUMBERS
from domain.emergency.texts import TEXTS
from domain.values import Language

LANGUAGES = ("en", "de", "es", "fr")
EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"


def test_it_is_there_in_every_language_a_patient_may_have() -> None:
    (meta,) = get_args(Language)[1:]
    assert tuple(TEXTS) == LANGUAGES
    assert meta.pattern == f"^({'|'.join(LANGUAGES)})$"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_missing_or_without_the_number_it_speaks_of(language: str) -> None:
    phrases: dict[str, str] = asdict(TEXTS[language])
    assert all(phrase.strip() == phrase and phrase.endswith(".") for phrase in phrases.values())
    fields = {name: [field for _, field, _, _ in Formatter().parse(said) if field] for name, said in phrases.items()}
    assert {name: found for name, found in fields.items() if found} == {"call": ["number"], "call_anywhere": ["number"]}


def test_no_two_languages_say_it_in_the_same_words() -> None:
    said = Counter(phrase for phrases in TEXTS.values() for phrase in asdict(phrases).values())
    assert max(said.values()) == 1


def test_there_is_a_number_for_every_country_that_was_promised() -> None:
    assert NUMBERS.keys() >= {*EUROPEAN_UNION.split(), "IS", "LI", "NO", "GB", "CH", "US", "CA", "AU", "NZ"}
    assert all(number.isdigit() and len(number) == 3 for number in NUMBERS.values())


@pytest.mark.parametrize("country", NUMBERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_a_country_names_its_number(country: str, language: str) -> None:
    told = emergency(country, language, told=True)
    assert (told.country, told.language, told.number) == (country, language, NUMBERS[country])
    assert NUMBERS[country] in told.text
    assert not told.reviewed_by_clinician


@pytest.mark.parametrize("country", [None, "JP"])
def test_of_an_unknown_country_it_names_112_and_the_local_number(country: str | None) -> None:
    assert emergency(country, "en", told=False) == Emergency(
        country=None,
        language="en",
        number="112",
        text=(
            "Stop your exercises now. These signs can be an emergency. Call the emergency number of the country you "
            "are in now: in most countries 112 works from a mobile phone. If you can, do not stay alone, and do not "
            "drive yourself. Do not wait for your clinic: it may not have received this."
        ),
    )


def test_it_says_that_the_clinic_is_told_only_where_it_is() -> None:
    told, not_told = (emergency("NO", "de", told=known).text for known in (True, False))
    assert told.replace(TEXTS["de"].told, TEXTS["de"].not_told) == not_told != told
