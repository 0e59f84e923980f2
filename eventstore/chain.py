"""Each event's hash covers all its columns and the hash before it: nothing can be changed, moved or left out unseen.

hash(n) = sha256(hash(n-1) || digest || pos || recorded_at), where digest = sha256 over every other column, each with
its length before it, pos is 8 bytes and recorded_at the microseconds since 2000-01-01 UTC in 8 bytes, both big-endian.
hash(0) is the sha256 of the organisation's id.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from uuid import UUID

from eventstore.records import Append, NewEvent, Recorded

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIXED = Struct(">16sh16si16shqIIIIIII")
_PLACE = Struct(">qq")
_ABSENT = 0xFFFFFFFF


def microseconds(instant: datetime) -> int:
    """Microseconds since 2000-01-01 UTC, as Postgres stores instants."""
    return (instant - EPOCH) // _MICROSECOND


def genesis(org_id: UUID) -> bytes:
    """What the first event of an organisation is chained to."""
    return sha256(org_id.bytes).digest()


def digest(
    org_id: UUID,
    lane: int,
    stream_id: UUID,
    version: int,
    event_id: UUID,
    type_: str,
    schema_v: int,
    occurred_at: datetime,
    occurred_zone: str | None,
    subject_id: UUID | None,
    target_event_id: UUID | None,
    actor: str,
    correlation_id: UUID | None,
    causation_id: UUID | None,
    data: bytes,
) -> bytes:
    """The part of an event's hash that is known before its place in the feed is."""
    kind = type_.encode()
    zone = b"" if occurred_zone is None else occurred_zone.encode()
    subject = b"" if subject_id is None else subject_id.bytes
    target = b"" if target_event_id is None else target_event_id.bytes
    who = actor.encode()
    correlation = b"" if correlation_id is None else correlation_id.bytes
    causation = b"" if causation_id is None else causation_id.bytes
    fixed = _FIXED.pack(
        org_id.bytes,
        lane,
        stream_id.bytes,
        version,
        event_id.bytes,
        schema_v,
        microseconds(occurred_at),
        len(kind),
        _ABSENT if occurred_zone is None else len(zone),
        len(subject),
        len(target),
        len(who),
        len(correlation),
        len(causation),
    )
    return sha256(b"".join((fixed, kind, zone, subject, target, who, correlation, causation, data))).digest()


def digest_of(append: Append, version: int, event: NewEvent) -> bytes:
    """The digest of an event that is to be appended, in the one lane there is."""
    return digest(
        append.org_id,
        0,
        append.stream_id,
        version,
        event.event_id,
        event.type,
        event.schema_v,
        event.occurred_at,
        event.occurred_zone,
        event.subject_id,
        event.target_event_id,
        append.actor,
        append.correlation_id,
        append.causation_id,
        event.data,
    )


def link(before: bytes, digest_: bytes, pos: int, recorded_at: datetime) -> bytes:
    """The hash of the event at `pos`, from the hash before it."""
    return sha256(before + digest_ + _PLACE.pack(pos, microseconds(recorded_at))).digest()


def link_recorded(before: bytes, event: Recorded) -> bytes:
    """What the hash of a stored event must be, given the hash before it."""
    own = digest(
        event.org_id,
        event.lane,
        event.stream_id,
        event.version,
        event.event_id,
        event.type,
        event.schema_v,
        event.occurred_at,
        event.occurred_zone,
        event.subject_id,
        event.target_event_id,
        event.actor,
        event.correlation_id,
        event.causation_id,
        event.data.encode(),
    )
    return link(before, own, event.pos, event.recorded_at)
