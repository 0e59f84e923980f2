"""The exercise library is complete, safe to prescribe from, and readable by the person who does it."""

import re
from uuid import UUID

import msgspec
import pytest

from domain.exercise.common import BY_ID, LIBRARY, LibraryExercise, find
from domain.values import BodyRegion, Deficit

REGIONS_PROMISED = {
    BodyRegion.FOOT,
    BodyRegion.ANKLE,
    BodyRegion.KNEE,
    BodyRegion.HIP,
    BodyRegion.LOW_BACK,
    BodyRegion.THORACIC,
    BodyRegion.NECK,
    BodyRegion.SHOULDER,
    BodyRegion.ELBOW,
    BodyRegion.WRIST,
    BodyRegion.HAND,
    BodyRegion.WHOLE_BODY,
}

each_exercise = pytest.mark.parametrize("exercise", LIBRARY, ids=[exercise.slug for exercise in LIBRARY])


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) ", text)


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z']+", text)


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent_e = groups > 1 and word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, groups - silent_e)


def test_it_has_at_least_sixty_exercises() -> None:
    assert len(LIBRARY) >= 60


def test_no_two_share_a_slug_a_name_or_an_id() -> None:
    assert len({exercise.slug for exercise in LIBRARY}) == len(LIBRARY)
    assert len({exercise.name.casefold() for exercise in LIBRARY}) == len(LIBRARY)
    assert len(BY_ID) == len(LIBRARY)


@pytest.mark.parametrize(
    ("slug", "stored"),
    [
        ("heel-slide", "704b5846-09c3-547d-b283-8aa56ac7aadb"),
        ("one-leg-stand", "e4121d27-c196-5e71-807d-b691dbc62a3f"),
        ("brisk-walk", "f513ae78-7369-5dd3-b420-0c417e2ec7f1"),
    ],
)
def test_ids_that_programs_have_stored_never_change(slug: str, stored: str) -> None:
    assert find(slug).exercise_id == UUID(stored)


@each_exercise
def test_an_exercise_is_found_by_its_slug_and_by_its_id(exercise: LibraryExercise) -> None:
    assert find(exercise.slug) is exercise
    assert BY_ID[exercise.exercise_id] is exercise


def test_a_slug_that_the_library_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match="headstand"):
        find("headstand")


def test_every_deficit_and_every_promised_region_has_an_exercise() -> None:
    assert {exercise.deficit for exercise in LIBRARY} == set(Deficit)
    assert {exercise.region for exercise in LIBRARY} >= REGIONS_PROMISED


@each_exercise
def test_every_field_keeps_the_limits_that_a_clinics_own_exercise_keeps(exercise: LibraryExercise) -> None:
    assert msgspec.convert(msgspec.to_builtins(exercise), LibraryExercise) == exercise


@each_exercise
def test_the_texts_are_whole_sentences_of_a_length_one_can_follow(exercise: LibraryExercise) -> None:
    steps = sentences(exercise.instructions)
    assert 2 <= len(steps) <= 5
    assert 1 <= len(exercise.cautions) <= 3
    for sentence in (*steps, *exercise.cautions):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert sentence == " ".join(sentence.split())
        assert 3 <= len(sentence.split()) <= 24


@each_exercise
def test_the_patient_is_told_what_to_feel(exercise: LibraryExercise) -> None:
    assert "feel" in words(exercise.instructions)


@each_exercise
def test_the_texts_read_at_eighth_grade_or_below(exercise: LibraryExercise) -> None:
    """Flesch-Kincaid grade with counted vowel groups for syllables."""
    text = " ".join((exercise.instructions, *exercise.cautions))
    spoken = words(text)
    grade = 0.39 * len(spoken) / len(sentences(text)) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
    assert grade <= 8


@each_exercise
def test_no_text_takes_a_side_for_the_patient(exercise: LibraryExercise) -> None:
    texts = " ".join((exercise.name, exercise.instructions, *exercise.cautions)).casefold()
    assert not {"left", "right"} & set(words(texts.replace("right away", "")))


@each_exercise
def test_an_exercise_for_one_side_says_what_the_other_does(exercise: LibraryExercise) -> None:
    if exercise.sided:
        assert "other" in words(exercise.instructions)


@each_exercise
def test_the_usual_dose_is_one_that_a_therapist_would_begin_with(exercise: LibraryExercise) -> None:
    dose = exercise.dose
    assert (dose.reps is None) != (dose.hold_seconds is None), "either repetitions or seconds held"
    assert 1 <= dose.sets <= 10
    assert dose.reps is None or 1 <= dose.reps <= 20
    assert dose.hold_seconds is None or dose.sets * dose.hold_seconds <= 15 * 60
    assert dose.hold_seconds is None or dose.hold_seconds >= 10
    assert dose.load_grams is None, "a load is the therapist's choice for one patient"
    assert dose.effort is not None
    assert 10 <= dose.effort <= 60, "tenths of a point: light to hard, never maximal"


@each_exercise
def test_strength_asks_for_effort_and_mobility_does_not(exercise: LibraryExercise) -> None:
    assert exercise.dose.effort is not None
    if exercise.deficit is Deficit.STRENGTH:
        assert exercise.dose.effort >= 30
    if exercise.deficit is Deficit.MOBILITY:
        assert exercise.dose.effort <= 30


@each_exercise
def test_what_must_be_at_hand_is_listed(exercise: LibraryExercise) -> None:
    listed = " ".join(exercise.equipment)
    for thing in ("band", "towel", "wall", "table", "stick", "pillow", "cushion", "hammer", "bike"):
        if re.search(rf"\b(a|the|two|one)( \w+)? {thing}\b", exercise.instructions):
            assert thing in listed


def test_work_that_strains_the_heart_says_when_to_get_help() -> None:
    straining = [e for e in LIBRARY if e.deficit is Deficit.ENDURANCE and e.region is BodyRegion.WHOLE_BODY]
    assert len(straining) >= 3
    for exercise in straining:
        assert any("chest pain" in caution for caution in exercise.cautions)
