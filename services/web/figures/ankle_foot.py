"""Poses of the library's exercises for the ankle and the foot."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import Side
from services.web.figures.bases import LONG_SITTING, SEAT, SITTING, STANDING, but
from services.web.figures.closeup import CloseUp, bow
from services.web.figures.drawing import Crop
from services.web.figures.figure import Arrow, Moves
from services.web.figures.foot import bare_foot
from services.web.figures.held import letters, loop_round_feet
from services.web.figures.pose import Bend, Foot, Leg, Plant, Reach
from services.web.figures.props import chair, counter, floor, wall
from services.web.figures.space import V
from services.web.figures.view import View

COUNTER = counter(0.2, 0.3, 0.52)
FINGERS, PALM, UP, FORWARD = V(1, 0, -0.2), V(0, 0, -1), V(0, 0, 1), V(1, 0, 0)
LEGS = ("right_leg", "left_leg")
ON_COUNTER = {
    "right_arm": Reach(V(0.19, -0.12, 0.56), fingers=FINGERS, palm=PALM),
    "left_arm": Reach(V(0.19, 0.12, 0.56), fingers=FINGERS, palm=PALM),
}
ON_WALL = {
    "right_arm": Reach(V(0.395, -0.12, 0.76), elbow=V(-0.2, 0.3, -1), fingers=UP, palm=FORWARD, grip=0),
    "left_arm": Reach(V(0.395, 0.12, 0.76), elbow=V(-0.2, 0.3, -1), fingers=UP, palm=FORWARD, grip=0),
}
BOTH_STRAIGHT = but(LONG_SITTING, right_leg=Leg(hip=72), left_leg=Leg(hip=72))
FEET = Crop(left=0.2)
ON_HEEL = Reach(V(0.17, 0.02, 0.425), elbow=V(-0.3, 1, 0), fingers=V(0.5, -1, -0.8), grip=0.6)
LIFTED_FOOT = Foot(V(0.33, -0.052, 0.1), V(0.6, 0, 1), ankle=-8)

ANKLE_FOOT: Mapping[str, Moves | CloseUp] = MappingProxyType(
    {
        "ankle-pumps": Moves(
            start=but(BOTH_STRAIGHT, right_leg=Leg(hip=72, ankle=22), left_leg=Leg(hip=72, ankle=22)),
            end=but(BOTH_STRAIGHT, right_leg=Leg(hip=72, ankle=-45), left_leg=Leg(hip=72, ankle=-45)),
            view=View(round=24, above=14),
            only=LEGS,
            crop=FEET,
            props=(floor(-0.2, 0.7, 0.18),),
            work=("right_foot", "left_foot", "right_shin", "left_shin"),
            arrows=(Arrow("right_toes", (0.05, 0.0), 0.2, both=True),),
        ),
        "ankle-alphabet": Moves(
            start=but(SITTING, right_leg=LIFTED_FOOT),
            end=but(SITTING, right_leg=LIFTED_FOOT._replace(ankle=12)),
            props=(floor(-0.25, 0.5), chair(0, SEAT), letters("right_toes")),
            work=("right_foot", "right_ankle"),
        ),
        "calf-stretch-wall": Moves(
            start=but(STANDING, x=0.05, z=0.503, lean=6, right_leg=Plant(x=-0.1), left_leg=Plant(x=0.12), **ON_WALL),
            end=but(
                STANDING,
                x=0.06,
                z=0.478,
                lean=14,
                neck=Bend(flex=-10),
                right_leg=Plant(x=-0.16),
                left_leg=Plant(x=0.16),
                **ON_WALL,
            ),
            props=(floor(-0.3, 0.46), wall(0.43)),
            work=("right_shin",),
            arrows=(Arrow("pelvis", (-0.2, 0), 0, span=(0.12, -0.01)),),
        ),
        "calf-stretch-bent-knee": Moves(
            start=but(STANDING, x=0.06, z=0.518, lean=3, right_leg=Plant(x=-0.02), left_leg=Plant(x=0.13), **ON_WALL),
            end=but(STANDING, x=0.07, z=0.466, lean=4, right_leg=Plant(x=-0.02), left_leg=Plant(x=0.13), **ON_WALL),
            props=(floor(-0.25, 0.46), wall(0.43)),
            work=("right_shin",),
            arrows=(Arrow("pelvis", (-0.16, 0.05), 0, span=(0, -0.1)),),
        ),
        "heel-raise-two-legs": Moves(
            start=but(STANDING, z=0.53, right_leg=Plant(x=0), left_leg=Plant(x=0), **ON_COUNTER),
            end=but(
                STANDING, x=0.043, z=0.569, right_leg=Plant(x=0, heel=40), left_leg=Plant(x=0, heel=40), **ON_COUNTER
            ),
            view=View(round=22, above=8),
            props=(floor(-0.25, 0.3, 0.24), COUNTER),
            work=("right_shin", "left_shin"),
            arrows=(Arrow("right_heel", (-0.08, 0.02), 0),),
        ),
        "heel-raise-one-leg": Moves(
            start=but(STANDING, z=0.53, right_leg=Plant(x=0, y=0.03), left_leg=Leg(hip=4, knee=62), **ON_COUNTER),
            end=but(
                STANDING,
                x=0.043,
                z=0.569,
                right_leg=Plant(x=0, y=0.03, heel=40),
                left_leg=Leg(hip=4, knee=62),
                **ON_COUNTER,
            ),
            view=View(round=22, above=8),
            props=(floor(-0.3, 0.3, 0.24), COUNTER),
            work=("right_shin",),
            arrows=(Arrow("right_heel", (-0.08, 0.02), 0),),
        ),
        "ankle-turn-out-band": Moves(
            start=but(BOTH_STRAIGHT, right_leg=Leg(hip=72, ankle=-8), left_leg=Leg(hip=72, ankle=-8)),
            end=but(BOTH_STRAIGHT, right_leg=Leg(hip=72, ankle=-8, tilt=28, turn=6), left_leg=Leg(hip=72, ankle=-8)),
            view=View(round=40, above=26),
            only=LEGS,
            crop=Crop(left=0.2),
            props=(loop_round_feet(),),
            work=("right_foot", "right_shin"),
            arrows=(Arrow("right_toes", (-0.02, 0.04), 0.3),),
        ),
        "short-foot": CloseUp(
            start=bare_foot(0),
            end=bare_foot(1),
            side=Side.LEFT,
            arrows=(bow((0.62, 0.34), (0.34, 0.34), 0), bow((0.1, 0.0), (0.1, 0.13), 0)),
            crop=Crop(high=0.85),
        ),
        "sole-stretch": Moves(
            start=but(
                SITTING,
                lean=-2,
                low=Bend(flex=10),
                right_leg=Foot(V(0.21, 0.05, 0.378), V(1, 0.6, 0.8), ankle=-10),
                right_arm=ON_HEEL,
                left_arm=Reach(V(0.285, 0.12, 0.44), elbow=V(-0.3, 1, 0), fingers=V(0.6, 0.3, -0.8), grip=0.8),
            ),
            end=but(
                SITTING,
                lean=-2,
                low=Bend(flex=10),
                right_leg=Foot(V(0.21, 0.05, 0.378), V(1, 0.6, 0.8), ankle=15),
                right_arm=ON_HEEL,
                left_arm=Reach(V(0.28, 0.09, 0.465), elbow=V(-0.3, 1, 0), fingers=V(0.7, 0.5, -0.7), grip=0.8),
            ),
            view=View(round=50, above=10),
            props=(floor(-0.25, 0.4), chair(0, SEAT)),
            work=("right_foot",),
            arrows=(Arrow("right_toes", (0.1, -0.05), 0.2, span=(-0.03, 0.12)),),
        ),
    }
)
