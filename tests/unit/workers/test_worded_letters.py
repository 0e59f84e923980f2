"""What is written to people: the same phrases in every language, each with what it needs, and nothing about health."""

from string import Formatter

import pytest

from workers.wording import AGAIN, CATALOGUES, worded
from workers.wording.phrase import Phrase

EVERY = [(language, phrase) for language, phrases in CATALOGUES.items() for phrase in phrases]
TRANSLATED = [(language, phrase) for language, phrase in EVERY if language != "en" and phrase != "operator"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def parts(said: Phrase) -> tuple[str, str, str]:
    return said.subject, said.text, said.short


def test_there_are_four_languages() -> None:
    assert list(CATALOGUES) == ["en", "de", "es", "fr"]
    assert AGAIN.keys() == CATALOGUES.keys()


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_no_language_misses_a_phrase(language: str) -> None:
    assert list(CATALOGUES[language]) == list(CATALOGUES["en"])


@pytest.mark.parametrize(("language", "phrase"), TRANSLATED)
def test_a_phrase_needs_the_same_fields_in_every_language_and_is_translated(language: str, phrase: str) -> None:
    here, english = parts(CATALOGUES[language][phrase]), parts(CATALOGUES["en"][phrase])
    assert [fields(text) for text in here[1:]] == [fields(text) for text in english[1:]]
    assert all(one != other for one, other in zip(here, english, strict=True))


@pytest.mark.parametrize(("language", "phrase"), EVERY)
def test_a_phrase_says_where_to_go_and_fits_a_screen(language: str, phrase: str) -> None:
    said = CATALOGUES[language][phrase]
    assert fields("".join(parts(said))) <= {"clinic", "link", "count", "what", "text", "date"}
    if phrase != "operator":
        assert "{link}" in said.text.split("\n\n"), "its link is not a paragraph of its own"
        assert said.short.endswith("{link}")
        assert len(said.short) <= 200
        assert len(said.subject) <= 70


def test_a_message_has_its_link_as_a_button_and_nothing_of_a_name_as_markup() -> None:
    words = worded("alert_waits", "en", clinic="Smith & <b>Sons</b>", link="https://carryover.test/alerts/1?a=1&b=2")
    assert words.subject == "An alert waits for you at Smith & <b>Sons</b>"
    assert words.text == (
        "At Smith & <b>Sons</b> an alert waits for your answer:\n\nhttps://carryover.test/alerts/1?a=1&b=2\n"
    )
    assert words.short.endswith("https://carryover.test/alerts/1?a=1&b=2")
    assert "<p>At Smith &amp; &lt;b&gt;Sons&lt;/b&gt; an alert" in words.html
    assert '<a href="https://carryover.test/alerts/1?a=1&amp;b=2"' in words.html
    assert '<html lang="en">' in words.html


@pytest.mark.parametrize("language", CATALOGUES)
def test_what_may_have_arrived_before_says_so(language: str) -> None:
    words = worded("alert_urgent", language, again=True, clinic="Harbour", link="https://carryover.test")
    assert words.text.endswith(f"\n\n{AGAIN[language]}\n")
    assert AGAIN[language] in words.html
    assert words.short.endswith(AGAIN[language])


def test_a_language_that_nobody_writes_is_answered_in_english() -> None:
    words = worded("digest", "pt", count=3, link="https://carryover.test")
    assert words == worded("digest", "en", count=3, link="https://carryover.test")


def test_a_field_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        worded("alert_waits", "en", link="https://carryover.test")
