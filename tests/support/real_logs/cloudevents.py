"""The CloudEvents that a partner's app would send: envelopes with ids that are the same at every conversion."""

from datetime import datetime
from typing import Any, NamedTuple

CloudEvent = dict[str, Any]
"""One event in CloudEvents' JSON format."""


class Person(NamedTuple):
    """Whose diary it is: the partner's own id, and where the clocks of the person stand."""

    name: str
    zone: str
    language: str


def cloud_event(person: Person, kind: str, file: str, place: str, at: datetime, data: dict[str, Any]) -> CloudEvent:
    """An event of `org.carryover.<kind>`; `file` and `place` (line and part) name it for good."""
    return {
        "specversion": "1.0",
        "id": place,
        "source": f"urn:carryover:real-logs:{file}",
        "type": f"org.carryover.{kind}",
        "subject": f"ext:{person.name}",
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
