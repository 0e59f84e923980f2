"""Whether a reminder that is due still goes out: asked again of everything that was recorded until this moment."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from domain.adherence.plan import Plan, active_on
from domain.adherence.week import Week
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from domain.reminder.planning import Occasion
from domain.reminder.timed import slots_expected, unheld
from domain.zones import wall_minute


class Standing(Struct, frozen=True):
    """What is known of the patient when the reminder is due."""

    plan: Plan
    week: Week | None  # the judged week of the date; None: nothing is reported in it
    consented: bool
    settled: frozenset[SlotId]  # in the ledger of the date
    manners: Manners = Manners()
    tried: bool = False  # an earlier attempt to send this reminder has failed


class Verdict(NamedTuple):
    """What goes out, and what does not and why. Nothing in both: all was settled before."""

    send: tuple[SlotId, ...]
    goes_out: bool  # a nudge may go out without any dose
    suppressed: Sequence[tuple[Because, tuple[SlotId, ...]]]


def at_sending(day: date, occasion: Occasion, known: Standing, now: datetime) -> Verdict:
    """What becomes of an occasion at `now`. Doses that the ledger has already are left out."""
    open_ = [slot for slot in occasion.slots if slot not in known.settled]
    if occasion.slots and not open_:
        return Verdict((), False, ())
    if open_ and all_done(known.week, day, open_):
        return Verdict((), False, [(Because.DONE, tuple(open_))])
    lost = gone(known.plan, day, open_)
    left = tuple(slot for slot in open_ if slot not in lost)
    suppressed = [(why, tuple(s for s in open_ if lost.get(s) is why)) for why in dict.fromkeys(lost.values())]
    if open_ and not left:
        return Verdict((), False, suppressed)
    because = no_longer(known, day, occasion, now)
    if because is not None:
        return Verdict((), False, [*suppressed, (because, left)] if left else suppressed)
    return Verdict(left, True, suppressed)


def no_longer(known: Standing, day: date, occasion: Occasion, now: datetime) -> Because | None:
    """Why nothing goes out at `now`, whatever it is about; None where it does."""
    if known.plan.hold_on(day) is not None:
        return Because.ON_HOLD
    if occasion.nudge and not any(active_on(known.plan, day)):
        return no_more_work(known.plan, day)
    if not known.consented:
        return Because.NO_CONSENT
    if now >= occasion.until and known.tried:
        return Because.UNDELIVERABLE
    if now >= occasion.until or known.manners.quiet(wall_minute(known.plan.zones, now)):
        return Because.TOO_LATE
    return None


def all_done(week: Week | None, day: date, slots: Iterable[SlotId]) -> bool:
    """Whether so many doses of each prescription are done on the date that every one of some slots is."""
    done = dict[object, Fraction]()
    for program in week.programs if week else ():
        for known in program.days:
            if known.day == day:
                done.update((slot.prescription_id, Fraction(slot.done)) for slot in known.slots)
    return all(done.get(slot.prescription_id, 0) >= slot.number for slot in slots)


def left_over(plan: Plan, day: date, settled: frozenset[SlotId]) -> tuple[Because, tuple[SlotId, ...]]:
    """What a date that is over has in the plan as it is now, nobody has settled, and why nobody was reminded of it."""
    why = Because.TOO_LATE if plan.hold_on(day) is None else Because.ON_HOLD
    return why, tuple(slot for slot in slots_expected(unheld(plan), day) if slot not in settled)


def no_more_work(plan: Plan, day: date) -> Because:
    """Why a date without a hold does not expect what it expected before: the patient has left, or is paused."""
    left = plan.merged or plan.absence_on(day) is not None or (plan.last_day is not None and plan.last_day < day)
    return Because.DISCHARGED if left else Because.PAUSED


def gone(plan: Plan, day: date, slots: Iterable[SlotId]) -> dict[SlotId, Because]:
    """What the plan does not expect on the date any more, and why."""
    expected, held = set(slots_expected(unheld(plan), day)), plan.hold_on(day) is not None
    why = no_more_work(plan, day)
    return {slot: why if slot not in expected else Because.ON_HOLD for slot in slots if held or slot not in expected}
