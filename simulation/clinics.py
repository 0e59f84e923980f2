"""The clinics of a script: when they are open, and who is asked about an alert, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from simulation.dates import DAY, Zone, Zones, date_at, instant_of, minute_of

ANSWER_WITHIN: Mapping[str, timedelta] = {
    "critical": timedelta(hours=4),
    "high": timedelta(hours=24),
    "medium": timedelta(hours=48),
}
"""Critical day and night, the others of opening time."""

THERAPIST, COVER, LEAD, MANAGERS = "therapist", "cover", "lead", "managers"
Asked = tuple[str, tuple[str, ...]]
"""A step, and who stands on it."""


@dataclass
class Staff:
    staff_id: str
    addresses: Mapping[str, str] = field(default_factory=dict)  # by channel
    away: list[tuple[date, date, str | None]] = field(default_factory=list)  # and who covers

    def away_on(self, day: date) -> tuple[date, date, str | None] | None:
        return next((away for away in reversed(self.away) if away[0] <= day <= away[1]), None)


@dataclass
class Clinic:
    clinic_id: str
    zone: str
    country: str
    weekly: list[Mapping[str, Any]] = field(default_factory=list)
    holidays: set[date] = field(default_factory=set)
    lead: str | None = None

    @property
    def zones(self) -> Zones:
        return (Zone(datetime.min.replace(tzinfo=UTC), self.zone),)

    def date_at(self, at: datetime) -> date:
        return date_at(self.zones, at)

    def answer_by(self, grade: str, since: datetime) -> datetime:
        return self.after_open(grade, ANSWER_WITHIN[grade], since)

    def after_open(self, grade: str, time: timedelta, since: datetime) -> datetime:
        """When so much time of this grade's clock has passed."""
        if grade == "critical" or not self.weekly:
            return since + time
        if time <= timedelta():
            return since
        for opens, closes in self._open_from(since):
            if time <= closes - opens:
                return opens + time
            time -= closes - opens
        raise AssertionError("a clinic that opens never ends")

    def open_between(self, grade: str, since: datetime, until: datetime) -> timedelta:
        """How much of this grade's clock passes from one instant to another."""
        if grade == "critical" or not self.weekly:
            return max(until - since, timedelta())
        total = timedelta()
        for opens, closes in self._open_from(since):
            if opens >= until:
                break
            total += min(closes, until) - opens
        return total

    def _open_from(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.date_at(since)
        while True:
            for opening in self.weekly if day not in self.holidays else ():
                if opening["weekday"] == day.isoweekday():
                    opens = instant_of(self.zones, day, minute_of(opening["opens"]))
                    closes = instant_of(self.zones, day, minute_of(opening["closes"]))
                    if opens is not None and closes is not None and closes > since:
                        yield max(opens, since), closes
            day += DAY


@dataclass
class House:
    """The organisation: its clinics and its people. The managers are those without a clinic of their own."""

    clinics: dict[str, Clinic] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    managers: list[str] = field(default_factory=list)

    def steps(self, clinic: Clinic, therapist: str, at: datetime) -> list[Asked]:
        """Therapist or else cover, then the lead or who covers for them, then the managers; the first one owns it."""
        day = clinic.date_at(at)
        found = []
        if self._there(therapist, day):
            found.append((THERAPIST, therapist))
        elif cover := self._cover(therapist, day):
            found.append((COVER, cover))
        if clinic.lead is not None:
            lead = clinic.lead if self._there(clinic.lead, day) else self._cover(clinic.lead, day)
            if lead:
                found.append((LEAD, lead))
        return [*((step, (who,)) for step, who in found), (MANAGERS, tuple(self.managers))]

    def next_step(
        self, clinic: Clinic, therapist: str, at: datetime, told: set[str], after: str | None, unresolved: bool
    ) -> Asked | None:
        """To whom an alert goes on: to who has not been told, behind the last step; once more to the lead."""
        order = (THERAPIST, COVER, LEAD, MANAGERS)
        for step, people in self.steps(clinic, therapist, at):
            if unresolved and step in (THERAPIST, COVER):
                continue
            if not unresolved and after is not None and order.index(step) <= order.index(after):
                continue
            if not set(people) <= told:
                return step, people
            if unresolved:
                return None
        return None

    def _there(self, staff_id: str, day: date) -> bool:
        return self.staff[staff_id].away_on(day) is None

    def _cover(self, staff_id: str, day: date) -> str | None:
        passed: set[str] = set()
        while staff_id not in passed:
            passed.add(staff_id)
            away = self.staff[staff_id].away_on(day)
            if away is None:
                return staff_id
            if away[2] is None:
                return None
            staff_id = away[2]
        return None
