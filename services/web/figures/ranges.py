"""How far joints go, in degrees: what healthy adults reach, with the room that exercises at the end of range need.

The figures are those of goniometry tables (American Academy of Orthopaedic Surgeons), rounded up.
"""

from collections.abc import Mapping
from types import MappingProxyType

RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "low.flex": (-35, 55),
        "low.side": (-25, 25),
        "low.turn": (-12, 12),
        "mid.flex": (-25, 35),
        "mid.side": (-25, 25),
        "mid.turn": (-30, 30),
        "upper.flex": (-25, 35),
        "upper.side": (-15, 15),
        "upper.turn": (-30, 30),
        "neck.flex": (-55, 50),
        "neck.side": (-40, 40),
        "neck.turn": (-50, 50),
        "head.flex": (-30, 30),
        "head.side": (-15, 15),
        "head.turn": (-45, 45),
        "shoulder.up": (0, 180),
        "shoulder.out": (-60, 200),
        "shoulder.back": (-90, 65),
        "shoulder.twist": (-100, 100),
        "elbow": (0, 152),
        "forearm": (-90, 90),
        "wrist": (-90, 90),
        "blade.forward": (-4, 4),
        "blade.up": (-2, 4),
        "hip.flex": (-30, 130),
        "hip.out": (-35, 60),
        "hip.turn": (-50, 65),
        "knee": (-3, 155),
        "ankle": (-60, 40),
        "sole": (-40, 30),
        "toes": (-40, 85),
        "knuckle": (-25, 95),
        "finger": (0, 110),
        "fingertip": (-5, 85),
        "thumb": (-15, 80),
        "thumb.aside": (-10, 65),
        "thumb.before": (-20, 135),
    }
)


class ImpossiblePose(ValueError):
    """A joint would have to go further than joints go, or a limb to be longer than it is."""


def check(joint: str, angle: float, slack: float = 0.5) -> float:
    """The angle itself. Raises ImpossiblePose where it is outside the joint's range."""
    least, most = RANGES[joint]
    if not least - slack <= angle <= most + slack:
        raise ImpossiblePose(f"{joint} {angle:.0f}° is outside {least:g}° to {most:g}°")
    return angle
