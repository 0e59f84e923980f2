"""An organisation's own exercises: adding, revising and retiring them, beside the library that everybody has."""

from collections.abc import Collection, Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Command, Decider, Need, Seen
from domain.exercise.common import BY_ID
from domain.exercise.events import EVENTS, ExerciseAdded, ExerciseEvent, ExerciseRetired, ExerciseRevised
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


class ReviseExercise(Command):
    exercise_id: UUID
    name: ShortText
    region: BodyRegion
    deficit: Deficit
    sided: bool
    instructions: LongText
    dose: Dose
    equipment: tuple[ShortText, ...] = ()
    cautions: tuple[ShortText, ...] = ()


class RetireExercise(Command):
    exercise_id: UUID


ExerciseCommand = AddExercise | ReviseExercise | RetireExercise


class Exercise(Struct, frozen=True):
    added: ExerciseAdded | None = None
    told: ExerciseAdded | ExerciseRevised | None = None  # what is said of it now
    retired: bool = False


def not_in_library(exercise_ids: Sequence[UUID]) -> Sequence[Need]:
    """The organisation's own exercises among these, each once, to be looked up."""
    return [Need("exercise", exercise_id) for exercise_id in dict.fromkeys(exercise_ids) if exercise_id not in BY_ID]


def known_exercise(seen: Seen, exercise_id: UUID, kept: Collection[UUID] = ()) -> None:
    """Refuses an exercise that neither the library nor the organisation has, and one that is retired unless it is among
    those `kept`: what was prescribed before may stay.
    """
    if exercise_id in BY_ID:
        return
    exercise = seen[exercise_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(exercise, Exercise) or exercise.added is None:
        raise refused("unknown_exercise")
    if exercise.retired and exercise_id not in kept:
        raise refused("exercise_retired")


def sensible_dose(dose: Dose) -> None:
    """Refuses a dose without anything to repeat or to hold."""
    if dose.reps is None and dose.hold_seconds is None:
        raise refused("bad_dose")


def decide(command: ExerciseCommand, exercise: Exercise, seen: Seen) -> Sequence[ExerciseEvent]:
    match command:
        case AddExercise():
            return add(command, exercise)
        case ReviseExercise():
            return revise(command, exercise)
        case RetireExercise():
            return retire(command, exercise)
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


def revise(command: ReviseExercise, exercise: Exercise) -> Sequence[ExerciseRevised]:
    """Programs name the exercise, not what is said of it: patients read the new words from now on."""
    told = exercise.told
    if told is None:
        raise refused("unknown_exercise")
    if exercise.retired:
        raise refused("exercise_retired")
    sensible_dose(command.dose)
    wanted = ExerciseRevised(
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
    same = all(getattr(wanted, field) == getattr(told, field) for field in wanted.__struct_fields__)
    return [] if same else [wanted]


def retire(command: RetireExercise, exercise: Exercise) -> Sequence[ExerciseRetired]:
    if exercise.added is None:
        raise refused("unknown_exercise")
    return [] if exercise.retired else [ExerciseRetired(exercise_id=command.exercise_id)]


def evolve(exercise: Exercise, event: ExerciseEvent) -> Exercise:
    match event:
        case ExerciseAdded():
            return replace(exercise, added=event, told=event)
        case ExerciseRevised():
            return replace(exercise, told=event)
        case ExerciseRetired():
            return replace(exercise, retired=True)
        case _:
            assert_never(event)


EXERCISE = Decider(
    kind="exercise",
    empty=Exercise(),
    commands=(AddExercise, ReviseExercise, RetireExercise),
    events=EVENTS,
    stream=lambda command: command.exercise_id,
    decide=decide,
    evolve=evolve,
    opens=frozenset({AddExercise}),
)
