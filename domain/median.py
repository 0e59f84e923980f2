"""The middle of some whole amounts, exactly: one wild amount does not move it."""

from collections.abc import Iterable
from fractions import Fraction


def median(amounts: Iterable[int]) -> Fraction:
    """Of at least one amount, in any order: the middle one, or half way between the two."""
    ordered = sorted(amounts)
    middle = len(ordered) // 2
    return Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
