"""What the questionnaires came to: filled in at the first visit, about monthly after it, and at the last one."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from msgspec import Struct

from domain.score.decider import RecordScore
from domain.score.instruments import INSTRUMENTS, InstrumentName, ScoreValue
from services.demo.case import DAY, Case, Wish
from services.demo.course import recovery, silent_from, willingness
from services.demo.plan import Plan

EVERY = 26  # days
FILLED_IN = 0.12  # hours after the appointment began


class Scale(Struct, frozen=True):
    """Scores in tenths: `first` on the first day, `well` where nothing is left, in the steps that its answers make."""

    instrument: InstrumentName
    first: ScoreValue
    well: ScoreValue
    step: ScoreValue = 10


ACTIVITIES = Scale(InstrumentName.PSFS, 36, 92, 1)
LEG = (ACTIVITIES, Scale(InstrumentName.LEFS, 380, 760))
PERSEVERANCE = Scale(InstrumentName.EARS, 0, 240)

ASKED: Mapping[str, tuple[Scale, ...]] = {
    "knee": LEG,
    "low back": (ACTIVITIES, Scale(InstrumentName.ODI, 440, 60, 20)),
    "shoulder": (ACTIVITIES,),
    "ankle": LEG,
    "neck": (ACTIVITIES, Scale(InstrumentName.NDI, 220, 30)),
    "hip": LEG,
    "elbow": (ACTIVITIES,),
}


def scores(case: Case, plan: Plan, rng: Random) -> Iterator[Wish]:
    for day in _days(case, plan):
        for scale in ASKED[case.person.complaint]:
            yield _scored(case, day, scale, recovery(case, day) + rng.uniform(-0.06, 0.06))
        if day > case.first_day:
            yield _scored(case, day, PERSEVERANCE, willingness(case, day) + rng.uniform(-0.06, 0.06))


def _days(case: Case, plan: Plan) -> Iterator[date]:
    silent, last = silent_from(case), plan.last_day or case.today
    day = case.first_day
    while day < last and not (silent and day >= silent):
        yield day
        day += EVERY * DAY
    if plan.last_day:
        yield plan.last_day


def _scored(case: Case, day: date, scale: Scale, way: float) -> Wish:
    """`way`: how far it has come from the first score to a good one."""
    at = case.moment(day, case.hour + FILLED_IN)
    value = scale.step * round((scale.first + (scale.well - scale.first) * way) / scale.step)
    within = min(INSTRUMENTS[scale.instrument].highest, max(0, value))
    return case.told(RecordScore, f"{scale.instrument} {day}", at, instrument=scale.instrument, value=within)
