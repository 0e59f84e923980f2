"""The exercises that every organisation finds ready: one list, in the order a therapist would browse it."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from domain.exercise.common.ankle_foot import ANKLE_FOOT
from domain.exercise.common.arm import ARM
from domain.exercise.common.back import BACK
from domain.exercise.common.form import LIBRARY_NAMESPACE, LibraryExercise
from domain.exercise.common.hip import HIP
from domain.exercise.common.knee import KNEE
from domain.exercise.common.neck_posture import NECK_POSTURE
from domain.exercise.common.shoulder import SHOULDER
from domain.exercise.common.whole_body import WHOLE_BODY

__all__ = ["BY_ID", "LIBRARY", "LIBRARY_NAMESPACE", "LibraryExercise", "find"]

LIBRARY: tuple[LibraryExercise, ...] = (
    *ANKLE_FOOT,
    *KNEE,
    *HIP,
    *BACK,
    *NECK_POSTURE,
    *SHOULDER,
    *ARM,
    *WHOLE_BODY,
)

BY_ID: Mapping[UUID, LibraryExercise] = MappingProxyType({exercise.exercise_id: exercise for exercise in LIBRARY})

_BY_SLUG: Mapping[str, LibraryExercise] = MappingProxyType({exercise.slug: exercise for exercise in LIBRARY})


def find(slug: str) -> LibraryExercise:
    """The exercise of that slug. Raises KeyError when the library has none."""
    return _BY_SLUG[slug]
