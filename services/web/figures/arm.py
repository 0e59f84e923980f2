"""Poses of the library's exercises for the elbow, the wrist and the hand: mostly a hand from near."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.figures.bases import STANDING, but
from services.web.figures.closeup import CloseUp, bow
from services.web.figures.drawing import Crop
from services.web.figures.figure import Arrow, Moves
from services.web.figures.hand import Finger, Hand, Thumb, all_alike, hand_shapes
from services.web.figures.held import dumbbell
from services.web.figures.pose import Arm, Reach
from services.web.figures.props import floor
from services.web.figures.space import Turn, V, roll, then
from services.web.figures.things import ball_in_hand, disc_weight, hammer, table_top
from services.web.figures.view import View

BUST = ("head", "neck", "trunk", "right_arm", "left_arm")
PALM_VIEW, THUMB_SIDE, SIDE = View(round=118, above=8), View(round=195, above=6), View(round=-8, above=10)
OVER_EDGE: Turn = (V(0, 0, -1), V(0, 1, 0), V(1, 0, 0))
"""The forearm lies to the right, the palm looks down."""
THUMB_UP: Turn = (V(0, 1, 0), V(0, 0, 1), V(1, 0, 0))
"""The forearm lies to the right, the thumb is up."""
FINGERS = ("index", "middle", "ring", "little")
FIST = all_alike(Finger(80, 95, 50), Thumb(30, 70, 45, 35))
LOOSE = all_alike(Finger(14, 18, 10), Thumb(30, 20, 10, 10))
TABLE = table_top(-0.75, -0.1, -0.155, SIDE)
RESTING = Arm(up=8, elbow=10)
PRAYER = {
    "right_arm": Reach(V(0.17, -0.02, 0.78), elbow=V(-0.2, 1, -0.8), fingers=V(0.05, 0, 1), palm=V(0, -1, 0), grip=0),
    "left_arm": Reach(V(0.17, 0.02, 0.78), elbow=V(-0.2, 1, -0.8), fingers=V(0.05, 0, 1), palm=V(0, -1, 0), grip=0),
}
PRAYER_LOW = {
    "right_arm": Reach(V(0.18, -0.02, 0.71), elbow=V(-0.2, 1, 0), fingers=V(0.1, 0, 1), palm=V(0, -1, 0), grip=0),
    "left_arm": Reach(V(0.18, 0.02, 0.71), elbow=V(-0.2, 1, 0), fingers=V(0.1, 0, 1), palm=V(0, -1, 0), grip=0),
}


def turned(angle: float) -> Turn:
    """A fist with the thumb up, turned so far palm up."""
    return then(roll(angle), THUMB_UP)


ARM: Mapping[str, Moves | CloseUp] = MappingProxyType(
    {
        "elbow-bend-straighten": Moves(
            start=but(STANDING, right_arm=Arm(up=5, out=60, elbow=3, turn=-80), left_arm=RESTING),
            end=but(STANDING, right_arm=Arm(up=5, out=60, elbow=140, turn=-70), left_arm=RESTING),
            props=(floor(-0.2, 0.3),),
            work=("right_arm",),
            arrows=(Arrow("right_wrist", (0.08, 0.0), -0.35, both=True),),
        ),
        "biceps-curl": Moves(
            start=but(STANDING, right_arm=Arm(up=5, out=60, elbow=5, turn=-80, grip=1), left_arm=RESTING),
            end=but(STANDING, right_arm=Arm(up=5, out=60, elbow=125, turn=-75, grip=1), left_arm=RESTING),
            view=View(round=34, above=7),
            props=(floor(-0.2, 0.3), dumbbell("right_hand")),
            work=("right_arm",),
            arrows=(Arrow("right_wrist", (0.12, 0.0), -0.3),),
        ),
        "wrist-lowering-palm-down": CloseUp(
            start=(*hand_shapes(but(FIST, wrist=-50), SIDE, FINGERS, OVER_EDGE), TABLE, disc_weight(-50, SIDE)),
            end=(*hand_shapes(but(FIST, wrist=45), SIDE, FINGERS, OVER_EDGE), TABLE, disc_weight(45, SIDE)),
            arrows=(bow((0.75, 0.35), (0.75, -0.3), 0.25),),
            crop=Crop(left=-0.55),
        ),
        "forearm-turns-hammer": CloseUp(
            start=(*hand_shapes(FIST, View(60, 16), FINGERS, turned(0)), TABLE, *hammer(turned(0), View(60, 16))),
            end=(*hand_shapes(FIST, View(60, 16), FINGERS, turned(-75)), TABLE, *hammer(turned(-75), View(60, 16))),
            arrows=(bow((0.3, 0.95), (0.98, 0.7), 0.3, both=True),),
            crop=Crop(left=-0.3),
        ),
        "wrist-bends": CloseUp(
            start=(*hand_shapes(but(LOOSE, wrist=60), SIDE, (), OVER_EDGE), TABLE),
            end=(*hand_shapes(but(LOOSE, wrist=-55), SIDE, (), OVER_EDGE), TABLE),
            arrows=(bow((0.98, -0.45), (0.98, 0.45), -0.25, both=True),),
            crop=Crop(left=-0.55),
        ),
        "prayer-stretch": Moves(
            start=but(STANDING, **PRAYER),
            end=but(STANDING, **PRAYER_LOW),
            view=View(round=84, above=6),
            only=BUST,
            crop=Crop(low=0.5),
            work=("right_forearm", "left_forearm"),
            arrows=(Arrow("right_wrist", (-0.02, -0.02), 0),),
        ),
        "tendon-glides": CloseUp(
            start=tuple(hand_shapes(all_alike(Finger()), THUMB_SIDE, FINGERS)),
            end=tuple(hand_shapes(all_alike(Finger(0, 95, 70)), THUMB_SIDE, FINGERS)),
            arrows=(bow((-0.2, 1.0), (-0.42, 0.7), 0.25, both=True),),
            crop=Crop(low=-0.3),
        ),
        "grip-squeeze": CloseUp(
            start=(
                *hand_shapes(all_alike(Finger(30, 35, 20), Thumb(45, 50, 10, 10)), THUMB_SIDE, FINGERS),
                ball_in_hand(THUMB_SIDE),
            ),
            end=(
                *hand_shapes(all_alike(Finger(60, 70, 40), Thumb(35, 70, 40, 30)), THUMB_SIDE, FINGERS),
                ball_in_hand(THUMB_SIDE),
            ),
            crop=Crop(low=-0.3),
        ),
        "thumb-touches": CloseUp(
            start=tuple(
                hand_shapes(Hand(index=Finger(46, 56, 25), thumb=Thumb(60, 88, 24, 21)), PALM_VIEW, ("thumb", "index"))
            ),
            end=tuple(
                hand_shapes(
                    Hand(little=Finger(45, 55, 24), thumb=Thumb(54, 127, 25, 21)), PALM_VIEW, ("thumb", "little")
                )
            ),
            crop=Crop(low=-0.3),
        ),
    }
)
