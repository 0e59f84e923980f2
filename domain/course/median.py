"""The middle of some amounts, exactly."""

from collections.abc import Sequence
from fractions import Fraction


def median(ascending: Sequence[int]) -> Fraction:
    """Of at least one whole amount, in ascending order: the middle one, or half way between the two."""
    middle = len(ascending) // 2
    if len(ascending) % 2:
        return Fraction(ascending[middle])
    return Fraction(ascending[middle - 1] + ascending[middle], 2)
