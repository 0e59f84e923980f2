"""The moments that call a therapist: pain of seven and more, and exercises left out because they hurt."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.barrier.decider import ReportBarrier
from domain.symptom.decider import ReportPain
from domain.values import BarrierReason, Level, Prescription, Timing
from services.demo.case import Case, Wish
from services.demo.people import Kind
from services.demo.plan import Plan
from services.demo.words import BARRIERS, HIGH_PAIN

LATELY = (
    (timedelta(minutes=35), 80),
    (timedelta(minutes=100), 74),
    None,  # this one has left an exercise out instead
    (timedelta(hours=8), 72),
)
"""For each of the patients in pain: how long before now they last reported high pain, and how high."""


def moments(case: Case, plan: Plan) -> Iterator[Wish]:
    yield from (_high(case, plan, number, at, level) for number, (at, level) in enumerate(_high_pain(case)))
    if plan.hurt_on is not None:
        yield _hurts(case, "hurts", case.moment(plan.hurt_on, 12.6), plan.first[1])
    if case.person.kind is Kind.IN_PAIN and LATELY[_among_hurting(case)] is None:
        yield _hurts(case, "hurts again", case.now - timedelta(hours=4), plan.revised[1])
    if case.number == 3:  # who slips, and now says why
        yield _hurts(case, "hurts", case.now - timedelta(hours=3), plan.first[1])


def _high_pain(case: Case) -> Iterator[tuple[datetime, Level]]:
    if case.person.kind is Kind.IN_PAIN:
        for days, hour, level in ((23, 20.2, 70), (11, 7.8, 72), (5, 18.9, 78), (5, 21.3, 74)):
            yield case.moment(case.ago(days), hour), level
        lately = LATELY[_among_hurting(case)]
        if lately is not None:
            yield case.now - lately[0], lately[1]
    elif case.person.kind is Kind.STEADY and case.number % 4 == 0:
        yield case.moment(_bad_day(case), 19.4), 70 + 2 * (case.number % 5)


def _bad_day(case: Case) -> date:
    """Told too late to be an alert where the phone had no connection then."""
    return case.ago(15 if case.offline else 12 + case.number % 9)


def _among_hurting(case: Case) -> int:
    return case.number // 11


def _high(case: Case, plan: Plan, number: int, at: datetime, level: Level) -> Wish:
    """During the second exercise of the program, where there was one on that day."""
    expected = plan.on(case.day(at))
    exercise_id = expected[1].exercise_id if expected else None
    return case.told(
        ReportPain,
        f"high pain {number}",
        at,
        words=HIGH_PAIN[case.person.language],
        region=case.complaint.region,
        side=case.person.side,
        level=level,
        timing=Timing.DURING,
        exercise_id=exercise_id,
    )


def _hurts(case: Case, name: str, at: datetime, prescription: Prescription) -> Wish:
    return case.told(
        ReportBarrier,
        name,
        at,
        words=BARRIERS[case.person.language][BarrierReason.HURTS],
        reason=BarrierReason.HURTS,
        exercise_id=prescription.exercise_id,
        side=prescription.side,
    )
