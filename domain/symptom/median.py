"""The middle of some ratings: one wild rating does not move it."""

from collections.abc import Iterable
from fractions import Fraction

from domain.values import Level


def median(levels: Iterable[Level]) -> Fraction:
    """In tenths of a point, and half a tenth between two; of at least one rating."""
    ordered = sorted(levels)
    middle = len(ordered) // 2
    return Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
