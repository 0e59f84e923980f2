"""What brings people to the clinic, and the exercises that answer it."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.exercise.common import find
from domain.values import BodyRegion, Cue, CueKind, Fixed, Prescription, Schedule, Side, Weekly


class Task(Struct, frozen=True):
    """An exercise of the library, and when it is to be done."""

    slug: str
    schedule: Schedule


class Complaint(Struct, frozen=True, kw_only=True):
    """`tasks` is the first program. Where it hurts, it is the second of them, and `instead` takes its place."""

    region: BodyRegion
    tasks: tuple[Task, ...]
    instead: Task
    later: Task  # joins when the first weeks went well

    @property
    def after_hurting(self) -> tuple[Task, ...]:
        return (self.tasks[0], self.instead, *self.tasks[2:])


DAILY = Fixed()
TWICE_DAILY = Fixed(times_a_day=2)
WORKDAYS = Fixed(weekdays=(1, 2, 3, 4, 5))
EVERY_OTHER = Fixed(weekdays=(1, 3, 5))
WAKING = Cue(cue=CueKind.WAKING_UP)
TEETH = Cue(cue=CueKind.BRUSHING_TEETH, times_a_day=2)
KETTLE = Cue(cue=CueKind.KETTLE, times_a_day=2)
DESK = Cue(cue=CueKind.DESK_BREAK, times_a_day=3, weekdays=(1, 2, 3, 4, 5))
THREE_A_WEEK = Weekly(times_a_week=3)
FOUR_A_WEEK = Weekly(times_a_week=4)

COMPLAINTS: Mapping[str, Complaint] = {
    "knee": Complaint(
        region=BodyRegion.KNEE,
        tasks=(
            Task("heel-slide", TWICE_DAILY),
            Task("step-up", EVERY_OTHER),
            Task("thigh-squeeze", KETTLE),
            Task("sit-to-stand", FOUR_A_WEEK),
        ),
        instead=Task("straight-leg-raise", DAILY),
        later=Task("step-down-control", THREE_A_WEEK),
    ),
    "low back": Complaint(
        region=BodyRegion.LOW_BACK,
        tasks=(
            Task("pelvic-tilt-lying", TWICE_DAILY),
            Task("press-up-prone", DAILY),
            Task("cat-camel", WAKING),
            Task("bird-dog", EVERY_OTHER),
            Task("brisk-walk", THREE_A_WEEK),
        ),
        instead=Task("knee-to-chest", DAILY),
        later=Task("side-plank-knees", THREE_A_WEEK),
    ),
    "shoulder": Complaint(
        region=BodyRegion.SHOULDER,
        tasks=(
            Task("shoulder-pendulum", TWICE_DAILY),
            Task("arm-raise-diagonal", EVERY_OTHER),
            Task("shoulder-blade-squeeze", KETTLE),
        ),
        instead=Task("table-slide-forward", DAILY),
        later=Task("turn-out-with-band", THREE_A_WEEK),
    ),
    "ankle": Complaint(
        region=BodyRegion.ANKLE,
        tasks=(
            Task("ankle-alphabet", TWICE_DAILY),
            Task("heel-raise-one-leg", EVERY_OTHER),
            Task("one-leg-stand", TEETH),
            Task("ankle-turn-out-band", FOUR_A_WEEK),
        ),
        instead=Task("heel-raise-two-legs", DAILY),
        later=Task("one-leg-reach", THREE_A_WEEK),
    ),
    "neck": Complaint(
        region=BodyRegion.NECK,
        tasks=(
            Task("neck-turns", TWICE_DAILY),
            Task("neck-press-hand", EVERY_OTHER),
            Task("chin-tuck", DESK),
        ),
        instead=Task("neck-nod-lying", DAILY),
        later=Task("wall-angel", THREE_A_WEEK),
    ),
    "hip": Complaint(
        region=BodyRegion.HIP,
        tasks=(
            Task("hip-flexor-stretch-kneeling", DAILY),
            Task("clamshell", WORKDAYS),
            Task("feet-together-stand", TEETH),
            Task("march-in-place", THREE_A_WEEK),
        ),
        instead=Task("bridge", DAILY),
        later=Task("band-side-steps", THREE_A_WEEK),
    ),
    "elbow": Complaint(
        region=BodyRegion.ELBOW,
        tasks=(
            Task("elbow-bend-straighten", TWICE_DAILY),
            Task("wrist-lowering-palm-down", DAILY),
            Task("forearm-turns-hammer", FOUR_A_WEEK),
        ),
        instead=Task("wrist-bends", DAILY),
        later=Task("grip-squeeze", EVERY_OTHER),
    ),
}


def prescribed(program_id: UUID, tasks: Iterable[Task], side: Side) -> tuple[Prescription, ...]:
    """The tasks as prescriptions in the library's usual dose; their ids follow from the program and the exercise."""
    return tuple(_prescription(program_id, task, side) for task in tasks)


def _prescription(program_id: UUID, task: Task, side: Side) -> Prescription:
    exercise = find(task.slug)
    either = Side.BOTH if side is Side.NONE else side
    return Prescription(
        prescription_id=uuid5(program_id, task.slug),
        exercise_id=exercise.exercise_id,
        deficit=exercise.deficit,
        dose=exercise.dose,
        schedule=task.schedule,
        side=either if exercise.sided else Side.NONE,
    )


def with_more(prescription: Prescription) -> Prescription:
    """A third more repetitions or seconds in each set."""
    dose = prescription.dose
    reps = None if dose.reps is None else -(-dose.reps * 4 // 3)
    hold = None if dose.hold_seconds is None else dose.hold_seconds * 4 // 3
    return replace(prescription, dose=replace(dose, reps=reps, hold_seconds=hold))
