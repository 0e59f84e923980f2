"""Poses of the library's exercises for the hip."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import Side
from services.web.figures.bases import HANDS_ON_HIPS, LYING_KNEES_BENT, SIDE_LYING, STANDING, but
from services.web.figures.figure import Arrow, Moves
from services.web.figures.held import along_back, loop
from services.web.figures.pose import Bend, Foot, Leg, Plant, Pose, Reach
from services.web.figures.props import block, floor
from services.web.figures.space import V
from services.web.figures.view import View

MAT = floor(-0.55, 0.5)
NEAR_FEET = but(LYING_KNEES_BENT, right_leg=Plant(x=0.27), left_leg=Plant(x=0.27))
ON_FLOOR = Reach(V(0.04, 0.16, 0.022), elbow=V(0, 1, -1), fingers=V(1, 0, 0), palm=V(0, 0, -1))
LIFTED = but(
    NEAR_FEET,
    x=-0.035,
    lean=-30,
    neck=Bend(flex=22),
    head=Bend(flex=10),
    right_arm=ON_FLOOR._replace(at=V(0.04, -0.16, 0.022)),
    left_arm=ON_FLOOR,
)
HELD_OVER_HIP = Leg(hip=88, knee=88)
BELOW = Foot(V(0.345, -0.03, 0.045), V(0, 1, 0))
FEET_TOGETHER = V(0.345, -0.03, 0.098)
KNEELING = Pose(z=0.318, right_leg=Leg(hip=0, knee=88, ankle=-58), left_leg=Plant(x=0.26))
CROSSED_ARMS = {
    "right_arm": Reach(V(0.0, -0.025, 0.165), elbow=V(0, 1, -1), fingers=V(0.3, -1, 0.2), grip=0.8),
    "left_arm": Reach(V(0.0, 0.1, 0.165), elbow=V(0, 1, -1), fingers=V(0.3, -1, 0.2), grip=0.8),
}
STICK_HANDS = {
    "right_arm": Reach(V(-0.1, -0.02, 0.02), on="low", elbow=V(-0.6, 1, 0), fingers=V(-0.2, -1, 0), grip=1),
    "left_arm": Reach(V(-0.06, 0.03, 0.0), on="neck", elbow=V(0.1, 1, 0.6), fingers=V(-0.3, -0.3, -1), grip=1),
}

HIP: Mapping[str, Moves] = MappingProxyType(
    {
        "bridge": Moves(
            start=NEAR_FEET,
            end=LIFTED,
            props=(MAT,),
            work=("buttocks", "right_thigh", "left_thigh"),
            arrows=(Arrow("pelvis", (-0.02, 0.13), 0),),
        ),
        "bridge-one-leg": Moves(
            start=but(NEAR_FEET, left_leg=HELD_OVER_HIP),
            end=but(LIFTED, left_leg=Leg(hip=60, knee=88)),
            props=(MAT,),
            work=("buttocks", "right_thigh"),
            arrows=(Arrow("pelvis", (-0.06, 0.13), 0),),
        ),
        "clamshell": Moves(
            start=but(SIDE_LYING, left_leg=Foot(FEET_TOGETHER, V(0, -1, 0.15)), right_leg=BELOW),
            end=but(SIDE_LYING, left_leg=Foot(FEET_TOGETHER, V(0, -1, 1.3)), right_leg=BELOW),
            side=Side.LEFT,
            view=View(round=0, above=16),
            props=(MAT,),
            work=("left_thigh", "left_shin", "hips"),
            arrows=(Arrow("left_knee", (0, 0.06), 0, span=(0, 0.1)),),
        ),
        "hip-flexor-stretch-kneeling": Moves(
            start=but(KNEELING, **HANDS_ON_HIPS),
            end=but(KNEELING, x=0.063, z=0.308, lean=-4, right_leg=Leg(hip=-19, knee=73, ankle=-58), **HANDS_ON_HIPS),
            props=(floor(-0.4, 0.45), block(V(-0.12, -0.12, 0), V(0.07, 0.02, 0.032), ink="towel")),
            work=("right_thigh",),
            arrows=(Arrow("pelvis", (0.1, 0.09), 0),),
        ),
        "figure-four-stretch": Moves(
            start=but(
                LYING_KNEES_BENT,
                right_leg=Foot(V(0.08, 0.05, 0.24), V(-0.3, 1, 0.8)),
            ),
            end=but(
                LYING_KNEES_BENT,
                left_leg=Leg(hip=102, knee=95, ankle=5),
                right_leg=Foot(V(-0.05, 0.04, 0.275), V(-0.6, 0.6, 0.8)),
                **CROSSED_ARMS,
            ),
            props=(MAT,),
            work=("right_thigh", "buttocks"),
            arrows=(Arrow("left_ankle", (0.06, 0.06), 0),),
        ),
        "hip-hinge-stick": Moves(
            start=but(STANDING, z=0.526, right_leg=Plant(x=0.0), left_leg=Plant(x=0.0), **STICK_HANDS),
            end=but(STANDING, x=-0.11, z=0.5, lean=58, right_leg=Plant(x=0.0), left_leg=Plant(x=0.0), **STICK_HANDS),
            props=(floor(-0.3, 0.4), along_back()),
            work=("right_thigh", "left_thigh", "buttocks"),
            arrows=(Arrow("head", (0.2, 0.06), 0.25),),
        ),
        "band-side-steps": Moves(
            start=but(
                STANDING,
                z=0.5,
                lean=8,
                right_leg=Plant(x=0.02, y=0.07),
                left_leg=Plant(x=0.02, y=0.07),
                **HANDS_ON_HIPS,
            ),
            end=but(
                STANDING,
                y=-0.07,
                z=0.48,
                lean=8,
                right_leg=Plant(x=0.02, y=0.24),
                left_leg=Plant(x=0.02, y=0.07),
                **HANDS_ON_HIPS,
            ),
            view=View(round=78, above=6),
            under=("right_leg", "left_leg"),
            props=(floor(-0.2, 0.24, 0.34), loop("right_knee", "left_knee")),
            work=("right_thigh", "left_thigh"),
            arrows=(Arrow("right_ankle", (0, 0.09), 0.25),),
        ),
    }
)
