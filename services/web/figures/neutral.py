"""The picture of an exercise that is a clinic's own: a person who stands, the region of the body accented."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import BodyRegion
from services.web.figures.drawing import WHOLE, Crop
from services.web.figures.figure import Moves
from services.web.figures.pose import Arm, Leg, Pose
from services.web.figures.props import floor
from services.web.figures.view import View


def _both(part: str) -> tuple[str, str]:
    return f"right_{part}", f"left_{part}"


PARTS: Mapping[BodyRegion, tuple[str, ...]] = MappingProxyType(
    {
        BodyRegion.FOOT: _both("foot"),
        BodyRegion.ANKLE: _both("ankle"),
        BodyRegion.LOWER_LEG: _both("shin"),
        BodyRegion.KNEE: _both("knee"),
        BodyRegion.THIGH: _both("thigh"),
        BodyRegion.HIP: ("hips",),
        BodyRegion.PELVIS: ("hips",),
        BodyRegion.LOW_BACK: ("belly",),
        BodyRegion.THORACIC: ("chest",),
        BodyRegion.ABDOMEN: ("belly",),
        BodyRegion.CHEST: ("chest",),
        BodyRegion.NECK: ("neck",),
        BodyRegion.HEAD: ("head",),
        BodyRegion.JAW: ("jaw",),
        BodyRegion.EYES: ("eyes",),
        BodyRegion.SHOULDER: _both("shoulder"),
        BodyRegion.UPPER_ARM: _both("upper_arm"),
        BodyRegion.ELBOW: _both("elbow"),
        BodyRegion.FOREARM: _both("forearm"),
        BodyRegion.WRIST: _both("wrist"),
        BodyRegion.HAND: _both("hand"),
        BodyRegion.WHOLE_BODY: ("trunk", *_both("leg"), *_both("arm")),
    }
)

_NEAR = (BodyRegion.NECK, BodyRegion.HEAD, BodyRegion.JAW, BodyRegion.EYES)
_POSE = Pose(
    right_leg=Leg(out=4, turn=8),
    left_leg=Leg(out=4, turn=8),
    right_arm=Arm(up=16, elbow=10, turn=0),
    left_arm=Arm(up=16, elbow=10, turn=0),
)


def standing(region: BodyRegion) -> Moves:
    """A person from the front; from behind where the region is at the back, from near where it is on the head."""
    behind = region in (BodyRegion.LOW_BACK, BodyRegion.THORACIC)
    view = View(round=-62 if behind else 62, above=6)
    crop = Crop(low=0.62) if region in _NEAR else WHOLE
    ground = floor(-0.17, 0.22, 0.24)
    return Moves(start=_POSE, end=_POSE, view=view, props=(ground,), work=PARTS[region], crop=crop)
