"""What a patient usually feels in one place: the level that a new report is compared with."""

from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from domain.symptom.record import Felt

LAST = 5
LEAST = 3

Place = tuple[str, str, str, str]


def place_of(felt: Felt) -> Place:
    """Kind, region, side and timing: only what agrees in all four is compared."""
    return felt.kind, felt.region, felt.side, felt.timing


def baseline(history: Iterable[tuple[UUID, Felt]], compared: tuple[UUID, Felt]) -> Fraction | None:
    """The median level, in tenths of a point, of the last five reports felt before `compared` in the same place.

    `history` holds reports with their ids, in any order, with or without `compared`. None where there are fewer than
    three. Of two at one instant the greater id is the later one.
    """
    symptom_id, felt = compared
    before = sorted(
        (other.felt_at, other_id, other.level)
        for other_id, other in history
        if place_of(other) == place_of(felt) and (other.felt_at, other_id) < (felt.felt_at, symptom_id)
    )
    levels = sorted(level for _, _, level in before[-LAST:])
    if len(levels) < LEAST:
        return None
    middle = len(levels) // 2
    return Fraction(levels[middle]) if len(levels) % 2 else Fraction(levels[middle - 1] + levels[middle], 2)
