"""Scored questionnaires, as numbers alone: their range, which way is better, and the smallest change that matters.

What they ask stands nowhere here: the texts of most are licensed, and the score is what a course of treatment needs.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta, Struct

ScoreValue = Annotated[
    int, Meta(ge=0, le=1000, description="In points or percent.", extra_json_schema={"x-tenths": True})
]
"""A score in tenths of a point or of a percent: 47 is 4.7. Whole numbers, so that changes are exact."""

ScoreChange = Annotated[int, Meta(ge=-1000, le=1000, extra_json_schema={"x-tenths": True})]
"""A later score less an earlier one, in the same tenths."""


class InstrumentName(StrEnum):
    PSFS = "psfs"
    LEFS = "lefs"
    NDI = "ndi"
    ODI = "odi"
    EARS = "ears"


class Instrument(Struct, frozen=True):
    """Every score runs from 0 to `highest`. Amounts are in tenths of a point or percent."""

    title: str
    highest: ScoreValue
    in_tenths: bool  # means and percents may lie between two points, sums cannot
    more_is_better: bool
    smallest_change: ScoreValue | None  # None: nobody has found one
    source: str


ABBOTT_SCHMITT = "Abbott and Schmitt 2014, doi 10.2519/jospt.2014.5248"

INSTRUMENTS: Mapping[InstrumentName, Instrument] = MappingProxyType(
    {
        # The medium of its small, medium and large changes (1.3, 2.3, 2.7): the small one lies within the error of
        # measuring an average of activities, about 2 points.
        InstrumentName.PSFS: Instrument("Patient-Specific Functional Scale", 100, True, True, 23, ABBOTT_SCHMITT),
        # The least of 9 to 16.
        InstrumentName.LEFS: Instrument("Lower Extremity Functional Scale", 800, False, True, 90, ABBOTT_SCHMITT),
        # 14 of 100, and so 7 of the 50 points that are kept here.
        InstrumentName.NDI: Instrument("Neck Disability Index", 500, False, False, 70, ABBOTT_SCHMITT),
        InstrumentName.ODI: Instrument("Oswestry Disability Index", 1000, True, False, 120, ABBOTT_SCHMITT),
        InstrumentName.EARS: Instrument(
            "Exercise Adherence Rating Scale", 240, False, True, None, "Newman-Beinart 2017"
        ),
    }
)


def can_be(name: InstrumentName, value: ScoreValue) -> bool:
    """Whether a questionnaire can come to this score, in tenths."""
    instrument = INSTRUMENTS[name]
    return value <= instrument.highest and (instrument.in_tenths or value % 10 == 0)
