"""The lines of a script: who says what to which door, and when, each a JSON object in the words of the published API.

`at` is an instant of business time; `by` is a member of staff, or `app` for the partner. What is said is one of:
`command` with the `body` of /v1/commands; `event`, what an app sends; `inbox`, what somebody does about all alerts of
an inbox that are of these grades and stand so. The first line alone has no `by`: it says when all begins and ends.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

APP = "app"
SOURCE = "https://app.example/simulated"
"""Of all events: with their ids it makes them one."""

Line = dict[str, Any]


def wall(day: date, clock: str, zone: str) -> datetime:
    """The instant at which clocks in a zone show a time; of one shown twice the first."""
    hour, _, minute = clock.partition(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def later(clock: str, minutes: int) -> str:
    """A time on the wall so many minutes later (earlier where negative), on the same date."""
    hour, _, minute = clock.partition(":")
    moved = timedelta(hours=int(hour), minutes=int(minute) + minutes) // timedelta(minutes=1)
    return f"{moved // 60:02}:{moved % 60:02}"


def command(at: datetime, by: UUID, name: str, /, **body: Any) -> Line:
    """A command of a member of staff; `name` as in the address."""
    return {"at": _text(at), "by": str(by), "command": name, "body": _plain(body)}


def event(at: datetime, patient_id: UUID, kind: str, name: str, /, **data: Any) -> Line:
    """What the app tells the moment it happens. `name` is the app's own id of it, one of a kind."""
    return {
        "at": _text(at),
        "by": APP,
        "event": {"type": f"org.carryover.{kind}", "id": name, "subject": str(patient_id), "data": _plain(data)},
    }


def inbox(at: datetime, by: UUID, do: str, clinic_id: UUID, /, **which: Any) -> Line:
    """Acknowledge, snooze or resolve, one after the other, whatever stands there at that moment."""
    return {"at": _text(at), "by": str(by), "inbox": _plain({"do": do, "clinic": clinic_id, **which})}


def report_id(organisation_id: UUID, name: str) -> UUID:
    """Our id of a report that the app calls `name`."""
    return uuid5(uuid5(organisation_id, SOURCE), name)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items() if item is not None}
        case list() | tuple():
            return [_plain(item) for item in value]
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
