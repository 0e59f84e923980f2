"""What is measured at a visit: how far a joint moves, and how strongly."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from domain.rejections import refused
from domain.values import Side
from domain.visit.motion import PLAUSIBLE, Joint, Movement

Angle = Annotated[int, Meta(ge=-180, le=360, description="Degrees from the neutral position; below zero short of it.")]
Grade = Annotated[
    int,
    Meta(ge=0, le=50, multiple_of=5, description="Manual muscle test.", extra_json_schema={"x-tenths": True}),
]
"""A manual grade of 0 to 5 in half steps, kept in tenths of a grade: 45 is 4.5, which many write 5-."""

Newtons = Annotated[int, Meta(ge=0, le=3000, description="By a dynamometer.")]


class _Measure(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"):
    joint: Joint
    movement: Movement
    side: Side = Side.NONE


class RangeOfMotion(_Measure, frozen=True, kw_only=True, omit_defaults=True, tag="range_of_motion"):
    degrees: Angle
    passive: bool = False  # moved by the therapist


class ManualStrength(_Measure, frozen=True, kw_only=True, omit_defaults=True, tag="manual_strength"):
    """Of the muscles that make the movement."""

    grade: Grade


class MeasuredStrength(_Measure, frozen=True, kw_only=True, omit_defaults=True, tag="measured_strength"):
    """Of the muscles that make the movement."""

    newtons: Newtons


Measure = RangeOfMotion | ManualStrength | MeasuredStrength
Measures = Annotated[tuple[Measure, ...], Meta(max_length=200)]


def plausible(measures: Iterable[Measure]) -> None:
    """Refuses what no joint does: a movement that it does not have, an angle that nobody reaches."""
    for measure in measures:
        bounds = PLAUSIBLE[measure.joint].get(measure.movement)
        if bounds is None:
            movements = ", ".join(PLAUSIBLE[measure.joint])
            raise refused("implausible_measure", f"The {measure.joint} is measured in: {movements}.")
        if isinstance(measure, RangeOfMotion) and not bounds.least <= measure.degrees <= bounds.most:
            what = f"{measure.movement} of the {measure.joint}".replace("_", " ")
            raise refused("implausible_measure", f"Taken are {bounds.least} to {bounds.most} degrees of {what}.")
