"""A right hand from near: fingers and thumb joint by joint. Lengths are in hand lengths, angles in degrees.

As it is told of, the fingers point up from the wrist, the palm looks forward and the thumb is on the left.
"""

from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from services.web.figures.ranges import check
from services.web.figures.space import STILL, Turn, V, along, pitch, plus, roll, then, yaw
from services.web.figures.view import Shape, View

KNUCKLES = {
    "index": (V(0, 0.135, 0.53), (0.24, 0.15, 0.115), 4),
    "middle": (V(0, 0.04, 0.55), (0.265, 0.17, 0.12), 0),
    "ring": (V(0, -0.05, 0.53), (0.245, 0.155, 0.12), -4),
    "little": (V(0, -0.135, 0.485), (0.195, 0.12, 0.105), -9),
}
"""Of each finger: where it begins, how long its three bones are, how far it leans to the thumb when spread."""
THUMB = V(0.03, 0.11, 0.1), (0.245, 0.175, 0.14)
WIDE, FINE = 0.066, 0.05


class Finger(NamedTuple):
    """How far the joints of a finger are bent, from the knuckle on."""

    knuckle: float = 0
    middle: float = 0
    end: float = 0


class Thumb(NamedTuple):
    """How the thumb stands: away from the palm's edge, before the palm, and bent."""

    aside: float = 40
    before: float = 20
    bent: float = 10
    end: float = 10


RELAXED = Thumb()


class Hand(Struct, frozen=True):
    """One position of a hand."""

    index: Finger = Finger()
    middle: Finger = Finger()
    ring: Finger = Finger()
    little: Finger = Finger()
    thumb: Thumb = Thumb()
    spread: float = 1
    wrist: float = 0  # bent toward the palm


def all_alike(finger: Finger, thumb: Thumb = RELAXED, spread: float = 0.3, wrist: float = 0) -> Hand:
    return Hand(finger, finger, finger, finger, thumb, spread, wrist)


def joints(hand: Hand) -> dict[str, list[V]]:
    """Where the joints of each finger are, and those of the palm. Raises ImpossiblePose."""
    check("wrist", hand.wrist)
    palm = pitch(hand.wrist)
    found: dict[str, list[V]] = {}
    for name, (root, bones, lean) in KNUCKLES.items():
        finger: Finger = getattr(hand, name)
        turn = then(palm, roll(-lean * hand.spread))
        places = [along(palm, root)]
        for joint, bone, angle in zip(("knuckle", "finger", "fingertip"), bones, finger, strict=True):
            turn = then(turn, pitch(check(joint, angle)))
            places.append(plus(places[-1], along(turn, V(0, 0, bone))))
        found[name] = places
    found["thumb"] = thumb_joints(hand.thumb, palm)
    return found


def thumb_joints(thumb: Thumb, palm: Turn) -> list[V]:
    root, bones = THUMB
    turn = then(palm, then(yaw(-check("thumb.before", thumb.before)), roll(-check("thumb.aside", thumb.aside))))
    places = [along(palm, root)]
    for bone, angle in zip(bones, (0.0, thumb.bent, thumb.end), strict=True):
        turn = then(turn, roll(check("thumb", angle)))
        places.append(plus(places[-1], along(turn, V(0, 0, bone))))
    return places


def hand_shapes(
    hand: Hand, view: View, work: tuple[str, ...] = (), stands: Turn = STILL, arm: float = 0.7
) -> list[Shape]:
    """Forearm, palm, fingers and thumb of a hand that stands so in the room, each with its own outline; unsorted."""
    found = {name: [along(stands, place) for place in places] for name, places in joints(hand).items()}
    palm = then(stands, pitch(hand.wrist))
    forearm = tuple(view.disc(along(stands, V(0, 0, z)), size) for z, size in ((-arm, 0.16), (-0.02, 0.13)))
    heel = [view.disc(along(palm, V(0.01, y, 0.08)), 0.1) for y in (-0.075, 0.075)]
    edge = [view.disc(found[name][0], 0.075) for name in KNUCKLES]
    shapes = [
        Shape((forearm,), "near", view.depth(along(stands, V(0, 0, -0.3))) + 0.3, part="forearm"),
        Shape((tuple(heel + edge),), "near", view.depth(along(palm, V(0, 0, 0.3))), part="palm"),
    ]
    for name, places in found.items():
        sizes = (0.088, 0.07, 0.06, 0.052) if name == "thumb" else (WIDE, WIDE - 0.004, FINE + 0.004, FINE)
        discs = [view.disc(place, size) for place, size in zip(places, sizes, strict=True)]
        hulls = tuple(pairwise(discs))
        depth = sum(view.depth(place) for place in places[1:]) / 3
        shapes.append(Shape(hulls, "work" if name in work else "near", depth, part=name))
    return shapes
