"""Everything that a page says is said in all four languages: nothing is missing, left over, or differently filled."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from services.web.problems.meanings import FOR_PEOPLE
from services.web.words import LANGUAGES, SOURCE, best_language, words_in
from tests.support.catalogues import WEB, Said, areas, messages, said_in

OTHERS = [language for language in LANGUAGES if language != SOURCE]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SHARED = ("common", "problems")
"""What these say, others need not say again."""

PROBLEMS = {Said(None, (said,)) for said in FOR_PEOPLE.values()}


def known(area: Path, language: str) -> set[Said]:
    return {said for said, _ in messages(area, language)}


def wanted(area: Path) -> set[Said]:
    return said_in(area) | (PROBLEMS if area.name == "problems" else set())


def used(area: Path) -> set[Said]:
    """What may stand in its catalogue: what all share may be used by any."""
    return set().union(*map(wanted, areas())) if area.name == "common" else wanted(area)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)
def test_every_word_of_an_area_is_there_in_every_language_and_none_is_left_over(area: Path, language: str) -> None:
    shared = set().union(*(known(WEB / name, language) for name in SHARED if WEB / name != area))
    assert {
        "missing": wanted(area) - shared - known(area, language),
        "left over": known(area, language) - used(area),
    } == {
        "missing": set(),
        "left over": set(),
    }


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)
def test_what_is_said_is_filled_with_the_same_things_and_nothing_is_empty_or_in_doubt(
    area: Path, language: str
) -> None:
    wrong = []
    for said, message in messages(area, language):
        told = [message.string] if isinstance(message.string, str) else list(message.string or ())
        holes = set(PLACEHOLDER.findall(" ".join(said.forms)))
        for form in told:
            filled = set(PLACEHOLDER.findall(form))
            if not form or message.fuzzy or filled - holes or (len(said.forms) == 1 and filled != holes):
                wrong.append((said.forms, form))
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_areas_say_the_same_words_differently(language: str) -> None:
    told: defaultdict[Said, set[str]] = defaultdict(set)
    for area in areas():
        for said, message in messages(area, language):
            told[said].add(str(message.string))
    assert {said.forms: forms for said, forms in told.items() if len(forms) > 1} == {}


def test_every_folder_that_says_something_has_a_catalogue() -> None:
    speaking = {path.parent for path in WEB.glob("*/*.html")}
    assert speaking - set(areas()) == set()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr;q=0.3, es;q=0.9", "es"),
        ("nl", "en"),
        (None, "en"),
        (";;;q=x,*", "en"),
    ],
)
def test_the_best_language_is_the_first_of_ours_that_a_browser_asks_for(asked: str | None, answered: str) -> None:
    assert best_language(asked) == answered


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        words_in("nl")
