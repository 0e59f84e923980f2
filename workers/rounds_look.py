"""One look at one patient: closes the dates that are over, plans the one at hand, and says when to look again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.facts import SessionFact
from domain.adherence.plan import DAY, Plan
from domain.decider import Command
from domain.patient.events import Channel
from domain.reminder.decider import Ledger, RecordMorningUnanswered, SuppressReminder, reminders_of
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from domain.reminder.mornings import answered, session_that_hurt
from domain.reminder.planning import Circumstances, DatePlan, SoFar, ignored_running, plan_date
from domain.reminder.sending import gone, left_over
from domain.reminder.timed import Habits
from domain.reminder.usual_times import bouts
from domain.symptom.record import Symptom
from domain.zones import ZoneHistory, day_bounds, day_over, local_date
from eventstore.records import NewEffect
from services.reminder_effects import ReminderDelivery, reminder
from workers.rounds_memory import KnownPatient

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""For those who are discharged: whatever is decided about them later asks for another look."""

SOON = timedelta(minutes=1)
"""However strange a patient's dates are, nobody is looked at again at once."""

MOST_CLOSED = 14
"""Dates of one patient in one look: however long nobody looked, it does not hold up the others."""


class Turn(Struct, frozen=True, kw_only=True):
    """How far a patient's dates are done."""

    org_id: UUID
    patient_id: UUID
    closed: date | None  # the last one that is; None before the first look
    planned: date | None
    again: bool  # what is planned may not be right any more
    nudge: date | None
    effects: tuple[UUID, ...]  # written for the dates that are not closed
    due_at: datetime


class Dates(Struct, frozen=True):
    """What a look has to do: the dates to close, in order, then those to plan, in order, which follow on them."""

    close: tuple[date, ...]
    plan: tuple[date, ...]

    @property
    def all(self) -> tuple[date, ...]:
        return (*self.close, *self.plan)


class Asked(Struct, frozen=True, kw_only=True):
    """All that a look goes by."""

    plan: Plan
    known: KnownPatient
    clinic_id: UUID
    holidays: frozenset[date]
    manners: Mapping[date, Manners]  # of the dates to plan
    channels: Collection[str]  # that this installation has
    sessions: Sequence[SessionFact]
    symptoms: Sequence[Symptom]
    ledgers: Mapping[date, Ledger]
    in_hand: Sequence[ReminderDelivery] = ()  # what somebody may be sending at this moment
    recalled: Sequence[ReminderDelivery] = ()  # what waited for its time, and is planned anew


class Looked(Struct, frozen=True):
    """What comes of a look, beside what the alert rules decide."""

    commands: Sequence[Command]
    effects: Sequence[NewEffect]
    turn: Turn


def dates_of(turn: Turn, plan: Plan, now: datetime) -> Dates:
    """What there is to do at `now`; a first look closes nothing, nor does one long after a discharge.

    Of more dates than MOST_CLOSED the first are closed, and nothing is planned before the next look.
    """
    today = local_date(plan.zones, now)
    planned = today if turn.planned is None else max(turn.planned, today)
    first = today if turn.closed is None else turn.closed + DAY
    if _is_done_with(plan, turn.closed):
        first = max(first, today)
    absence = plan.absence_on(first)
    if absence is not None and absence.last_day is not None:
        first = max(first, min(absence.last_day + DAY, today))
    close: list[date] = []
    while first < planned and day_over(plan.zones, first) <= now:
        if len(close) == MOST_CLOSED:
            return Dates(tuple(close), ())
        close.append(first)
        first += DAY
    open_ = [first + n * DAY for n in range((planned - first).days + 1)]
    anew = turn.again or turn.planned is None or turn.planned < planned or close
    return Dates(tuple(close), tuple(open_) if anew else ())


def look(turn: Turn, asked: Asked, dates: Dates, nudge: date | None, now: datetime) -> Looked:
    """`nudge`: the date on which the patient is to be nudged, where the closing of the date before has said so."""
    commands: list[Command] = []
    for day in dates.close:
        commands += _closed(turn.patient_id, asked, day, now)
    nudge = nudge or turn.nudge
    effects: list[NewEffect] = []
    for day in dates.plan:
        planned = _planned(asked, day, nudge, now)
        gone_now = _recalled_for_good(asked, day)
        commands += _suppressions(turn.patient_id, asked.clinic_id, day, {**gone_now, **planned.suppressed}, now)
        effects += _effects(turn.patient_id, asked, day, planned)
    return Looked(commands, effects, _next(turn, asked, dates, nudge, effects, now))


def _closed(patient_id: UUID, asked: Asked, day: date, now: datetime) -> Iterable[Command]:
    ledger = asked.ledgers[day]
    in_hand = {slot for what in asked.in_hand if what.day == day for slot in what.slots}
    why, left = left_over(asked.plan, day, ledger.settled.union(in_hand))
    yield from _suppressions(patient_id, asked.clinic_id, day, {why: left} if left else {}, now)
    for session_id in ledger.asked:
        if not answered(session_id, asked.symptoms, asked.sessions, asked.plan.zones):
            yield RecordMorningUnanswered(
                command_id=uuid5(reminders_of(patient_id, day), f"unanswered:{session_id}"),
                at=now,
                patient_id=patient_id,
                clinic_id=asked.clinic_id,
                day=day,
                session_id=session_id,
            )


