"""Poses of the library's exercises for the neck and for posture: mostly close-ups of head and shoulders."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.figures.bases import LYING_KNEES_BENT, SEAT, SITTING, STANDING, but
from services.web.figures.drawing import Crop
from services.web.figures.figure import Arrow, Moves
from services.web.figures.held import shoulder_blades
from services.web.figures.pose import Arm, Bend, Blade, Plant, Reach
from services.web.figures.props import back_wall, block, chair, floor
from services.web.figures.space import V
from services.web.figures.view import View

BUST = ("head", "neck", "trunk", "right_arm", "left_arm")
FRONT, BEHIND, SIDE = View(round=80, above=5), View(round=-76, above=5), View(round=10, above=4)
CLOSE = Crop(low=0.64)
HANGING = Arm(up=7, elbow=12)
TALL = but(STANDING, right_arm=HANGING, left_arm=HANGING)
HELD_SEAT = Reach(V(-0.02, -0.145, 0.0), on="pelvis", elbow=V(-0.6, 1, 0), grip=0.9)
PALM_AT_HEAD = Reach(
    V(0.012, -0.088, 0.04), on="head", elbow=V(0.1, 1, -0.5), fingers=V(0.1, -0.3, 1), palm=V(0, -1, 0), grip=0
)
ANGEL_FEET = {"right_leg": Plant(x=0.09, y=0.08), "left_leg": Plant(x=0.09, y=0.08)}

NECK_POSTURE: Mapping[str, Moves] = MappingProxyType(
    {
        "chin-tuck": Moves(
            start=but(TALL, neck=Bend(flex=24), head=Bend(flex=-22)),
            end=but(TALL, neck=Bend(flex=-6), head=Bend(flex=8)),
            view=SIDE,
            only=BUST,
            crop=CLOSE,
            work=("neck",),
            arrows=(Arrow("head", (0.19, 0.03), 0, span=(-0.09, 0)),),
        ),
        "neck-turns": Moves(
            start=TALL,
            end=but(TALL, neck=Bend(turn=-34), head=Bend(turn=-34)),
            view=FRONT,
            only=BUST,
            crop=CLOSE,
            work=("neck",),
            arrows=(Arrow("head", (0.07, 0.16), 0.25, span=(-0.14, 0)),),
        ),
        "neck-side-stretch": Moves(
            start=but(SITTING, right_arm=HELD_SEAT),
            end=but(SITTING, neck=Bend(side=30), head=Bend(side=12), right_arm=HELD_SEAT),
            view=View(round=74, above=10),
            props=(floor(-0.2, 0.4), chair(0, SEAT)),
            work=("neck",),
            arrows=(Arrow("head", (0.0, 0.19), -0.25, span=(0.14, -0.04)),),
        ),
        "neck-nod-lying": Moves(
            start=but(LYING_KNEES_BENT, neck=Bend(flex=12), head=Bend(flex=-10)),
            end=but(LYING_KNEES_BENT, neck=Bend(flex=10), head=Bend(flex=12)),
            view=View(round=8, above=8),
            only=BUST,
            crop=Crop(right=-0.12),
            props=(floor(-0.6, 0.05, 0.22), block(V(-0.52, -0.13, 0), V(-0.3, 0.13, 0.03), ink="towel")),
            work=("neck",),
            arrows=(Arrow("head", (-0.05, 0.16), -0.3, span=(0.1, -0.03)),),
        ),
        "neck-press-hand": Moves(
            start=but(TALL, right_arm=Arm(up=24, out=50, elbow=100, turn=0)),
            end=but(TALL, right_arm=PALM_AT_HEAD),
            view=FRONT,
            only=BUST,
            crop=CLOSE,
            work=("neck",),
            arrows=(Arrow("head", (-0.2, 0.06), 0, span=(0.08, 0)), Arrow("head", (0.16, 0.06), 0, span=(-0.08, 0))),
        ),
        "shoulder-blade-squeeze": Moves(
            start=but(
                TALL,
                upper=Bend(flex=6),
                right_arm=HANGING._replace(blade=Blade(3, 1)),
                left_arm=HANGING._replace(blade=Blade(3, 1)),
            ),
            end=but(
                TALL,
                right_arm=Arm(up=14, out=140, elbow=22, turn=-20, blade=Blade(-3.5, -1)),
                left_arm=Arm(up=14, out=140, elbow=22, turn=-20, blade=Blade(-3.5, -1)),
            ),
            view=BEHIND,
            props=(shoulder_blades(),),
            only=BUST,
            crop=CLOSE,
            work=("chest",),
            arrows=(
                Arrow("right_shoulder", (-0.01, -0.07), 0, span=(-0.07, 0)),
                Arrow("left_shoulder", (0.01, -0.07), 0, span=(0.07, 0)),
            ),
        ),
        "wall-angel": Moves(
            start=but(
                STANDING,
                z=0.518,
                right_arm=Arm(up=52, out=92, elbow=112, twist=-84),
                left_arm=Arm(up=52, out=92, elbow=112, twist=-84),
                **ANGEL_FEET,
            ),
            end=but(
                STANDING,
                z=0.518,
                right_arm=Arm(up=142, out=92, elbow=36, twist=-84),
                left_arm=Arm(up=142, out=92, elbow=36, twist=-84),
                **ANGEL_FEET,
            ),
            view=View(round=82, above=6),
            props=(back_wall(-0.08, high=1.26), floor(-0.08, 0.22, 0.4)),
            work=("right_arm", "left_arm"),
            under=("right_leg", "left_leg"),
            arrows=(Arrow("right_hand", (-0.08, -0.02), 0, both=True), Arrow("left_hand", (0.08, -0.02), 0, both=True)),
        ),
        "posture-reset": Moves(
            start=but(
                SITTING,
                lean=-16,
                low=Bend(flex=18),
                mid=Bend(flex=14),
                upper=Bend(flex=12),
                neck=Bend(flex=10),
                head=Bend(flex=-22),
            ),
            end=but(SITTING, lean=2, low=Bend(flex=-4), upper=Bend(flex=-2), head=Bend(flex=4)),
            props=(floor(-0.25, 0.4), chair(0, SEAT)),
            work=("trunk",),
            arrows=(Arrow("head", (0.0, 0.16), 0, span=(0, 0.1)),),
        ),
    }
)
