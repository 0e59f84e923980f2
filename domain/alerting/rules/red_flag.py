"""Red flag: somebody reports a sign that has to be looked at at once. No threshold and no setting has a say in it.

The door that takes the report asks this rule itself and raises the alert in the same append; the reactor asks it again
and finds it there.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert import telling
from domain.alert.events import Grade
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.clinic.thresholds import Thresholds
from domain.patient.events import RedFlagReported
from domain.zones import shifted

AGE = timedelta(hours=72)
"""What is older is a matter of the past for an alert; the hold begins all the same."""


def fires(history: History, stored: Stored, event: RedFlagReported, thresholds: Thresholds) -> Iterator[Finding]:
    """Every report does, and one alert for the patient holds all of them while it is open."""
    yield Finding(
        scope="",
        happened_at=shifted(stored.occurred_at, event.clock_shift),
        provenance=event.provenance,
        facts=(stored.event_id,),
    )


RED_FLAG = Rule(
    name=telling.RED_FLAG,
    version=1,
    grade=Grade.CRITICAL,
    age=lambda thresholds: AGE,
    looks_at=frozenset({RedFlagReported}),
    fires=fires,
)
