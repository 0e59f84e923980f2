"""Where the elbow or the knee is when the hand or the foot has to be at a place."""

from math import sqrt

from services.web.figures.ranges import ImpossiblePose
from services.web.figures.space import V, across, length, minus, plus, unit

SLACK = 0.004
"""How far out of reach still counts as a stretched limb, in body heights: some 7 mm."""


def bent_limb(root: V, end: V, upper: float, lower: float, pole: V) -> V:
    """The middle joint between two segments of these lengths, on the pole's side. Raises ImpossiblePose."""
    way = minus(end, root)
    far = length(way)
    if far > upper + lower + SLACK:
        raise ImpossiblePose(f"out of reach by {far - upper - lower:.3f} body heights")
    axis = unit(way)
    far = min(far, upper + lower - 1e-6)
    first = (upper**2 - lower**2 + far**2) / (2 * far)
    aside = sqrt(max(0.0, upper**2 - first**2))
    return plus(plus(root, axis, first), unit(across(pole, axis)), aside)
