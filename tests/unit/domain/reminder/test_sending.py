"""A reminder that is due is asked about again: it goes out only where it still matters and comes in time."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from domain.adherence.facts import SessionFact
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.patient.hold import Hold
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from domain.reminder.planning import Occasion
from domain.reminder.sending import Standing, Verdict, at_sending, left_over
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    MONDAY,
    SATURDAY,
    SQUATS,
    TUESDAY,
    assigned,
    at,
    completed,
    did,
    discharged,
    paused,
    plan_of,
    rest,
    session,
)

ONE, TWO = (SlotId(BRIDGES.prescription_id, number) for number in (1, 2))
SQUAT = SlotId(SQUATS.prescription_id, 1)
PLAN = plan_of(assigned(BRIDGES, SQUATS))
SIX = at(MONDAY, 18)


def evening(*slots: SlotId, nudge: bool = False) -> Occasion:
    return Occasion(SIX, SIX + timedelta(hours=2), slots, cue=False, nudge=nudge)


def known(
    *sessions: SessionFact, plan: Plan = PLAN, settled: Sequence[SlotId] = (), consented: bool = True
) -> Standing:
    return Standing(plan, judge_week(plan, MONDAY, sessions) if sessions else None, consented, frozenset(settled))


def nothing(because: Because, *slots: SlotId) -> Verdict:
    return Verdict((), False, [(because, slots)])


def verdict(standing: Standing, *slots: SlotId, hour: int = 18, minute: int = 0, day: date = MONDAY) -> Verdict:
    return at_sending(MONDAY, evening(*slots), standing, at(day, hour, minute))


def test_it_goes_out_with_all_that_is_open() -> None:
    assert verdict(known(), ONE, TWO) == Verdict((ONE, TWO), True, [])
    assert verdict(known(settled=[ONE]), ONE, TWO) == Verdict((TWO,), True, [])
    assert verdict(known(settled=[ONE, TWO]), ONE, TWO) == Verdict((), False, ())


def test_it_is_silent_once_the_work_is_done() -> None:
    once, twice = session(1, at(MONDAY, 8), did(BRIDGES)), session(2, at(MONDAY, 9), did(BRIDGES))
    assert verdict(known(once), ONE) == nothing(Because.DONE, ONE)
    assert verdict(known(once), TWO) == Verdict((TWO,), True, [])
    assert verdict(known(once), ONE, TWO) == Verdict((ONE, TWO), True, []), "something of it is left to do"
    assert verdict(known(once, twice), ONE, TWO) == nothing(Because.DONE, ONE, TWO)
    assert verdict(known(once, twice), ONE, TWO, SQUAT) == Verdict((ONE, TWO, SQUAT), True, [])
    half = session(1, at(MONDAY, 8), did(BRIDGES, sets=2))
    assert verdict(known(half), ONE) == Verdict((ONE,), True, [])
    yesterday = session(1, at(MONDAY - timedelta(1), 8), did(BRIDGES))
    assert verdict(known(yesterday), ONE) == Verdict((ONE,), True, [])


def test_it_is_silent_where_the_plan_does_not_expect_the_work_any_more() -> None:
    resting = plan_of(assigned(BRIDGES, SQUATS), rest(MONDAY, TUESDAY, BRIDGES))
    assert verdict(known(plan=resting), ONE, SQUAT) == Verdict((SQUAT,), True, [(Because.PAUSED, (ONE,))])
    pause = plan_of(assigned(BRIDGES, SQUATS), paused(MONDAY))
    assert verdict(known(plan=pause), ONE, SQUAT) == nothing(Because.PAUSED, ONE, SQUAT)
    held = replace(PLAN, holds=(Hold(MONDAY),))
    assert verdict(known(plan=held), ONE, SQUAT) == nothing(Because.ON_HOLD, ONE, SQUAT)
    assert at_sending(MONDAY, evening(nudge=True), known(plan=held), SIX) == Verdict((), False, [])
    left = plan_of(assigned(BRIDGES), discharged(MONDAY - timedelta(1)))
    assert verdict(known(plan=left), ONE) == nothing(Because.DISCHARGED, ONE)


def test_it_is_silent_without_consent_and_when_it_would_come_too_late() -> None:
    assert verdict(known(consented=False), ONE) == nothing(Because.NO_CONSENT, ONE)
    assert verdict(known(), ONE, hour=19, minute=59) == Verdict((ONE,), True, [])
    assert verdict(known(), ONE, hour=20) == nothing(Because.TOO_LATE, ONE)
    early_quiet = replace(known(), manners=Manners(quiet_from=19 * 60))
    assert verdict(early_quiet, ONE, hour=19) == nothing(Because.TOO_LATE, ONE)
    long_after = at_sending(MONDAY, evening(ONE), known(), at(SATURDAY, 18))
    assert long_after == nothing(Because.TOO_LATE, ONE)


def test_what_no_attempt_could_send_until_it_was_too_late_is_undeliverable() -> None:
    tried = replace(known(), tried=True)
    assert verdict(tried, ONE, hour=19, minute=59) == Verdict((ONE,), True, [])
    assert verdict(tried, ONE, hour=20) == nothing(Because.UNDELIVERABLE, ONE)
    early_quiet = replace(tried, manners=Manners(quiet_from=19 * 60))
    assert verdict(early_quiet, ONE, hour=19) == nothing(Because.TOO_LATE, ONE), "it is the hour that keeps it here"
    once = session(1, at(MONDAY, 8), did(BRIDGES))
    assert verdict(replace(known(once), tried=True), ONE, hour=20) == nothing(Because.DONE, ONE)


def test_that_the_work_is_done_is_said_before_that_it_is_too_late() -> None:
    once = session(1, at(MONDAY, 8), did(BRIDGES))
    assert verdict(known(once, consented=False), ONE, hour=21) == nothing(Because.DONE, ONE)


def test_a_nudge_without_doses_goes_out_where_there_is_consent_and_time() -> None:
    nudge = evening(nudge=True)
    assert at_sending(MONDAY, nudge, known(), SIX) == Verdict((), True, [])
    assert at_sending(MONDAY, nudge, known(consented=False), SIX) == Verdict((), False, [])
    assert at_sending(MONDAY, nudge, known(), at(MONDAY, 20)) == Verdict((), False, [])


def test_a_nudge_that_waits_stays_here_after_a_discharge_in_a_pause_and_once_the_work_has_ended() -> None:
    nudge, sunday = evening(nudge=True), MONDAY - timedelta(1)
    for end in (discharged(sunday), paused(MONDAY), completed(sunday)):
        assert at_sending(MONDAY, nudge, known(plan=plan_of(assigned(BRIDGES), end)), SIX) == Verdict((), False, [])


def test_what_is_left_over_when_a_date_closes_is_what_it_expected_and_nobody_settled() -> None:
    assert left_over(PLAN, MONDAY, frozenset({ONE})) == (Because.TOO_LATE, (TWO, SQUAT))
    assert left_over(plan_of(assigned(BRIDGES), paused(MONDAY)), MONDAY, frozenset()) == (Because.TOO_LATE, ())
    held = replace(PLAN, holds=(Hold(MONDAY),))
    assert left_over(held, MONDAY, frozenset({ONE})) == (Because.ON_HOLD, (TWO, SQUAT))
