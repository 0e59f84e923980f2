"""The script as it was written: a JSON object a line, in order of time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

SOURCE = "https://app.example/simulated"


@dataclass(frozen=True)
class Line:
    at: datetime
    by: str
    command: str | None
    body: dict[str, Any]
    event: dict[str, Any] | None
    inbox: dict[str, Any] | None

    @property
    def patient_id(self) -> str | None:
        """Whom it is about; None for what is about a clinic."""
        named = self.event["subject"] if self.event else self.body.get("patient_id")
        return None if named is None else str(named)


@dataclass(frozen=True)
class Script:
    begins: datetime
    ends: datetime
    first_day: date
    last_day: date
    organisation: str
    owner: str
    owner_email: str
    lines: list[Line]


def read_script(path: Path) -> Script:
    with path.open(encoding="utf-8") as file:
        head, *rest = (json.loads(line, parse_float=Decimal) for line in file)
    return Script(
        begins=as_instant(head["at"]),
        ends=as_instant(head["ends"]),
        first_day=as_date(head["begin"]["first_day"]),
        last_day=as_date(head["begin"]["last_day"]),
        organisation=head["organisation"],
        owner=head["owner"]["staff_id"],
        owner_email=head["owner"]["email"],
        lines=[_line(each) for each in rest],
    )


def as_instant(given: str | datetime, *, hours: int = 0) -> datetime:
    """In UTC, so many hours later."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    return at.astimezone(UTC) + timedelta(hours=hours)


def as_date(given: str) -> date:
    return date.fromisoformat(given)


def tenths(points: Decimal | int | None) -> int | None:
    """Of a rating in points."""
    return None if points is None else int(points * 10)


def addresses(body: Mapping[str, Any]) -> dict[str, str]:
    """Of a person who is enrolled or invited, by channel."""
    private = body.get("private", {})
    known = {"email": private.get("email"), "sms": private.get("phone"), "push": private.get("push")}
    return {channel: address for channel, address in known.items() if address}


def report_id(organisation: str, name: str) -> str:
    """The service's id of a report that the app calls `name`."""
    return str(uuid5(uuid5(UUID(organisation), SOURCE), name))


def _line(each: dict[str, Any]) -> Line:
    return Line(
        at=as_instant(each["at"]),
        by=each["by"],
        command=each.get("command"),
        body=each.get("body", {}),
        event=each.get("event"),
        inbox=each.get("inbox"),
    )
