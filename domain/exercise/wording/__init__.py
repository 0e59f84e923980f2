"""The library's exercises as each patient reads them: in English from the library itself, else from the tables here."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from domain.exercise.common import BY_ID, LIBRARY, LibraryExercise
from domain.exercise.wording.de import DE
from domain.exercise.wording.equipment import EQUIPMENT
from domain.exercise.wording.es import ES
from domain.exercise.wording.form import ExerciseWords
from domain.exercise.wording.fr import FR
from domain.values import Language

__all__ = ["LANGUAGES", "ExerciseWords", "named", "worded"]

_TABLES: Mapping[Language, Mapping[str, ExerciseWords]] = MappingProxyType({"de": DE, "es": ES, "fr": FR})

LANGUAGES: tuple[Language, ...] = ("en", *_TABLES)


def _in_english(exercise: LibraryExercise) -> ExerciseWords:
    return ExerciseWords(exercise.name, exercise.instructions, exercise.cautions, exercise.equipment)


def _told(exercise: LibraryExercise, language: Language) -> ExerciseWords:
    words = _TABLES[language][exercise.slug]
    equipment = tuple(getattr(EQUIPMENT[thing], language) for thing in exercise.equipment)
    return ExerciseWords(words.name, words.instructions, words.cautions, equipment)


_WORDED: Mapping[Language, Mapping[UUID, ExerciseWords]] = MappingProxyType(
    {"en": {exercise.exercise_id: _in_english(exercise) for exercise in LIBRARY}}
    | {language: {exercise.exercise_id: _told(exercise, language) for exercise in LIBRARY} for language in _TABLES}
)


def worded(exercise: LibraryExercise, language: Language) -> ExerciseWords:
    """What a patient of that language reads. Raises KeyError for a language that is not of ours."""
    return _WORDED[language][exercise.exercise_id]


def named(exercise_id: UUID, language: Language) -> str | None:
    """The name of a library exercise in that language; None for an exercise that is not of the library."""
    return worded(BY_ID[exercise_id], language).name if exercise_id in BY_ID else None
