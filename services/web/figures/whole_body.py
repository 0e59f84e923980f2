"""Poses of the library's exercises for balance and endurance."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.figures.bases import STANDING, but
from services.web.figures.figure import Arrow, Moves
from services.web.figures.pose import Arm, Bend, Leg, Plant, Reach
from services.web.figures.props import bike, counter, floor, path
from services.web.figures.space import V
from services.web.figures.view import View

COUNTER = counter(0.2, 0.3, 0.52)
BESIDE = counter(-0.3, 0.34, 0.52, near=0.18, far=0.3)
FINGERS, PALM = V(1, 0, -0.2), V(0, 0, -1)
ON_COUNTER = {
    "right_arm": Reach(V(0.19, -0.12, 0.555), fingers=FINGERS, palm=PALM),
    "left_arm": Reach(V(0.19, 0.12, 0.555), fingers=FINGERS, palm=PALM),
}
OVER_COUNTER = {
    "right_arm": Reach(V(0.17, -0.14, 0.62), fingers=FINGERS, palm=PALM),
    "left_arm": Reach(V(0.17, 0.14, 0.62), fingers=FINGERS, palm=PALM),
}
LEFT_ON_COUNTER = {"left_arm": Reach(V(0.08, 0.2, 0.553), elbow=V(-0.5, 0.5, -1), fingers=FINGERS, palm=PALM)}
OUTSTRETCHED = {"right_arm": Arm(up=58, elbow=6, turn=70), "left_arm": Arm(up=58, elbow=6, turn=70)}
SWING_FORWARD, SWING_BACK = (
    Arm(up=34, out=8, elbow=72, turn=30, grip=0.6),
    Arm(up=32, out=176, elbow=66, turn=30, grip=0.6),
)
SEATED = {"x": -0.12, "z": 0.545, "lean": 26, "low": Bend(flex=8), "neck": Bend(flex=-16), "head": Bend(flex=-8)}
ON_BAR = {
    "right_arm": Reach(V(0.24, -0.11, 0.69), elbow=V(0, 0.4, -1), grip=1),
    "left_arm": Reach(V(0.24, 0.11, 0.69), elbow=V(0, 0.4, -1), grip=1),
}

WHOLE_BODY: Mapping[str, Moves] = MappingProxyType(
    {
        "weight-shift": Moves(
            start=but(STANDING, z=0.521, right_leg=Plant(x=0, y=0.1), left_leg=Plant(x=0, y=0.1), **ON_COUNTER),
            end=but(
                STANDING,
                y=-0.085,
                z=0.527,
                right_leg=Plant(x=0, y=0.1),
                left_leg=Plant(x=0, y=0.1, heel=16),
                **ON_COUNTER,
            ),
            view=View(round=-66, above=10),
            props=(floor(-0.25, 0.2, 0.3), COUNTER),
            work=("right_leg",),
            arrows=(Arrow("pelvis", (-0.1, 0.0), 0, span=(0.2, 0), both=True),),
        ),
        "feet-together-stand": Moves(
            start=but(STANDING, right_leg=Plant(x=0, y=0.03), left_leg=Plant(x=0, y=0.03), z=0.528, **ON_COUNTER),
            end=but(STANDING, right_leg=Plant(x=0, y=0.03), left_leg=Plant(x=0, y=0.03), z=0.528, **OVER_COUNTER),
            view=View(round=30, above=8),
            props=(floor(-0.25, 0.3, 0.24), COUNTER),
            work=("right_foot", "left_foot"),
            arrows=(Arrow("right_wrist", (0.06, 0), 0),),
        ),
        "heel-to-toe-stand": Moves(
            start=but(
                STANDING, z=0.523, right_leg=Plant(x=-0.08, y=0.05), left_leg=Plant(x=0.08, y=0.05), **LEFT_ON_COUNTER
            ),
            end=but(STANDING, z=0.52, right_leg=Plant(x=-0.083, y=0.0), left_leg=Plant(x=0.083, y=0.0), **OUTSTRETCHED),
            view=View(round=24, above=10),
            props=(floor(-0.35, 0.4, 0.2), BESIDE),
            work=("right_foot", "left_foot", "right_shin", "left_shin"),
        ),
        "one-leg-stand": Moves(
            start=but(STANDING, z=0.528, right_leg=Plant(x=0), left_leg=Plant(x=0), **ON_COUNTER),
            end=but(STANDING, z=0.528, right_leg=Plant(x=0, y=0.02), left_leg=Leg(hip=28, knee=72), **ON_COUNTER),
            view=View(round=30, above=8),
            props=(floor(-0.3, 0.3, 0.24), COUNTER),
            work=("right_leg",),
            arrows=(Arrow("left_ankle", (-0.1, -0.1), 0, span=(0, 0.11)),),
        ),
        "one-leg-reach": Moves(
            start=but(STANDING, z=0.522, right_leg=Plant(x=0, y=0.02), left_leg=Leg(hip=20, knee=40), **OUTSTRETCHED),
            end=but(
                STANDING,
                z=0.49,
                x=-0.03,
                lean=12,
                right_leg=Plant(x=0, y=0.02),
                left_leg=Plant(x=0.16, y=0.07),
                **OUTSTRETCHED,
            ),
            view=View(round=30, above=10),
            props=(floor(-0.35, 0.45, 0.3),),
            work=("right_leg",),
            arrows=(Arrow("left_toes", (0, 0.03), 0.25),),
        ),
        "heel-to-toe-walk": Moves(
            start=but(
                STANDING, z=0.52, right_leg=Plant(x=-0.083, y=0.0), left_leg=Plant(x=0.083, y=0.0), **OUTSTRETCHED
            ),
            end=but(
                STANDING,
                x=0.1,
                z=0.518,
                right_leg=Leg(hip=46, knee=52, ankle=8, out=-5),
                left_leg=Plant(x=0.083, y=0.0),
                **OUTSTRETCHED,
            ),
            view=View(round=24, above=10),
            props=(floor(-0.4, 0.5, 0.24), path(-0.38, 0.48)),
            work=("right_leg", "left_leg"),
            arrows=(Arrow("right_toes", (0.06, -0.02), 0.2),),
        ),
        "march-in-place": Moves(
            start=but(
                STANDING,
                z=0.53,
                right_leg=Leg(hip=70, knee=85),
                left_leg=Plant(x=0),
                right_arm=SWING_BACK,
                left_arm=SWING_FORWARD,
            ),
            end=but(
                STANDING,
                z=0.53,
                left_leg=Leg(hip=70, knee=85),
                right_leg=Plant(x=0),
                right_arm=SWING_FORWARD,
                left_arm=SWING_BACK,
            ),
            view=View(round=24, above=8),
            props=(floor(-0.25, 0.35, 0.22),),
            work=("right_leg", "left_leg"),
            arrows=(Arrow("left_knee", (0.12, -0.07), 0, span=(0, 0.14), both=True),),
        ),
        "brisk-walk": Moves(
            start=but(
                STANDING,
                x=0.02,
                z=0.505,
                lean=4,
                right_leg=Plant(x=0.2, heel=-20),
                left_leg=Plant(x=-0.16, heel=30),
                right_arm=SWING_BACK,
                left_arm=SWING_FORWARD,
            ),
            end=but(
                STANDING,
                x=0.02,
                z=0.505,
                lean=4,
                left_leg=Plant(x=0.2, heel=-20),
                right_leg=Plant(x=-0.16, heel=30),
                right_arm=SWING_FORWARD,
                left_arm=SWING_BACK,
            ),
            props=(floor(-0.4, 0.45),),
            work=("right_leg", "left_leg"),
            arrows=(Arrow("upper", (0.16, 0.06), 0, span=(0.14, 0)),),
        ),
        "stationary-bike": Moves(
            start=but(
                STANDING,
                **SEATED,
                right_leg=Plant(x=0.04, y=0.06, z=0.05),
                left_leg=Plant(x=0.04, y=0.06, z=0.21),
                **ON_BAR,
            ),
            end=but(
                STANDING,
                **SEATED,
                right_leg=Plant(x=0.04, y=0.06, z=0.21),
                left_leg=Plant(x=0.04, y=0.06, z=0.05),
                **ON_BAR,
            ),
            props=(bike(),),
            work=("right_leg", "left_leg"),
            arrows=(Arrow("left_ball", (0.07, 0.0), 0.45),),
        ),
    }
)
