"""Counting what is done in the world, how late, and how long an alert took to reach somebody."""

from collections.abc import Collection
from datetime import datetime

from services.measured.instruments import ALERT_SECONDS, EFFECT_LATE, ENDED, FAILED
from services.measured.look import what_is

NO_KIND = "unknown"
"""For a kind that this release has no doing for: a word in a row must not become a label."""


def ended(kind: str, how: str, late_seconds: float, kinds: Collection[str]) -> None:
    """An effect ended, so many seconds after it was due. `kinds`: the written list of those that are known."""
    ENDED.labels(kind if kind in kinds else NO_KIND, how).inc()
    EFFECT_LATE.labels(what_is(kind)).observe(max(0.0, late_seconds))


def failed(kind: str, kinds: Collection[str]) -> None:
    """An attempt failed, and another one follows."""
    FAILED.labels(kind if kind in kinds else NO_KIND).inc()


def alert_delivered(raised_at: datetime, now: datetime, *, critical: bool) -> None:
    """A provider has taken the first letter of an alert; both instants are of the organisation's clock."""
    ALERT_SECONDS.labels("yes" if critical else "no").observe(max(0.0, (now - raised_at).total_seconds()))
