"""What becomes of each slot of a patient: reminded of, or not and why; and what else is sent to the patient.

Nothing is undeliverable here: the sinks of a simulation take whatever they are sent, each at its first attempt.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from simulation.alerts import Letter
from simulation.causes import Told, hurt_on
from simulation.dates import DAY, Zones, date_at, instant_of
from simulation.doing import Diary
from simulation.programs import Care, Slot
from simulation.reminding import MOST_A_DAY, Occasion, allowed, bouts, ignored, largest, occasions

NUDGE_AT, MORNING_AT = 10 * 60, 9 * 60
SENT = "sent"


class Entry(NamedTuple):
    """`what` is `sent`, or why it was not."""

    what: str
    at: datetime


@dataclass
class Manner:
    """How the patient is to be reached, as it was said last."""

    consent: bool = False
    channel: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)  # by channel
    most_a_day: int = MOST_A_DAY


@dataclass
class Ledger:
    care: Care
    diary: Diary
    told: Told
    zones: Zones
    manner: Manner
    holidays: Collection[date]
    entries: dict[Slot, Entry] = field(default_factory=dict)
    sent: list[datetime] = field(default_factory=list)
    messages: list[tuple[datetime, str]] = field(default_factory=list)  # when, and what: on whatever channel
    letters: list[Letter] = field(default_factory=list)
    waiting: dict[Slot, datetime] = field(default_factory=dict)  # planned, with the instant of their occasion
    nudges: dict[date, datetime] = field(default_factory=dict)  # the instant whose reminder, or itself, nudges
    asks: dict[date, datetime] = field(default_factory=dict)  # when the morning question of a date is due
    unanswered: set[date] = field(default_factory=set)

    def plan(self, day: date, now: datetime, *, nudge: bool = False) -> None:
        """What is to happen on a date, by what is known now; what has its entry keeps it."""
        open_ = [slot for slot in self.care.slots(day, though_held=True) if slot not in self.entries]
        for slot in open_:
            self.waiting.pop(slot, None)
        if self.care.held(day):
            self._suppress(open_, "on_hold", now)
            return
        if because := self._nobody_to_tell():
            self._suppress(open_, because, now)
            return
        known = bouts((session.at for session in self.diary.sessions), self.zones)
        found = occasions(self.care, day, open_, self.zones, known, self.holidays)
        timed = {slot for occasion in found for slot in occasion.slots}
        self._suppress([slot for slot in open_ if slot not in timed], "too_late", now)
        gone = len({entry.at for slot, entry in self.entries.items() if slot.day == day and entry.what == SENT})
        wanted = largest(found, self.manner.most_a_day - gone)
        running = ignored(self.sent, [session.at for session in self.diary.sessions], now)
        kept = largest(wanted, allowed(self.manner.most_a_day, running, day) - gone)
        for occasion in found:
            if occasion not in kept:
                self._suppress(occasion.slots, "ignored" if occasion in wanted else "most_a_day", now)
            else:
                self.waiting.update(dict.fromkeys(occasion.slots, occasion.at))
        if nudge and any(self.care.active(day)):
            self._nudge(day, kept)

    def ask(self, day: date) -> None:
        """The question of the morning after, where a session of the date before hurt."""
        if self.manner.consent and self.manner.channel and hurt_on(self.told, day - DAY, self.zones):
            at = instant_of(self.zones, day, MORNING_AT)
            if at is not None:
                self.asks[day] = at

    def remind(self, at: datetime) -> None:
        """What is due at this instant."""
        slots = [slot for slot, due in self.waiting.items() if due == at and slot not in self.entries]
        for slot in slots:
            del self.waiting[slot]
        day = date_at(self.zones, at)
        nudges = self.nudges.get(day) == at and any(self.care.active(day))
        if not slots and not nudges:
            return
        expected = set(self.care.slots(day))
        gone = [slot for slot in slots if slot not in expected]
        self._suppress(gone, "discharged" if self._has_left(day) else "paused", at)
        left = [slot for slot in slots if slot in expected]
        if slots and not left:
            return
        if left and all(self.diary.done(slot.prescription_id, slot.day) >= slot.number for slot in left):
            self._suppress(left, "done", at)
            return
        if not self.manner.consent:
            self._suppress(left, "no_consent", at)
            return
        for slot in left:
            self.entries[slot] = Entry(SENT, at)
        self.sent.append(at)
        self._write("nudge" if nudges else "reminder", at)

    def ask_if_due(self, at: datetime) -> None:
        if at in self.asks.values() and self.manner.consent:
            self._write("next_morning", at)

    def close(self, day: date, now: datetime, answered: bool) -> None:
        """The date is over: what has no entry is too late; a question without an answer stays without one."""
        for slot in self.care.slots(day):
            if slot not in self.entries:
                self._suppress([slot], "too_late", now)
        if day in self.asks and not answered:
            self.unanswered.add(day)

    def due(self) -> list[datetime]:
        """Instants at which something of it waits."""
        return [*self.waiting.values(), *self.nudges.values(), *self.asks.values()]

    def _nobody_to_tell(self) -> str | None:
        if not self.manner.consent:
            return "no_consent"
        if not self.manner.most_a_day:
            return "switched_off"
        return None if self.manner.channel else "no_channel"

    def _nudge(self, day: date, kept: Collection[Occasion]) -> None:
        at = min(occasion.at for occasion in kept) if kept else instant_of(self.zones, day, NUDGE_AT)
        if at is not None:
            self.nudges[day] = at

    def _has_left(self, day: date) -> bool:
        return self.care.last_day is not None and self.care.last_day < day

    def _suppress(self, slots: Collection[Slot], because: str, at: datetime) -> None:
        for slot in slots:
            self.entries[slot] = Entry(because, at)

    def _write(self, about: str, at: datetime) -> None:
        self.messages.append((at, about))
        channel = self.manner.channel
        if channel is not None and channel in self.manner.addresses:
            self.letters.append(Letter(self.manner.addresses[channel], channel, at, about))
