"""What is measured at a visit: how far the joint that brought somebody moves, and how strongly, as it recovers."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from msgspec import Struct

from domain.visit.measures import Grade, ManualStrength, Measure, RangeOfMotion
from domain.visit.motion import Joint, Movement
from services.demo.case import Case
from services.demo.course import recovery

STRONG: Grade = 50


class Weakness(Struct, frozen=True, kw_only=True):
    """How it is on the first day; on the last the movement has reached `degrees[1]`, and the grade is full."""

    joint: Joint
    moves: Movement
    degrees: tuple[int, int]
    pushes: Movement
    grade: Grade


MEASURED: Mapping[str, Weakness] = {
    "knee": Weakness(joint=Joint.KNEE, moves=Movement.FLEXION, degrees=(96, 136), pushes=Movement.EXTENSION, grade=35),
    "low back": Weakness(
        joint=Joint.BACK, moves=Movement.FLEXION, degrees=(42, 82), pushes=Movement.EXTENSION, grade=40
    ),
    "shoulder": Weakness(
        joint=Joint.SHOULDER, moves=Movement.ABDUCTION, degrees=(88, 168), pushes=Movement.EXTERNAL_ROTATION, grade=30
    ),
    "ankle": Weakness(
        joint=Joint.ANKLE, moves=Movement.DORSIFLEXION, degrees=(4, 19), pushes=Movement.EVERSION, grade=35
    ),
    "neck": Weakness(joint=Joint.NECK, moves=Movement.EXTENSION, degrees=(38, 66), pushes=Movement.FLEXION, grade=40),
    "hip": Weakness(joint=Joint.HIP, moves=Movement.EXTENSION, degrees=(-4, 16), pushes=Movement.ABDUCTION, grade=35),
    "elbow": Weakness(
        joint=Joint.ELBOW, moves=Movement.FLEXION, degrees=(118, 144), pushes=Movement.EXTENSION, grade=35
    ),
}


def measured(case: Case, day: date, rng: Random) -> Iterator[Measure]:
    """The movement always, in steps of two degrees as one reads them; the strength at most visits."""
    weakness, recovered = MEASURED[case.person.complaint], recovery(case, day)
    side = case.person.side
    least, most = weakness.degrees
    degrees = 2 * round((least + (most - least) * recovered) / 2) + rng.choice((-2, 0, 0, 2))
    yield RangeOfMotion(joint=weakness.joint, movement=weakness.moves, side=side, degrees=degrees)
    if rng.random() < 0.7:
        yield ManualStrength(
            joint=weakness.joint, movement=weakness.pushes, side=side, grade=_grade(weakness.grade, recovered)
        )


def _grade(first: Grade, recovered: float) -> Grade:
    """In half grades."""
    return 5 * round((first + (STRONG - first) * recovered) / 5)
