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


ExerciseEvent = ExerciseAdded

EVENTS: dict[str, type[Event]] = {"exercise.added": ExerciseAdded}
