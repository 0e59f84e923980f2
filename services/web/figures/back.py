"""Poses of the library's exercises for the low back, the trunk and the upper back."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import Side
from services.web.figures.bases import (
    BELLY,
    HANDS_BEHIND_HIPS,
    HANDS_ON_HIPS,
    LYING_KNEES_BENT,
    ON_ALL_FOURS,
    SEAT,
    SIDE_LYING,
    SITTING,
    STANDING,
    but,
)
from services.web.figures.figure import Arrow, Moves
from services.web.figures.pose import Arm, Bend, Blade, Foot, Leg, Plant, Reach
from services.web.figures.props import block, chair, floor
from services.web.figures.space import V
from services.web.figures.view import View

MAT = floor(-0.55, 0.5)
BELLY_MAT = floor(-0.6, 0.55)
FORWARD, DOWN = V(1, 0, 0), V(0, 0, -1)
TUCKED = Leg(ankle=6, toes=80)
PLANK = but(
    BELLY,
    right_arm=Reach(V(0.43, -0.1, 0.028), elbow=V(-1, 0, -1), fingers=FORWARD, palm=DOWN, grip=0.1),
    left_arm=Reach(V(0.43, 0.1, 0.028), elbow=V(-1, 0, -1), fingers=FORWARD, palm=DOWN, grip=0.1),
)
BEHIND_THIGH = {
    "right_arm": Reach(V(-0.02, -0.1, 0.19), elbow=V(0, 1, -1), fingers=V(0.3, -1, 0.2), grip=0.8),
    "left_arm": Reach(V(-0.02, 0, 0.19), elbow=V(0, 1, -1), fingers=V(0.3, -1, 0.2), grip=0.8),
}
CACTUS = {
    "right_arm": Arm(up=88, out=90, twist=-85, elbow=85),
    "left_arm": Arm(up=88, out=90, twist=-85, elbow=85),
}
BUG = but(
    LYING_KNEES_BENT,
    right_leg=Leg(hip=90, knee=90),
    left_leg=Leg(hip=90, knee=90),
    right_arm=Arm(up=90, out=0, elbow=4),
    left_arm=Arm(up=90, out=0, elbow=4),
)
HEAD_HELD = {
    "right_arm": Reach(V(-0.055, -0.05, 0.012), on="head", elbow=V(1, 0.5, 0.3), fingers=V(-0.4, -1, 0.2)),
    "left_arm": Reach(V(-0.055, 0.05, 0.012), on="head", elbow=V(1, 0.5, 0.3), fingers=V(-0.4, -1, 0.2)),
}
SIDE_PLANK = but(
    SIDE_LYING,
    low=Bend(),
    mid=Bend(),
    neck=Bend(),
    right_leg=Leg(hip=2, knee=85, ankle=-40),
    left_leg=Leg(hip=2, knee=85, ankle=-40),
    right_arm=Reach(V(-0.24, -0.146, 0.026), elbow=V(0, -1, -1), fingers=V(0, 1, 0), palm=DOWN, grip=0.1),
    left_arm=HANDS_ON_HIPS["left_arm"],
)
BOOK = but(
    SIDE_LYING,
    right_arm=Arm(up=90, out=-4, elbow=3, turn=0, blade=Blade(4)),
    left_leg=Foot(V(0.22, -0.22, 0.13), V(0, -1, 0)),
    right_leg=Foot(V(0.22, -0.22, 0.045), V(0, 1, 0)),
)

BACK: Mapping[str, Moves] = MappingProxyType(
    {
        "knee-to-chest": Moves(
            start=LYING_KNEES_BENT,
            end=but(LYING_KNEES_BENT, right_leg=Leg(hip=115, knee=110, ankle=-10), **BEHIND_THIGH),
            props=(MAT,),
            work=("right_leg",),
            arrows=(Arrow("right_knee", (0.0, 0.13), 0.15),),
        ),
        "pelvic-tilt-lying": Moves(
            start=but(LYING_KNEES_BENT, lean=12, low=Bend(flex=-20), **CACTUS),
            end=but(LYING_KNEES_BENT, lean=-9, low=Bend(flex=9), **CACTUS),
            props=(MAT,),
            work=("belly", "hips"),
            arrows=(Arrow("low", (0, 0.17), 0, span=(0, -0.09)), Arrow("pelvis", (0.1, -0.09), 0.3, span=(0.1, 0.05))),
        ),
        "press-up-prone": Moves(
            start=but(
                BELLY,
                right_arm=Reach(
                    V(0.39, -0.13, 0.026), elbow=V(0, 1, 0.4), fingers=V(0.6, -0.8, 0), palm=DOWN, grip=0.1
                ),
                left_arm=Reach(V(0.39, 0.13, 0.026), elbow=V(0, 1, 0.4), fingers=V(0.6, -0.8, 0), palm=DOWN, grip=0.1),
            ),
            end=but(
                BELLY,
                lean=-10,
                low=Bend(flex=-33),
                mid=Bend(flex=-24),
                upper=Bend(flex=-16),
                neck=Bend(flex=-8),
                right_leg=Leg(hip=-10, ankle=-55),
                left_leg=Leg(hip=-10, ankle=-55),
                right_arm=Reach(V(0.39, -0.13, 0.026), elbow=V(-1, 0.3, 0.3), fingers=FORWARD, palm=DOWN),
                left_arm=Reach(V(0.39, 0.13, 0.026), elbow=V(-1, 0.3, 0.3), fingers=FORWARD, palm=DOWN),
            ),
            props=(BELLY_MAT,),
            work=("belly", "hips"),
            arrows=(Arrow("head", (0.12, 0.0), -0.15),),
        ),
        "backbend-standing": Moves(
            start=but(
                STANDING, z=0.527, right_leg=Plant(x=0, y=0.07), left_leg=Plant(x=0, y=0.07), **HANDS_BEHIND_HIPS
            ),
            end=but(
                STANDING,
                x=0.05,
                z=0.527,
                lean=-6,
                low=Bend(flex=-18),
                mid=Bend(flex=-12),
                upper=Bend(flex=-6),
                neck=Bend(flex=-8),
                right_leg=Plant(x=0, y=0.07),
                left_leg=Plant(x=0, y=0.07),
                **HANDS_BEHIND_HIPS,
            ),
            props=(floor(-0.25, 0.3),),
            work=("belly", "hips"),
            arrows=(Arrow("head", (0.0, 0.17), 0.2),),
        ),
        "cat-camel": Moves(
            start=but(
                ON_ALL_FOURS,
                lean=-40,
                low=Bend(flex=22),
                mid=Bend(flex=18),
                upper=Bend(flex=16),
                neck=Bend(flex=18),
                head=Bend(flex=10),
            ),
            end=but(
                ON_ALL_FOURS, lean=10, low=Bend(flex=-24), mid=Bend(flex=-10), upper=Bend(flex=-4), neck=Bend(flex=-12)
            ),
            props=(floor(-0.35, 0.5),),
            work=("trunk",),
            arrows=(Arrow("mid", (0, 0.1), 0, span=(0, 0.12), both=True),),
        ),
        "bird-dog": Moves(
            start=ON_ALL_FOURS,
            end=but(ON_ALL_FOURS, right_leg=Leg(hip=-11, ankle=-20), left_arm=Arm(up=172, out=0, elbow=4, turn=0)),
            props=(floor(-0.35, 0.5),),
            work=("left_arm", "right_leg"),
            arrows=(Arrow("right_ankle", (-0.06, 0.1), 0.2),),
        ),
        "dead-bug": Moves(
            start=BUG,
            end=but(BUG, right_leg=Leg(hip=14, knee=12), left_arm=Arm(up=165, out=0, elbow=4)),
            props=(floor(-0.65, 0.55),),
            work=("left_arm", "right_leg", "belly"),
            arrows=(Arrow("right_ankle", (0.06, 0.05), -0.2), Arrow("left_wrist", (-0.02, 0.1), 0.25)),
        ),
        "side-plank-knees": Moves(
            start=but(
                SIDE_PLANK,
                z=0.108,
                tip=20,
                low=Bend(side=15),
                mid=Bend(side=12),
                right_leg=Leg(hip=2, out=-20, knee=85, ankle=-40),
                left_leg=Leg(hip=2, out=20, knee=85, ankle=-40),
            ),
            end=but(SIDE_PLANK, z=0.198, tip=25.5),
            view=View(round=-22, above=22),
            props=(MAT,),
            work=("belly", "hips"),
            arrows=(Arrow("pelvis", (0.03, -0.2), 0, span=(0, 0.09)),),
        ),
        "plank-forearms": Moves(
            start=but(
                PLANK, low=Bend(flex=-19), mid=Bend(flex=-17), upper=Bend(flex=-11), right_leg=TUCKED, left_leg=TUCKED
            ),
            end=but(PLANK, lean=-9.3, right_leg=TUCKED, left_leg=TUCKED),
            props=(BELLY_MAT,),
            work=("belly", "hips"),
            arrows=(Arrow("pelvis", (0, 0.14), 0),),
        ),
        "upper-back-bend-chair": Moves(
            start=but(SITTING, x=-0.04, head=Bend(flex=4), **HEAD_HELD),
            end=but(SITTING, x=-0.04, mid=Bend(flex=-8), upper=Bend(flex=-24), neck=Bend(flex=-4), **HEAD_HELD),
            view=View(round=30, above=8),
            props=(floor(-0.3, 0.4), chair(0, SEAT, high=0.24)),
            work=("chest",),
            arrows=(Arrow("head", (0, 0.17), 0.2),),
        ),
        "open-book": Moves(
            start=but(BOOK, left_arm=Arm(up=90, out=-8, elbow=3, turn=0)),
            end=but(
                BOOK,
                mid=Bend(side=5, turn=24),
                upper=Bend(turn=24),
                neck=Bend(side=-5, turn=36),
                left_arm=Arm(up=90, out=104, elbow=4, turn=-60),
            ),
            side=Side.LEFT,
            view=View(round=0, above=38),
            props=(floor(-0.55, 0.5, 0.5), block(V(-0.52, -0.12, 0), V(-0.36, 0.12, 0.05), ink="towel")),
            work=("left_arm", "chest"),
            arrows=(Arrow("left_wrist", (0, 0.05), 0.3),),
        ),
    }
)
