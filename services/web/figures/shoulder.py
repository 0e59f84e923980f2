"""Poses of the library's exercises for the shoulder."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.figures.bases import LYING_KNEES_BENT, SEAT, SITTING, STANDING, but
from services.web.figures.figure import Arrow, Moves
from services.web.figures.held import dumbbell, line, stick, towel_at_ribs, towel_under
from services.web.figures.pose import Arm, Bend, Blade, Plant, Reach
from services.web.figures.props import chair, doorway, floor, post, table, wall
from services.web.figures.space import V
from services.web.figures.view import View

DOWN, UP, FORWARD = V(0, 0, -1), V(0, 0, 1), V(1, 0, 0)
FLAT = Blade()
FRONT = View(round=68, above=6)


def on_wall(y: float, blade: Blade = FLAT) -> Reach:
    """A hand flat on the wall at chest height."""
    at = V(0.345, y, 0.76)
    return Reach(at, elbow=V(-1, 1, -1), fingers=UP, palm=FORWARD, grip=0, blade=blade)


STEP_STAND = {"right_leg": Plant(x=-0.12), "left_leg": Plant(x=0.1)}
BENT_OVER = but(STANDING, x=-0.06, z=0.5, lean=52, low=Bend(flex=12), neck=Bend(flex=-6), **STEP_STAND)
LEFT_ON_TABLE = Reach(V(0.3, 0.1, 0.462), elbow=V(-0.4, 0.6, 0.2), fingers=FORWARD, palm=DOWN)
IN_LAP = Arm(up=18, out=10, elbow=62, turn=80)
AT_TABLE = but(SITTING, left_arm=IN_LAP)
RESTING = Arm(up=8, elbow=10)
PULL_STAND = {"right_leg": Plant(x=-0.16), "left_leg": Plant(x=0.0)}
ROW_OUT = Arm(up=50, out=4, elbow=8, turn=0, grip=1, blade=Blade(1))
ROW_IN = Arm(up=38, out=172, elbow=100, turn=0, grip=1, blade=Blade(-3))
PUSH_FOOT = Plant(x=-0.16)
PUSH_NEAR = {"right_arm": on_wall(-0.14), "left_arm": on_wall(0.14)}
PUSH_FAR = {"right_arm": on_wall(-0.14, Blade(4)), "left_arm": on_wall(0.14, Blade(4))}
ON_FRAME = {
    "right_arm": Reach(V(-0.01, -0.26, 0.91), elbow=V(-0.1, 1, -1), fingers=UP, palm=FORWARD),
    "left_arm": Reach(V(-0.01, 0.26, 0.91), elbow=V(-0.1, 1, -1), fingers=UP, palm=FORWARD),
}

SHOULDER: Mapping[str, Moves] = MappingProxyType(
    {
        "shoulder-pendulum": Moves(
            start=but(BENT_OVER, left_arm=LEFT_ON_TABLE, right_arm=Arm(up=50, out=0, elbow=4)),
            end=but(BENT_OVER, left_arm=LEFT_ON_TABLE, right_arm=Arm(up=78, out=0, elbow=4)),
            props=(floor(-0.35, 0.5), table(0.25, 0.48, 0.44)),
            work=("right_arm",),
            arrows=(Arrow("right_hand", (0, -0.09), -0.2, both=True),),
        ),
        "table-slide-forward": Moves(
            start=but(
                AT_TABLE, right_arm=Reach(V(0.24, -0.11, 0.455), elbow=V(-0.3, 0.3, -1), fingers=FORWARD, palm=DOWN)
            ),
            end=but(
                AT_TABLE,
                lean=30,
                low=Bend(flex=12),
                neck=Bend(flex=-10),
                right_arm=Reach(V(0.49, -0.11, 0.455), elbow=V(-0.3, 0.3, -1), fingers=FORWARD, palm=DOWN),
            ),
            props=(floor(-0.25, 0.65), chair(0, SEAT), table(0.16, 0.68, 0.425), towel_under("right_hand", 0.425)),
            work=("right_arm",),
            arrows=(Arrow("right_wrist", (0.0, -0.1), 0),),
        ),
        "wall-climb-fingers": Moves(
            start=but(
                STANDING,
                z=0.527,
                right_leg=Plant(x=0),
                left_leg=Plant(x=0),
                right_arm=Reach(V(0.225, -0.115, 0.6), elbow=V(0, 0.4, -1), fingers=V(1, 0, 0.5), palm=DOWN),
            ),
            end=but(
                STANDING,
                z=0.53,
                right_leg=Plant(x=0),
                left_leg=Plant(x=0),
                right_arm=Reach(V(0.215, -0.115, 1.04), elbow=V(0, 0.6, -1), fingers=V(0.6, 0, 0.8), palm=FORWARD),
            ),
            props=(floor(-0.25, 0.36), wall(0.325, high=1.2)),
            work=("right_arm",),
            arrows=(Arrow("right_hand", (-0.06, -0.36), 0, span=(0, 0.2)),),
        ),
        "turn-out-with-stick": Moves(
            start=but(
                LYING_KNEES_BENT,
                right_arm=Arm(up=10, out=90, elbow=90, turn=0, twist=15, grip=1),
                left_arm=Arm(up=10, out=90, elbow=90, turn=0, twist=15, grip=1),
            ),
            end=but(
                LYING_KNEES_BENT,
                right_arm=Arm(up=10, out=90, elbow=90, turn=0, twist=-50, grip=1),
                left_arm=Arm(up=24, out=20, elbow=86, turn=0, twist=50, grip=1),
            ),
            view=View(round=12, above=42),
            props=(floor(-0.5, 0.45, 0.32), stick("right_hand", "left_hand", 0.08)),
            work=("right_arm",),
            arrows=(Arrow("right_hand", (0.1, -0.03), -0.2),),
        ),
        "cross-body-stretch": Moves(
            start=but(STANDING, right_arm=Arm(up=70, out=10, elbow=8, turn=30), left_arm=RESTING),
            end=but(
                STANDING,
                right_arm=Arm(up=82, out=-48, elbow=10, turn=30),
                left_arm=Reach(
                    V(0.16, 0.07, 0.75), elbow=V(0.2, 0.8, -1), fingers=V(-0.1, -0.6, 0.8), palm=V(-1, 0, 0)
                ),
            ),
            over=("left_arm",),
            view=FRONT,
            props=(floor(-0.15, 0.22, 0.24),),
            work=("right_arm",),
            arrows=(Arrow("right_wrist", (0, -0.1), 0.15),),
        ),
        "turn-out-with-band": Moves(
            start=but(STANDING, right_arm=Arm(up=6, out=90, elbow=90, twist=50, turn=0, grip=1), left_arm=RESTING),
            end=but(STANDING, right_arm=Arm(up=6, out=90, elbow=90, twist=-45, turn=0, grip=1), left_arm=RESTING),
            view=FRONT,
            props=(
                floor(-0.15, 0.22, 0.28),
                line("right_hand", V(0.12, 0.42, 0.63)),
                post(0.12, 0.42),
                towel_at_ribs("right_elbow"),
            ),
            work=("right_arm",),
            arrows=(Arrow("right_hand", (0, 0.07), 0.2),),
        ),
        "band-row": Moves(
            start=but(STANDING, x=-0.1, z=0.518, **PULL_STAND, right_arm=ROW_OUT, left_arm=ROW_OUT),
            end=but(STANDING, x=-0.1, z=0.518, **PULL_STAND, right_arm=ROW_IN, left_arm=ROW_IN),
            props=(floor(-0.35, 0.5), line("right_hand", V(0.42, 0, 0.64), "left_hand"), post(0.42, 0)),
            work=("right_arm", "left_arm"),
            arrows=(Arrow("right_elbow", (-0.05, 0.0), 0, span=(-0.12, 0)),),
        ),
        "wall-push-up-plus": Moves(
            start=but(STANDING, x=0.03, z=0.495, lean=21, right_leg=PUSH_FOOT, left_leg=PUSH_FOOT, **PUSH_NEAR),
            end=but(
                STANDING,
                x=-0.065,
                z=0.52,
                lean=9,
                mid=Bend(flex=6),
                upper=Bend(flex=10),
                neck=Bend(flex=-8),
                right_leg=PUSH_FOOT,
                left_leg=PUSH_FOOT,
                **PUSH_FAR,
            ),
            props=(floor(-0.3, 0.42), wall(0.38)),
            work=("right_arm", "left_arm", "chest"),
            arrows=(Arrow("upper", (-0.16, 0.0), 0),),
        ),
        "arm-raise-diagonal": Moves(
            start=but(STANDING, right_arm=Arm(up=8, out=50, elbow=5, turn=0, grip=1), left_arm=RESTING),
            end=but(STANDING, right_arm=Arm(up=88, out=48, elbow=5, turn=0, twist=-30, grip=1), left_arm=RESTING),
            view=View(round=94, above=7),
            props=(floor(-0.2, 0.3, 0.24), dumbbell("right_hand")),
            work=("right_arm",),
            arrows=(Arrow("right_hand", (0.06, -0.04), -0.2),),
        ),
        "doorway-chest-stretch": Moves(
            start=but(STANDING, x=-0.06, z=0.512, right_leg=Plant(x=-0.1), left_leg=Plant(x=0.06), **ON_FRAME),
            end=but(
                STANDING,
                x=-0.012,
                z=0.508,
                lean=3,
                right_leg=Plant(x=-0.13, heel=24),
                left_leg=Plant(x=0.14),
                **ON_FRAME,
            ),
            view=View(round=52, above=8),
            props=(floor(-0.3, 0.4, 0.34), doorway(-0.02, 0.24)),
            work=("chest",),
            arrows=(Arrow("pelvis", (0.1, -0.02), 0, span=(0.09, -0.03)),),
        ),
    }
)
