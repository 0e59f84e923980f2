"""A look at one patient: which dates it closes and plans, what it settles, and when the next one is due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.adherence.plan import Plan
from domain.decider import Command
from domain.patient.events import Channel
from domain.reminder.decider import Ledger, SuppressReminder
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from services.reminder_effects import ReminderDelivery
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    CLINIC,
    MONDAY,
    PATIENT,
    SQUATS,
    SUNDAY,
    assigned,
    at,
    discharged,
    flagged,
    plan_of,
)
from workers.rounds_look import NEVER, Asked, Dates, Looked, Turn, dates_of, look
from workers.rounds_memory import KnownPatient

ORGANISATION = UUID(int=9)
PLAN = plan_of(assigned(BRIDGES, SQUATS))
ONE, TWO = (SlotId(BRIDGES.prescription_id, number) for number in (1, 2))
SQUAT = SlotId(SQUATS.prescription_id, 1)
DAY = timedelta(days=1)
YEARS_LATER = MONDAY + timedelta(days=728)


def turn(closed: date | None, planned: date | None, *, again: bool = False) -> Turn:
    return Turn(
        org_id=ORGANISATION,
        patient_id=PATIENT,
        closed=closed,
        planned=planned,
        again=again,
        nudge=None,
        effects=(),
        due_at=at(MONDAY, 0),
    )


def looked(begins: Turn, plan: Plan, now: datetime, recalled: Sequence[ReminderDelivery] = ()) -> Looked:
    dates = dates_of(begins, plan, now)
    asked = Asked(
        plan=plan,
        known=KnownPatient(clinic_id=CLINIC, consented=True, channels=(Channel.IN_APP,)),
        clinic_id=CLINIC,
        holidays=frozenset(),
        manners={day: Manners() for day in dates.plan},
        channels=[Channel.IN_APP],
        sessions=(),
        symptoms=(),
        ledgers={day: Ledger() for day in dates.all},
        recalled=recalled,
    )
    return look(begins, asked, dates, None, now)


def suppressed(commands: Sequence[Command]) -> dict[Because, set[SlotId]]:
    return {command.because: set(command.slots) for command in commands if isinstance(command, SuppressReminder)}


def test_a_date_is_closed_when_it_is_over_and_the_next_is_planned() -> None:
    assert dates_of(turn(SUNDAY - 7 * DAY, MONDAY), PLAN, at(MONDAY + DAY, 0)) == Dates((MONDAY,), (MONDAY + DAY,))


def test_who_has_left_is_not_looked_at_date_by_date_for_all_the_time_since() -> None:
    """A change of the clinic's policy asks for a look at everybody who ever was there."""
    left = plan_of(assigned(BRIDGES), discharged(MONDAY))
    since = turn(MONDAY + DAY, MONDAY + 2 * DAY, again=True)
    now = at(YEARS_LATER, 10)
    assert dates_of(since, left, now) == Dates((), (YEARS_LATER,))
    after = looked(since, left, now)
    assert (after.commands, after.effects) == ([], [])
    assert (after.turn.closed, after.turn.due_at) == (YEARS_LATER - DAY, NEVER)


def test_the_last_date_of_a_patient_who_has_left_and_the_morning_after_it_are_closed() -> None:
    left = plan_of(assigned(BRIDGES), discharged(MONDAY))
    assert dates_of(turn(MONDAY - DAY, MONDAY), left, at(MONDAY + 2 * DAY, 0)).close == (MONDAY, MONDAY + DAY)


def test_of_many_dates_that_nobody_looked_at_two_weeks_are_closed_in_a_look() -> None:
    before = turn(MONDAY - DAY, MONDAY, again=True)
    now = at(MONDAY + 20 * DAY, 10)
    first = looked(before, PLAN, now)
    fortnight = [MONDAY + n * DAY for n in range(14)]
    assert [command.day for command in first.commands if isinstance(command, SuppressReminder)] == fortnight
    assert (first.turn.closed, first.turn.due_at) == (fortnight[-1], now + timedelta(minutes=1))
    rest = dates_of(first.turn, PLAN, now)
    assert rest == Dates(tuple(MONDAY + n * DAY for n in range(14, 20)), (MONDAY + 20 * DAY,))


def test_a_red_flag_settles_all_doses_of_the_date_and_not_only_those_that_waited() -> None:
    held = plan_of(assigned(BRIDGES, SQUATS), flagged(MONDAY))
    until = at(MONDAY, 20)
    waited = ReminderDelivery(
        patient_id=PATIENT, clinic_id=CLINIC, day=MONDAY, at=at(MONDAY, 18), until=until, slots=(TWO,)
    )
    found = looked(turn(MONDAY - DAY, MONDAY, again=True), held, at(MONDAY, 12), [waited])
    assert suppressed(found.commands) == {Because.ON_HOLD: {ONE, TWO, SQUAT}}
