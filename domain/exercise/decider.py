"""Adding an exercise to the organisation's own collection."""

from uuid import UUID

from domain.decider import Command
from domain.values import BodyRegion, Deficit, Dose, LongText, ShortText


class AddExercise(Command):
    exercise_id: UUID
    name: ShortText
    region: BodyRegion
    deficit: Deficit
    sided: bool
    instructions: LongText
    dose: Dose
    equipment: tuple[ShortText, ...] = ()
    cautions: tuple[ShortText, ...] = ()
