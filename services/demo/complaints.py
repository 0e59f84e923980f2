"""What brings people to the clinic, and the exercises that answer it."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.exercise.common import find
from domain.values import AsNeeded, BodyRegion, Cue, CueKind, Fixed, Interval, Prescription, Schedule, Side, Weekly


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
    relief: Task  # some have it for when it is stiff or sore

    def after_hurting(self, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        return (tasks[0], self.instead, *tasks[2:])


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
WHEN_STIFF = AsNeeded()
OFFICE_HOURS = Interval(every_minutes=120, start="09:00", end="17:00", most_a_day=3, weekdays=(1, 2, 3, 4, 5))

AT_A_DESK = Task("posture-reset", OFFICE_HOURS)
"""For who sits all day, in place of the third task."""

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
        relief=Task("hamstring-stretch-lying", WHEN_STIFF),
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
        relief=Task("backbend-standing", WHEN_STIFF),
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
        relief=Task("cross-body-stretch", WHEN_STIFF),
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
        relief=Task("calf-stretch-wall", WHEN_STIFF),
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
        relief=Task("neck-side-stretch", WHEN_STIFF),
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
        relief=Task("figure-four-stretch", WHEN_STIFF),
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
        relief=Task("prayer-stretch", WHEN_STIFF),
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


def with_less(prescription: Prescription) -> Prescription:
    """Half of the repetitions or seconds in each set."""
    dose = prescription.dose
    reps = None if dose.reps is None else -(-dose.reps // 2)
    hold = None if dose.hold_seconds is None else -(-dose.hold_seconds // 2)
    return replace(prescription, dose=replace(dose, reps=reps, hold_seconds=hold))