def _planned(asked: Asked, day: date, nudge: date | None, now: datetime) -> DatePlan:
    ledger, known, zones = asked.ledgers[day], asked.known, asked.plan.zones
    in_hand = [what for what in asked.in_hand if what.day == day and what.session_id is None]
    so_far = SoFar(
        settled=ledger.settled.union(*(what.slots for what in in_hand)),
        reminders=sum(bool(sent.slots) for sent in ledger.sent.values()) + sum(bool(what.slots) for what in in_hand),
        nudged=any(sent.nudge for sent in ledger.sent.values()) or any(what.nudge for what in in_hand),
    )
    when = [fact.happened_at for fact in asked.sessions]
    about = Circumstances(
        consented=known.may_be_reminded,
        reachable=any(channel in asked.channels and channel not in known.bounced for channel in known.channels),
        manners=asked.manners[day],
        habits=Habits(bouts(when, zones), asked.holidays),
        ignored=ignored_running(known.sent, when, now),
        nudge=nudge == day,
        hurt=_hurt(asked, day, ledger),
    )
    return plan_date(asked.plan, day, now, about, so_far)


def _hurt(asked: Asked, day: date, ledger: Ledger) -> UUID | None:
    asking = any(what.day == day and what.session_id for what in asked.in_hand)
    if ledger.asked or asking:
        return None
    return session_that_hurt(day - DAY, asked.sessions, asked.symptoms, asked.plan.zones)


def _recalled_for_good(asked: Asked, day: date) -> Mapping[Because, tuple[SlotId, ...]]:
    """What was to be reminded of, and is not expected any more."""
    slots = [slot for what in asked.recalled if what.day == day for slot in what.slots]
    why = gone(asked.plan, day, [slot for slot in slots if slot not in asked.ledgers[day].settled])
    return {because: tuple(slot for slot in why if why[slot] is because) for because in why.values()}


def _suppressions(
    patient_id: UUID, clinic_id: UUID, day: date, suppressed: Mapping[Because, Sequence[SlotId]], now: datetime
) -> list[Command]:
    return [suppression(patient_id, clinic_id, day, because, slots, now) for because, slots in suppressed.items()]


def suppression(
    patient_id: UUID, clinic_id: UUID, day: date, because: Because, slots: Sequence[SlotId], now: datetime
) -> SuppressReminder:
    """The same command however often the same is decided."""
    which = " ".join(f"{slot.prescription_id}:{slot.number}" for slot in slots)
    return SuppressReminder(
        command_id=uuid5(reminders_of(patient_id, day), f"{because}: {which}"),
        at=now,
        patient_id=patient_id,
        clinic_id=clinic_id,
        day=day,
        slots=tuple(slots),
        because=because,
    )


def _effects(patient_id: UUID, asked: Asked, day: date, planned: DatePlan) -> list[NewEffect]:
    effects = [reminder(patient_id, asked.clinic_id, day, occasion) for occasion in planned.occasions]
    if planned.morning is not None:
        hurt = _hurt(asked, day, asked.ledgers[day])
        effects.append(reminder(patient_id, asked.clinic_id, day, planned.morning, hurt))
    return effects


def _next(
    turn: Turn, asked: Asked, dates: Dates, nudge: date | None, effects: Sequence[NewEffect], now: datetime
) -> Turn:
    planned = max((*dates.plan, turn.planned or date.min))
    closed = _closed_up_to(turn, dates, local_date(asked.plan.zones, now))
    written = tuple(dict.fromkeys([*(effect.effect_id for effect in effects), *turn.effects]))
    return replace(
        turn,
        closed=closed,
        planned=planned,
        again=False,
        nudge=nudge if nudge and nudge > closed else None,
        effects=written if closed == turn.closed else tuple(effect.effect_id for effect in effects),
        due_at=_next_look(asked.plan, closed, planned, now),
    )


def _closed_up_to(turn: Turn, dates: Dates, today: date) -> date:
    if dates.close:
        return dates.close[-1]
    return dates.plan[0] - DAY if dates.plan else turn.closed or today - DAY


def _is_done_with(plan: Plan, closed: date | None) -> bool:
    """Whether a discharge and the morning after it lie behind the last date that is closed, or it is a duplicate."""
    if plan.merged:
        return closed is not None
    return plan.last_day is not None and closed is not None and plan.last_day < closed


def _next_look(plan: Plan, closed: date, planned: date, now: datetime) -> datetime:
    """When the next date is to be closed or planned; never once a discharge and the morning after it are over."""
    if _is_done_with(plan, closed):
        return NEVER
    return max(min(day_over(plan.zones, closed + DAY), _begins_after(plan.zones, planned)), now + SOON)


def _begins_after(zones: ZoneHistory, day: date) -> datetime:
    """The first instant of the next date that happens."""
    bounds = day_bounds(zones, day + DAY)
    return bounds[0] if bounds else _begins_after(zones, day + DAY)


def configured(channels: Iterable[str]) -> frozenset[str]:
    """Those of the installation's channels that patients may be reached over."""
    return frozenset(channels) & frozenset(channel.value for channel in Channel)
