"""Where each region of the body lies on a standing figure, seen from the front and from behind.

A figure is 200 wide and 440 high. Paths are of the half on the viewer's right; the other half is their mirror image.
The patient's left is on the viewer's right from the front, and on the viewer's left from behind.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from domain.values import BodyRegion, Side

WIDTH, HEIGHT = 200, 440


class Aspect(StrEnum):
    FRONT = "front"
    BACK = "back"


class Shape(Struct, frozen=True):
    """Corners of one region, to be rounded, and where its level is written."""

    corners: tuple[tuple[float, float], ...]
    middle: tuple[float, float]


def mirrored(shape: Shape) -> Shape:
    x, y = shape.middle
    return Shape(tuple((WIDTH - x, y) for x, y in shape.corners), (WIDTH - x, y))


_LIMBS: Mapping[BodyRegion, Shape] = {
    BodyRegion.SHOULDER: Shape(((130, 80), (142, 81), (151, 90), (154, 104), (136, 106), (131, 94)), (142, 94)),
    BodyRegion.UPPER_ARM: Shape(((137, 109), (154, 107), (160, 146), (145, 148)), (149, 128)),
    BodyRegion.ELBOW: Shape(((145, 151), (160, 149), (164, 168), (148, 169)), (154.5, 159.5)),
    BodyRegion.FOREARM: Shape(((149, 172), (164, 171), (170, 210), (157, 212)), (160, 191)),
    BodyRegion.WRIST: Shape(((157, 215), (170.5, 213), (172, 225), (159, 227)), (164.5, 220)),
    BodyRegion.HAND: Shape(
        ((159, 230), (172, 228), (178, 240), (178, 258), (171, 266), (163, 260), (160, 246)), (169, 246)
    ),
    BodyRegion.HIP: Shape(((118, 196), (128, 192), (134, 206), (135, 226), (113, 228)), (124.5, 212)),
    BodyRegion.THIGH: Shape(((103, 231), (135, 230), (134, 262), (127, 302), (106, 302)), (119, 264)),
    BodyRegion.KNEE: Shape(((106, 305), (127, 305), (126, 330), (107, 330)), (116.5, 317)),
    BodyRegion.LOWER_LEG: Shape(((107, 333), (126, 333), (129, 350), (122, 396), (110, 396)), (118, 360)),
    BodyRegion.ANKLE: Shape(((110, 399), (122, 399), (123, 412), (109, 412)), (116, 405.5)),
    BodyRegion.FOOT: Shape(((109, 415), (123, 415), (134, 427), (133, 433), (108, 433)), (118, 425)),
}

_FRONT_MIDDLE: Mapping[BodyRegion, Shape] = {
    BodyRegion.HEAD: Shape(
        ((90, 9), (100, 6), (110, 9), (117, 17), (119, 27), (81, 27), (83, 17)),
        (100, 18),
    ),
    BodyRegion.EYES: Shape(((81, 30), (119, 30), (118, 40), (82, 40)), (100, 35)),
    BodyRegion.JAW: Shape(((82, 43), (118, 43), (115, 54), (107, 62), (93, 62), (85, 54)), (100, 52)),
    BodyRegion.NECK: Shape(((91, 65), (109, 65), (110, 74), (126, 79), (74, 79), (90, 74)), (100, 72)),
    BodyRegion.CHEST: Shape(
        ((73, 82), (127, 82), (128, 96), (133, 108), (128, 138), (72, 138), (67, 108), (72, 96)), (100, 110)
    ),
    BodyRegion.ABDOMEN: Shape(
        ((72, 141), (128, 141), (125, 162), (127, 189), (117, 193), (83, 193), (73, 189), (75, 162)), (100, 167)
    ),
    BodyRegion.PELVIS: Shape(((84, 196), (116, 196), (110, 227), (90, 227)), (100, 210)),
}

_BACK_MIDDLE: Mapping[BodyRegion, Shape] = {
    BodyRegion.HEAD: Shape(
        (
            (90, 9),
            (100, 6),
            (110, 9),
            (117, 17),
            (119, 34),
            (115, 50),
            (108, 58),
            (92, 58),
            (85, 50),
            (81, 34),
            (83, 17),
        ),
        (100, 33),
    ),
    BodyRegion.NECK: Shape(((91, 61), (109, 61), (110, 74), (126, 79), (74, 79), (90, 74)), (100, 70)),
    BodyRegion.THORACIC: Shape(
        ((73, 82), (127, 82), (128, 96), (133, 108), (127, 144), (73, 144), (67, 108), (72, 96)), (100, 113)
    ),
    BodyRegion.LOW_BACK: Shape(((73, 147), (127, 147), (125, 164), (127, 186), (73, 186), (75, 164)), (100, 167)),
    BodyRegion.PELVIS: Shape(((73, 189), (127, 189), (115, 200), (109, 227), (91, 227), (85, 200)), (100, 206)),
}

_BEHIND_HIP = Shape(((118, 202), (129, 192), (134, 206), (135, 226), (112, 228)), (124.5, 212))

SIDED = frozenset(_LIMBS)
"""Regions that there are two of."""


def shapes(aspect: Aspect) -> dict[tuple[BodyRegion, Side], Shape]:
    """Every region that is seen from there, by the patient's own side."""
    front = aspect is Aspect.FRONT
    found = {(region, Side.NONE): shape for region, shape in (_FRONT_MIDDLE if front else _BACK_MIDDLE).items()}
    near, far = (Side.LEFT, Side.RIGHT) if front else (Side.RIGHT, Side.LEFT)
    for region, shape in _LIMBS.items():
        here = _BEHIND_HIP if region is BodyRegion.HIP and not front else shape
        found[region, near] = here
        found[region, far] = mirrored(here)
    return found
