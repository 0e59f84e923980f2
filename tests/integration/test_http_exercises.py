"""The library at its door: every exercise, in the language that is asked for, which the answer says."""

from collections.abc import AsyncIterator

import pytest

from domain.exercise.common import LIBRARY, find
from domain.exercise.wording import worded
from domain.values import Language
from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.readings import read

EXERCISES = "/v1/exercises"


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_anybody_with_a_key_finds_every_exercise_of_the_library(doors: Doors) -> None:
    answer = await read(doors.partner, EXERCISES)
    assert [line["exercise_id"] for line in answer["exercises"]] == [str(each.exercise_id) for each in LIBRARY]


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, None, "en"),
        ("de", None, "de"),
        ("de", "fr", "de"),
        (None, "de-AT, en;q=0.5", "de"),
        (None, "it, fr;q=0.5, es;q=0.7", "es"),
        (None, "it, nl;q=0.5", "en"),
    ],
)
async def test_the_language_asked_for_counts_before_the_one_of_the_browser(
    doors: Doors, asked: str | None, accepted: str | None, language: Language
) -> None:
    answer = await doors.partner.get(
        EXERCISES,
        params={} if asked is None else {"language": asked},
        headers={} if accepted is None else {"accept-language": accepted},
    )
    bridge = next(line for line in answer.json()["exercises"] if line["slug"] == "bridge")
    words = worded(find("bridge"), language)
    assert (bridge["name"], bridge["instructions"], tuple(bridge["cautions"])) == (
        words.name,
        words.instructions,
        words.cautions,
    )
    assert answer.json()["language"] == language
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "accept, accept-language"


async def test_equipment_is_named_in_the_language_of_the_text(doors: Doors) -> None:
    answer = await read(doors.partner, EXERCISES, language="de")
    assert next(line["equipment"] for line in answer["exercises"] if line["slug"] == "step-up") == [
        "Stufe",
        "Geländer oder Wand",
    ]


async def test_a_list_in_lines_is_in_that_language_too(doors: Doors) -> None:
    answer = await doors.partner.get(EXERCISES, params={"language": "de", "format": "csv"})
    assert "Fersengleiten" in answer.text
    assert answer.headers["content-language"] == "de"
    assert answer.headers["vary"] == "accept, accept-language"


async def test_a_language_that_is_not_ours_is_refused(doors: Doors) -> None:
    answer = await doors.partner.get(EXERCISES, params={"language": "nl"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
