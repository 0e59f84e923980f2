"""Poses of the library's exercises for the knee."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.figures.bases import LONG_SITTING, LYING, SEAT, SITTING, STANDING, but
from services.web.figures.figure import Arrow, Moves
from services.web.figures.held import line
from services.web.figures.pose import Arm, Bend, Leg, Plant, Reach
from services.web.figures.props import block, chair, floor, rail, roller, wall
from services.web.figures.space import V

MAT = floor(-0.55, 0.62)
LEFT_KNEE_BENT = but(LYING, left_leg=Plant(x=0.33))
FORWARD = Arm(up=72, out=6, elbow=6, turn=70)
ON_RAIL = Reach(V(0.24, 0.2, 0.62), elbow=V(-0.5, 0.6, -1), fingers=V(1, 0, 0.1), palm=V(0, 0, -1))
OUTWARD = V(0.3, 1, -0.8)
RIGHT_STRAP = Reach(V(-0.13, -0.08, 0.27), elbow=OUTWARD, grip=1)
LEFT_STRAP = Reach(V(-0.13, 0.04, 0.27), elbow=OUTWARD, grip=1)
STRAP = line("left_hand", "right_ball", "right_hand", ink="strap")
STEP = block(V(0.09, -0.16, 0), V(0.42, 0.16, 0.1))
ON_STEP, ON_LOW_STEP = Plant(x=0.18, z=0.1), Plant(x=0, z=0.06)
LOW_STEP = block(V(-0.3, -0.16, 0), V(0.1, 0.16, 0.06))

KNEE: Mapping[str, Moves] = MappingProxyType(
    {
        "heel-slide": Moves(
            start=but(LEFT_KNEE_BENT, right_leg=Leg(hip=-2)),
            end=but(LEFT_KNEE_BENT, right_leg=Plant(x=0.2)),
            props=(MAT,),
            work=("right_leg",),
            arrows=(Arrow("right_heel", (0, -0.075), 0),),
        ),
        "knee-straightening-heel-prop": Moves(
            start=but(LONG_SITTING, right_leg=Leg(hip=88, knee=18)),
            end=but(LONG_SITTING, right_leg=Leg(hip=79)),
            props=(MAT, roller(V(0.492, -0.052, 0.042), 0.11, 0.042)),
            work=("right_leg",),
            arrows=(Arrow("right_knee", (0, 0.17), 0, span=(0, -0.1)),),
        ),
        "thigh-squeeze": Moves(
            start=but(LONG_SITTING, right_leg=Leg(hip=76, knee=8)),
            end=but(LONG_SITTING, right_leg=Leg(hip=71, ankle=12)),
            props=(MAT,),
            work=("right_thigh",),
            arrows=(Arrow("right_knee", (0, 0.17), 0, span=(0, -0.1)),),
        ),
        "straight-leg-raise": Moves(
            start=but(LEFT_KNEE_BENT, right_leg=Leg(hip=-2)),
            end=but(LEFT_KNEE_BENT, right_leg=Leg(hip=34, ankle=8)),
            props=(MAT,),
            work=("right_leg",),
            arrows=(Arrow("right_ankle", (0.08, 0.02), 0.2),),
        ),
        "sit-to-stand": Moves(
            start=but(SITTING, lean=24, head=Bend(flex=-14), right_arm=FORWARD, left_arm=FORWARD),
            end=but(STANDING, x=0.2, z=0.528, right_leg=Plant(x=0.2), left_leg=Plant(x=0.2)),
            props=(floor(-0.25, 0.45), chair(-0.03, SEAT)),
            work=("right_thigh", "left_thigh", "buttocks"),
            arrows=(Arrow("pelvis", (0.22, 0.05), 0.15),),
        ),
        "wall-sit": Moves(
            start=but(STANDING, x=-0.2, z=0.51, right_leg=Plant(x=-0.06), left_leg=Plant(x=-0.06)),
            end=but(STANDING, x=-0.2, z=0.34, right_leg=Plant(x=0.03), left_leg=Plant(x=0.03)),
            props=(floor(-0.36, 0.3), wall(-0.278, away=-1)),
            work=("right_thigh", "left_thigh"),
            arrows=(Arrow("upper", (0.17, 0), 0),),
        ),
        "step-up": Moves(
            start=but(
                STANDING,
                x=0.02,
                z=0.524,
                lean=6,
                right_leg=ON_STEP,
                left_leg=Plant(x=-0.06),
                left_arm=ON_RAIL,
            ),
            end=but(
                STANDING,
                x=0.18,
                z=0.628,
                right_leg=ON_STEP,
                left_leg=Plant(x=0.19, z=0.1),
                left_arm=ON_RAIL,
            ),
            props=(floor(-0.25, 0.5), STEP, rail(0.1, 0.34, 0.2, 0.6)),
            work=("right_thigh", "right_shin", "buttocks"),
            arrows=(Arrow("pelvis", (-0.16, 0.06), 0.15),),
        ),
        "step-down-control": Moves(
            start=but(STANDING, x=0.01, z=0.588, right_leg=ON_LOW_STEP, left_leg=Leg(hip=22, knee=14, ankle=5)),
            end=but(STANDING, x=-0.03, z=0.5, lean=14, right_leg=ON_LOW_STEP, left_leg=Plant(x=0.15, heel=-14)),
            props=(floor(-0.4, 0.4), LOW_STEP),
            work=("right_thigh", "right_shin"),
            arrows=(Arrow("left_heel", (0.17, 0.04), 0),),
        ),
        "hamstring-stretch-lying": Moves(
            start=but(LEFT_KNEE_BENT, right_leg=Leg(hip=88, knee=62), right_arm=RIGHT_STRAP, left_arm=LEFT_STRAP),
            end=but(LEFT_KNEE_BENT, right_leg=Leg(hip=80, knee=8), right_arm=RIGHT_STRAP, left_arm=LEFT_STRAP),
            props=(MAT, STRAP),
            work=("right_leg",),
            arrows=(Arrow("right_ankle", (0.1, 0.02), 0.25),),
        ),
    }
)
