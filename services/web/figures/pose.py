"""What is said of a pose: how each joint stands, in degrees from standing upright with the arms hanging."""

from typing import NamedTuple

from msgspec import Struct

from services.web.figures.space import STILL, Turn, V, pitch

UPRIGHT = STILL
SUPINE: Turn = pitch(-90)
"""On the back, the head to the left."""
PRONE: Turn = pitch(90)
"""On the belly, the head to the right."""
LEFT_UP: Turn = (V(0, -1, 0), V(0, 0, 1), V(-1, 0, 0))
"""On the right side, the head to the left, the face toward whoever looks."""


class Bend(NamedTuple):
    """How a part of the spine stands on the one below."""

    flex: float = 0  # forward
    side: float = 0  # to the left
    turn: float = 0  # to the left


class Blade(NamedTuple):
    """Where the shoulder blade has taken the shoulder, in hundredths of the body height."""

    forward: float = 0
    up: float = 0


class Arm(NamedTuple):
    """An arm by its angles."""

    up: float = 6  # of the upper arm from hanging (0) to overhead (180)
    out: float = 90  # in which plane: 0 forward, 90 to the side, 180 backward, below 0 across the chest
    twist: float = 0  # of the upper arm, inward
    elbow: float = 8  # bent
    turn: float = 20  # of the forearm: 90 palm to the back, -90 palm to the front
    wrist: float = 0  # bent toward the palm; below 0 toward the back of the hand
    grip: float = 0.25  # 0 flat, 1 a fist
    blade: Blade = Blade()


class Reach(NamedTuple):
    """An arm by the place of its wrist; the angles follow."""

    at: V
    on: str = ""  # the part whose directions this is said in, from its joint; the room's where nothing is said
    elbow: V = V(-0.3, 0, -1)  # where the elbow points; to the side is outward for both arms
    fingers: V | None = None  # where they point; as the forearm does where nothing is said
    palm: V | None = None  # where it looks
    turn: float = 20
    grip: float = 0.25
    blade: Blade = Blade()


class Leg(NamedTuple):
    """A leg by its angles."""

    hip: float = 0  # bent forward
    knee: float = 0  # bent
    ankle: float = 0  # toes pulled up; below 0 pointed
    out: float = 0  # the thigh, away from the other
    turn: float = 0  # the thigh, outward
    tilt: float = 0  # the sole, outward
    toes: float = 0  # bent up at the ball


class Plant(NamedTuple):
    """A leg by the place of its foot on a level floor; the angles follow."""

    x: float  # of the ankle, as the foot stands flat
    y: float = 0.052  # outward from the middle
    z: float = 0  # of the floor there
    heel: float = 0  # raised so many degrees over the ball; below 0 the toes are
    turn: float = 4  # the foot, outward
    knee: V | None = None  # where the knee points; over the foot where nothing is said


class Foot(NamedTuple):
    """A leg by the place of its ankle anywhere; the angles follow."""

    at: V
    knee: V  # where the knee points; to the side is outward for both legs
    ankle: float = 0  # as in Leg
    tilt: float = 0


class Pose(Struct, frozen=True, kw_only=True):
    """One position of a whole body."""

    frame: Turn = UPRIGHT
    lean: float = 0  # the pelvis, forward
    tip: float = 0  # the pelvis, to the left
    spin: float = 0  # the pelvis about the spine, to the left
    x: float = 0  # of the middle between the hips
    y: float = 0
    z: float | None = None  # let down until something lies on `rest` where nothing is said
    rest: float = 0
    low: Bend = Bend()
    mid: Bend = Bend()
    upper: Bend = Bend()
    neck: Bend = Bend()
    head: Bend = Bend()
    right_arm: Arm | Reach = Arm()
    left_arm: Arm | Reach = Arm()
    right_leg: Leg | Plant | Foot = Leg()
    left_leg: Leg | Plant | Foot = Leg()
