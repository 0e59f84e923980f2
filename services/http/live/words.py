"""What a live stream says: four kinds of events, and how each looks on the wire (Server-Sent Events, WHATWG)."""

from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec import Struct

MEDIA_TYPE = "text/event-stream"
RETRY_MS = 2000
"""After which whoever loses the stream should come back."""

OPENING = f"retry: {RETRY_MS}\n\n".encode()


class AlertChanged(Struct, frozen=True, kw_only=True):
    """Event `alert`: an alert in reach was raised, or something was done about it."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID | None  # null where what is stored of the patient cannot be read at the moment
    change: str  # raised, attached, delivered, acknowledged, resolved, and so on
    rule: str | None  # where it was raised
    grade: str | None  # where the change sets it: critical, high, medium
    stale: bool  # the read models do not show it yet: ask them with the event's id as `at_least`


class PatientMoved(Struct, frozen=True, kw_only=True):
    """Event `patient`: read models say something new of a patient in reach."""

    patient_id: UUID
    clinic_id: UUID | None
    stale: bool  # as above


class Heartbeat(Struct, frozen=True, kw_only=True):
    """Event `heartbeat`: nothing was missed up to this place; every fifteen seconds, and at the beginning."""

    position: str


class Reason(StrEnum):
    """Why a stream ends."""

    KEY_ENDED = "key_ended"
    RIGHTS_CHANGED = "rights_changed"  # come again, and listen with the new ones
    TOO_SLOW = "too_slow"  # come again with the last id: nothing is lost
    SHUTDOWN = "shutdown"  # come again with the last id
    LOST_LOG = "lost_log"  # a backup has taken the log's place: come again without an id, and ask for all anew


class Closed(Struct, frozen=True, kw_only=True):
    """Event `closed`, the last one of a stream that we end."""

    reason: Reason


Word = AlertChanged | PatientMoved | Heartbeat | Closed

NAMES: dict[type[Struct], str] = {
    AlertChanged: "alert",
    PatientMoved: "patient",
    Heartbeat: "heartbeat",
    Closed: "closed",
}

_encode = msgspec.json.Encoder().encode


def frame(word: Word, place: str) -> bytes:
    """One event with its id: the place up to which whoever has seen it has missed nothing."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (NAMES[type(word)].encode(), place.encode(), _encode(word))
