"""What happens to an organisation's own exercises, beside the library that everybody has."""

from uuid import UUID

from domain.decider import Event
from domain.values import BodyRegion, Deficit, Dose, LongText, ShortText


class ExerciseAdded(Event):
    exercise_id: UUID
    name: ShortText
    region: BodyRegion
    deficit: Deficit
    sided: bool
    instructions: LongText
    dose: Dose
    equipment: tuple[ShortText, ...] = ()
    cautions: tuple[ShortText, ...] = ()


class ExerciseRevised(Event):
    """All that is said of it, in the place of what was said before. It stays the same exercise to whoever does it."""

    exercise_id: UUID
    name: ShortText
    region: BodyRegion
    deficit: Deficit
    sided: bool
    instructions: LongText
    dose: Dose
    equipment: tuple[ShortText, ...] = ()
    cautions: tuple[ShortText, ...] = ()


class ExerciseRetired(Event):
    """It stays where it is prescribed, and is prescribed to nobody anew."""

    exercise_id: UUID


ExerciseEvent = ExerciseAdded | ExerciseRevised | ExerciseRetired

EVENTS: dict[str, type[Event]] = {
    "exercise.added": ExerciseAdded,
    "exercise.revised": ExerciseRevised,
    "exercise.retired": ExerciseRetired,
}
