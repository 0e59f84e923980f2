"""What a patient usually feels in one place: the level that a new report is compared with."""

from collections.abc import Collection, Iterable
from fractions import Fraction

from domain.symptom.median import median
from domain.symptom.record import Symptom, place_of

LAST = 5
LEAST = 3


def compared_with(history: Iterable[Symptom], compared: Symptom) -> list[Symptom]:
    """The last five reports felt before `compared` in the same place, oldest first; none where there are under three.

    `history` holds reports in any order, with or without `compared`. Of two at one instant the greater id is the
    later one.
    """
    place, when = place_of(compared.felt), compared.when
    before = sorted(
        (other for other in history if place_of(other.felt) == place and other.when < when),
        key=lambda other: other.when,
    )
    return before[-LAST:] if len(before) >= LEAST else []


def baseline(before: Collection[Symptom]) -> Fraction | None:
    """The median level of what a report is compared with, in tenths of a point; None of nothing."""
    return median(symptom.felt.level for symptom in before) if before else None
