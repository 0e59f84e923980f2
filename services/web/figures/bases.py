"""Positions that many exercises begin in."""

from msgspec.structs import replace

from services.web.figures.pose import LEFT_UP, PRONE, SUPINE, Arm, Bend, Blade, Foot, Leg, Plant, Pose, Reach
from services.web.figures.space import V

but = replace
"""A pose with what differs."""

STANDING = Pose()
CROOK = Plant(x=0.33)
LYING = Pose(
    frame=SUPINE,
    head=Bend(flex=4),
    right_arm=Arm(up=16, out=80, elbow=8, turn=50),
    left_arm=Arm(up=16, out=80, elbow=8, turn=50),
)
LYING_KNEES_BENT = but(LYING, right_leg=CROOK, left_leg=CROOK)
SEAT = 0.265
SITTING = Pose(
    rest=SEAT,
    lean=-4,
    right_leg=Plant(x=0.235),
    left_leg=Plant(x=0.235),
    right_arm=Reach(V(0.055, 0, -0.15), on="right_hip", elbow=V(-0.5, 0.5, 0.6), fingers=V(0, 0, -1), palm=V(-1, 0, 0)),
    left_arm=Reach(V(0.055, 0, -0.15), on="left_hip", elbow=V(-0.5, 0.5, 0.6), fingers=V(0, 0, -1), palm=V(-1, 0, 0)),
)
"""On a chair whose seat is in the middle of x, the hands on the thighs."""
BELLY = Pose(frame=PRONE, right_leg=Leg(ankle=-55), left_leg=Leg(ankle=-55))
SIDE_LYING = Pose(
    frame=LEFT_UP,
    z=0.113,
    low=Bend(side=5),
    mid=Bend(side=5),
    neck=Bend(side=-5),
    right_arm=Reach(V(-0.4, -0.1, 0.03), elbow=V(-1, 0.8, 0), fingers=V(-1, -0.2, 0), palm=V(0, 0, 1), blade=Blade(4)),
    left_arm=Arm(up=28, out=20, elbow=60, turn=60),
)
LONG_SITTING = Pose(
    lean=-18,
    head=Bend(flex=8),
    right_leg=Leg(hip=72),
    left_leg=Plant(x=0.33),
    right_arm=Reach(V(-0.21, -0.14, 0.03), fingers=V(-1, -0.3, 0), palm=V(0, 0, -1)),
    left_arm=Reach(V(-0.21, 0.14, 0.03), fingers=V(-1, -0.3, 0), palm=V(0, 0, -1)),
)
"""On the floor, leaning on the hands, the right leg straight and the left foot flat."""
HANDS_ON_HIPS = {
    "right_arm": Reach(
        V(0.0, -0.125, 0.035), on="pelvis", elbow=V(-0.5, 1, 0), fingers=V(0.9, -0.1, -0.4), palm=V(0, -1, 0)
    ),
    "left_arm": Reach(
        V(0.0, 0.125, 0.035), on="pelvis", elbow=V(-0.5, 1, 0), fingers=V(0.9, -0.1, -0.4), palm=V(0, -1, 0)
    ),
}
FLAT_HAND = V(0, 0, -1)
ON_ALL_FOURS = Pose(
    frame=PRONE,
    z=0.285,
    lean=-13,
    neck=Bend(flex=-8),
    right_leg=Foot(V(-0.24, -0.052, 0.045), V(1, 0, -1), ankle=-50),
    left_leg=Foot(V(-0.24, 0.052, 0.045), V(1, 0, -1), ankle=-50),
    right_arm=Reach(V(0.27, -0.115, 0.03), elbow=V(-1, 0.3, 0), fingers=V(1, 0, 0), palm=FLAT_HAND),
    left_arm=Reach(V(0.27, 0.115, 0.03), elbow=V(-1, 0.3, 0), fingers=V(1, 0, 0), palm=FLAT_HAND),
)
HANDS_BEHIND_HIPS = {
    "right_arm": Reach(
        V(-0.082, -0.085, 0.05), on="pelvis", elbow=V(-1, 0.6, 0), fingers=V(-0.1, -0.3, -1), palm=V(1, 0, 0)
    ),
    "left_arm": Reach(
        V(-0.082, 0.085, 0.05), on="pelvis", elbow=V(-1, 0.6, 0), fingers=V(-0.1, -0.3, -1), palm=V(1, 0, 0)
    ),
}
