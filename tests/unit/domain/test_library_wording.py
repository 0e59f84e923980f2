"""The library says the same in every language, to people it does not know, and nothing of it is left in English."""

import re
from uuid import UUID

import msgspec
import pytest

from domain.exercise.common import LIBRARY, LibraryExercise, find
from domain.exercise.wording import LANGUAGES, ExerciseWords, named, worded
from domain.exercise.wording.de import DE
from domain.exercise.wording.equipment import EQUIPMENT
from domain.exercise.wording.es import ES
from domain.exercise.wording.fr import FR
from domain.values import Language

TABLES: dict[Language, dict[str, ExerciseWords]] = {"de": DE, "es": ES, "fr": FR}

each_exercise = pytest.mark.parametrize("exercise", LIBRARY, ids=[exercise.slug for exercise in LIBRARY])
each_language = pytest.mark.parametrize("language", TABLES)

ENGLISH = re.compile(r"\b(the|and|with|your|you|if|then|feel|keep|slowly|stretch)\b", re.IGNORECASE)

TO_A_FRIEND: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"\b(du|dir|dich|dein\w*|euch|euer\w*|eure\w*)\b", re.IGNORECASE),
    # besides the pronouns, what is only said to a friend: siéntate, levántate, muévete, ponte, mantén, haz
    "es": re.compile(
        r"\b(tú|tu|tus|te|ti|contigo|ponte|mantén|haz|ten|pon|\w*(én|ás|és|úmb|án|óy|éd|árr|ín|ét|ír)\w?ate|muévete)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(r"\b(tu|te|toi|ton|ta|tes|t')\b", re.IGNORECASE),
}

TO_FEEL: dict[Language, str] = {"de": "spür|zieht", "es": "not(ar|e)", "fr": "sent|tire"}
THE_OTHER: dict[Language, str] = {"de": "ander|ferne", "es": r"otr[oa]", "fr": r"autre"}
A_SIDE: dict[Language, str] = {
    "de": r"\b(link|recht)(e|es|er|en|em|s)?\b(?! Winkel)",
    "es": r"\b(izquierd|derech)[oa]s?\b",
    "fr": r"\b(gauche|à droite|pied droit|main droite|jambe droite)\b",
}


def sentences(words: ExerciseWords) -> list[str]:
    return [*re.split(r"(?<=[.!?]) ", words.instructions), *words.cautions]


def everything(words: ExerciseWords) -> str:
    return "\n".join((words.name, words.instructions, *words.cautions, *words.equipment))


def test_the_library_is_told_in_the_languages_of_the_patients() -> None:
    assert LANGUAGES == ("en", "de", "es", "fr")


@each_language
def test_a_language_words_every_exercise_and_none_that_there_is_not(language: Language) -> None:
    assert set(TABLES[language]) == {exercise.slug for exercise in LIBRARY}


def test_every_thing_that_an_exercise_needs_has_its_words_and_no_other_has() -> None:
    assert set(EQUIPMENT) == {thing for exercise in LIBRARY for thing in exercise.equipment}


@each_exercise
def test_in_english_it_is_the_library_itself(exercise: LibraryExercise) -> None:
    assert worded(exercise, "en") == ExerciseWords(
        exercise.name, exercise.instructions, exercise.cautions, exercise.equipment
    )


@each_language
@each_exercise
def test_as_much_is_said_as_in_english(exercise: LibraryExercise, language: Language) -> None:
    words = worded(exercise, language)
    assert len(words.cautions) == len(exercise.cautions)
    assert len(words.equipment) == len(exercise.equipment)
    assert 0.6 <= len(words.instructions) / len(exercise.instructions) <= 1.8


@each_language
@each_exercise
def test_the_words_keep_the_limits_that_every_exercise_keeps(exercise: LibraryExercise, language: Language) -> None:
    words = worded(exercise, language)
    assert msgspec.convert(msgspec.to_builtins(words), ExerciseWords) == words


@each_language
@each_exercise
def test_nothing_is_left_in_english(exercise: LibraryExercise, language: Language) -> None:
    words = worded(exercise, language)
    assert not {words.name, words.instructions, *words.cautions} & {
        exercise.name,
        exercise.instructions,
        *exercise.cautions,
    }
    assert not ENGLISH.search(everything(words))


@each_language
@each_exercise
def test_the_patient_is_spoken_to_with_respect(exercise: LibraryExercise, language: Language) -> None:
    assert not TO_A_FRIEND[language].search(everything(worded(exercise, language)))


@each_language
@each_exercise
def test_the_texts_are_whole_sentences_of_a_length_one_can_follow(
    exercise: LibraryExercise, language: Language
) -> None:
    words = worded(exercise, language)
    assert 5 <= len(sentences(words)) <= 8
    for sentence in sentences(words):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert sentence == " ".join(sentence.split())
        assert 3 <= len(sentence.split()) <= 28


@each_language
@each_exercise
def test_the_patient_is_told_what_to_feel_and_what_the_other_side_does(
    exercise: LibraryExercise, language: Language
) -> None:
    words = worded(exercise, language)
    assert re.search(TO_FEEL[language], words.instructions)
    assert not exercise.sided or re.search(THE_OTHER[language], words.instructions)


@each_language
@each_exercise
def test_no_text_takes_a_side_for_the_patient(exercise: LibraryExercise, language: Language) -> None:
    assert not re.search(A_SIDE[language], everything(worded(exercise, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_exercises_have_one_name(language: Language) -> None:
    assert len({worded(exercise, language).name.casefold() for exercise in LIBRARY}) == len(LIBRARY)


@each_language
def test_a_name_is_given_by_the_id_that_programs_store(language: Language) -> None:
    bridge = find("bridge")
    assert named(bridge.exercise_id, language) == worded(bridge, language).name


def test_the_library_has_no_name_for_an_exercise_of_the_organisations_own() -> None:
    assert named(UUID(int=1), "de") is None
