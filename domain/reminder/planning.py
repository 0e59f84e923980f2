"""A patient's reminders of one date, planned when it begins: what goes out when, and what does not and why."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.plan import Plan, active_on
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from domain.reminder.timed import Habits, TimedSlot, instant_outside_quiet, timed_slots, unheld
from domain.zones import local_day

ONE_OCCASION = timedelta(minutes=30)
"""Doses within it after the first are one reminder."""

OF_USE_FOR = timedelta(hours=2)
"""After its time a reminder would come too late."""

FOLLOWED_WITHIN = timedelta(hours=4)
"""A session so soon after a reminder answers it."""

IGNORED_SOME, IGNORED_MANY = 6, 14
"""So many reminders running that nothing followed: one a day from then on; one on every third date."""

NUDGE_MINUTE = 10 * 60
MORNING_MINUTE = 9 * 60


class Circumstances(Struct, frozen=True):
    """What of a patient decides about reminders, beside the plan and the time."""

    consented: bool
    reachable: bool  # over any channel
    manners: Manners = Manners()
    habits: Habits = Habits()
    ignored: int = 0  # reminders running that nothing followed (`ignored_running`)
    nudge: bool = False  # silent for three expected days up to the date before
    hurt: UUID | None = None  # the session of the date before that hurt, and about which nobody has asked yet


class SoFar(Struct, frozen=True):
    """What has become of the date already, where it is planned anew."""

    settled: frozenset[SlotId] = frozenset()  # in the ledger, or in somebody's hands
    reminders: int = 0  # that went out or are in somebody's hands
    nudged: bool = False


NOTHING_YET = SoFar()


class Occasion(Struct, frozen=True):
    """One reminder to go out: when, and of which doses. A nudge may have none."""

    at: datetime  # UTC
    until: datetime  # from then on it would come too late
    slots: tuple[SlotId, ...]
    cue: bool  # all of them are tied to a cue
    nudge: bool = False


class DatePlan(Struct, frozen=True):
    """Each dose of the date that is not settled stands once in it: in an occasion, or with its reason."""

    occasions: tuple[Occasion, ...] = ()
    suppressed: Mapping[Because, tuple[SlotId, ...]] = {}
    morning: Occasion | None = None  # the question about the session that hurt


def plan_date(plan: Plan, day: date, now: datetime, about: Circumstances, so_far: SoFar = NOTHING_YET) -> DatePlan:
    """What is to happen on a date, from `now` on. Doses that are settled already are left out.

    Doses that a red flag holds up stand in the ledger, too, although nothing is expected of the patient.
    """
    held = plan.hold_on(day) is not None
    expected = _open(timed_slots(unheld(plan), day, about.habits, about.manners), so_far)
    if held:
        return DatePlan(suppressed=_suppressed((Because.ON_HOLD, slot.slot) for slot in expected))
    morning = _morning(plan, day, now, about)
    because = _nothing_goes_out(about)
    if because is not None:
        return DatePlan(suppressed=_suppressed((because, slot.slot) for slot in expected), morning=morning)
    suppressed = [(Because.TOO_LATE, slot.slot) for slot in expected if _missed(slot, now)]
    occasions = _occasions([_not_before(now, slot) for slot in expected if not _missed(slot, now)])
    most = max(0, about.manners.most_a_day - so_far.reminders)
    fewer = max(0, _allowed(about, day) - so_far.reminders)
    wanted = _largest(occasions, most)
    kept = _largest(wanted, fewer)
    for occasion in occasions:
        if occasion not in kept:
            why = Because.IGNORED if occasion in wanted else Because.MOST_A_DAY
            suppressed += [(why, slot) for slot in occasion.slots]
    if about.nudge and not so_far.nudged and any(active_on(plan, day)):
        kept = _with_nudge(plan, day, now, about.manners, kept)
    return DatePlan(tuple(kept), _suppressed(suppressed), morning)


def ignored_running(sent: Iterable[datetime], sessions: Collection[datetime], now: datetime) -> int:
    """How many of the latest reminders no session followed, back to the last one that a session did.

    One whose time to be followed is not over tells nothing yet.
    """
    running, done = 0, sorted(sessions)
    for at in sorted(sent, reverse=True):
        if followed(at, done):
            break
        running += at + FOLLOWED_WITHIN <= now
    return running


def followed(at: datetime, sessions: Sequence[datetime]) -> bool:
    """Whether one of the sessions, in order of time, came soon enough after a reminder."""
    place = bisect_left(sessions, at)
    return place < len(sessions) and sessions[place] <= at + FOLLOWED_WITHIN


def next_text(last: int) -> int:
    """Which of the four texts comes after the one sent last (0: none was): never the same twice running."""
    return last % 4 + 1


def _open(slots: Sequence[TimedSlot], so_far: SoFar) -> list[TimedSlot]:
    return [slot for slot in slots if slot.slot not in so_far.settled]


def _nothing_goes_out(about: Circumstances) -> Because | None:
    if not about.consented:
        return Because.NO_CONSENT
    if not about.manners.most_a_day:
        return Because.SWITCHED_OFF
    return None if about.reachable else Because.NO_CHANNEL


def _allowed(about: Circumstances, day: date) -> int:
    most = about.manners.most_a_day
    if about.ignored >= IGNORED_MANY:
        return min(most, 1) if day.toordinal() % 3 == 0 else 0
    return min(most, 1) if about.ignored >= IGNORED_SOME else most


def _missed(slot: TimedSlot, now: datetime) -> bool:
    return slot.at is None or slot.at + OF_USE_FOR <= now


def _not_before(now: datetime, slot: TimedSlot) -> tuple[datetime, TimedSlot]:
    """What is late, but not too late, goes out now, and together."""
    assert slot.at is not None  # noqa: S101 for the type checker: it is missed otherwise
    return max(slot.at, now), slot


def _occasions(slots: Sequence[tuple[datetime, TimedSlot]]) -> list[Occasion]:
    occasions: list[list[tuple[datetime, TimedSlot]]] = []
    for at, slot in sorted(slots, key=lambda each: each[0]):
        if not occasions or at - occasions[-1][0][0] > ONE_OCCASION:
            occasions.append([])
        occasions[-1].append((at, slot))
    return [_occasion(together) for together in occasions]


def _occasion(together: Sequence[tuple[datetime, TimedSlot]]) -> Occasion:
    """A late one is of no more use than its latest dose was."""
    at = together[0][0]
    slots = [slot for _, slot in together]
    until = min(at, max(slot.at for slot in slots if slot.at)) + OF_USE_FOR
    return Occasion(at, until, tuple(slot.slot for slot in slots), all(slot.cue for slot in slots))


def _largest(occasions: Sequence[Occasion], most: int) -> list[Occasion]:
    """Those of the most doses, of equals the earlier; in order of time."""
    ranked = sorted(occasions, key=lambda occasion: (-len(occasion.slots), occasion.at))[:most]
    return sorted(ranked, key=lambda occasion: occasion.at)


def _with_nudge(plan: Plan, day: date, now: datetime, manners: Manners, kept: Sequence[Occasion]) -> list[Occasion]:
    """The nudge takes the place of the first reminder's text; where there is none it goes out by itself."""
    if kept:
        return [replace(kept[0], nudge=True), *kept[1:]]
    alone = _alone(plan, day, now, manners, NUDGE_MINUTE)
    return [replace(alone, nudge=True)] if alone else []


def _morning(plan: Plan, day: date, now: datetime, about: Circumstances) -> Occasion | None:
    """The question is no reminder: a policy without reminders leaves it."""
    if about.hurt is None or not (about.consented and about.reachable):
        return None
    return _alone(plan, day, now, about.manners, MORNING_MINUTE)


def _alone(plan: Plan, day: date, now: datetime, manners: Manners, minute: int) -> Occasion | None:
    """A message about no dose; None where its time is over."""
    on = local_day(plan.zones, day)
    at = instant_outside_quiet(on, plan.zones, minute, manners) if on else None
    return None if at is None or at + OF_USE_FOR <= now else Occasion(at, at + OF_USE_FOR, (), cue=False)


def _suppressed(pairs: Iterable[tuple[Because, SlotId]]) -> Mapping[Because, tuple[SlotId, ...]]:
    found: dict[Because, tuple[SlotId, ...]] = {}
    for because, slot in pairs:
        found[because] = (*found.get(because, ()), slot)
    return found
