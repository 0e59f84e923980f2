"""A patient's local dates, from the history of zones alone. An event's own offset is never used."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct


class ZoneChange(Struct, frozen=True):
    """From `since` (an instant in UTC) on, the patient's clocks follow the IANA zone `zone`."""

    since: datetime
    zone: str


ZoneHistory = Sequence[ZoneChange]
"""In order of `since`; the first one also holds for all time before it. Never empty."""


def zone_at(history: ZoneHistory, instant: datetime) -> str:
    """The zone in force at an instant."""
    current = history[0].zone
    for change in history:
        if change.since > instant:
            break
        current = change.zone
    return current


def local_date(history: ZoneHistory, instant: datetime) -> date:
    """The patient's local date at an instant."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(zone_at(history, instant))).date()
