"""Adding an exercise to the organisation's own collection."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.decider import Command, Decider, Need, Seen
from domain.exercise.common import BY_ID
from domain.exercise.events import EVENTS, ExerciseAdded, ExerciseEvent
from domain.rejections import only_once, refused
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


ExerciseCommand = AddExercise


class Exercise(Struct, frozen=True):
    added: ExerciseAdded | None = None


def not_in_library(exercise_ids: Sequence[UUID]) -> Sequence[Need]:
    """The organisation's own exercises among these, each once, to be looked up."""
    return [Need("exercise", exercise_id) for exercise_id in dict.fromkeys(exercise_ids) if exercise_id not in BY_ID]


def known_exercise(seen: Seen, exercise_id: UUID) -> None:
    """Refuses an exercise that neither the library nor the organisation has."""
    if exercise_id in BY_ID:
        return
    exercise = seen[exercise_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(exercise, Exercise) or exercise.added is None:
        raise refused("unknown_exercise")


def sensible_dose(dose: Dose) -> None:
    """Refuses a dose without anything to repeat or to hold."""
    if dose.reps is None and dose.hold_seconds is None:
        raise refused("bad_dose")


def decide(command: ExerciseCommand, exercise: Exercise, seen: Seen) -> Sequence[ExerciseEvent]:
    match command:
        case AddExercise():
            return add(command, exercise)
        case _:
            assert_never(command)


def add(command: AddExercise, exercise: Exercise) -> Sequence[ExerciseAdded]:
    if command.exercise_id in BY_ID:
        raise refused("already_added", "It is in the library.")
    sensible_dose(command.dose)
    wanted = ExerciseAdded(
        exercise_id=command.exercise_id,
        name=command.name,
        region=command.region,
        deficit=command.deficit,
        sided=command.sided,
        instructions=command.instructions,
        dose=command.dose,
        equipment=command.equipment,
        cautions=command.cautions,
    )
    return only_once(exercise.added, wanted, "already_added")


def evolve(exercise: Exercise, event: ExerciseEvent) -> Exercise:
    match event:
        case ExerciseAdded():
            return Exercise(added=event)
        case _:
            assert_never(event)


EXERCISE = Decider(
    kind="exercise",
    empty=Exercise(),
    commands=(AddExercise,),
    events=EVENTS,
    stream=lambda command: command.exercise_id,
    decide=decide,
    evolve=evolve,
    opens=frozenset({AddExercise}),
)
