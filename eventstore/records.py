"""What goes into the log and what comes out of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class NewEvent(Struct, frozen=True, kw_only=True):
    """One event to append. `data` is the JSON text that is stored and hashed as it stands."""

    event_id: UUID
    type: str
    schema_v: int
    occurred_at: datetime
    data: bytes
    occurred_zone: str | None = None
    subject_id: UUID | None = None  # the person it is about
    target_event_id: UUID | None = None  # the report it corrects or takes back


class NewEffect(Struct, frozen=True, kw_only=True):
    """One thing to be done in the world, unique in its organisation by `kind` and `dedupe_key`."""

    effect_id: UUID
    kind: str
    dedupe_key: str
    due_at: datetime
    payload: bytes  # JSON: ids only, no personal data
    expires_at: datetime | None = None
    urgent: bool = False  # goes before all others, on a queue of its own


class Sealed(Struct, frozen=True, kw_only=True):
    """One encrypted item of the vault: names, contacts or free text that belong to an event."""

    subject_id: UUID
    item_id: UUID  # the event's id
    sealed: bytes  # nonce, ciphertext and tag


class Link(Struct, frozen=True, kw_only=True):
    """One line of the directory: from the hash of a secret or a login to what it opens."""

    kind: str
    hash: bytes
    about: bytes  # JSON


class Alias(Struct, frozen=True, kw_only=True):
    """A partner's own name for a patient, as a keyed hash."""

    partner_id: UUID
    hash: bytes
    subject_id: UUID


class CommandKey(Struct, frozen=True, kw_only=True):
    """The caller's key of a command, and a digest of what it asked."""

    key: UUID
    fingerprint: bytes


class Append(Struct, frozen=True, kw_only=True):
    """All that one command writes, to one stream, at one version (0 for a stream that must be new).

    Raises ValueError without an event, with one that is there twice, or at a version below 0.
    """

    org_id: UUID
    stream_id: UUID
    expected: int
    events: tuple[NewEvent, ...]
    recorded_at: datetime  # the organisation's clock; the feed never goes back, so it may be stored later
    actor: str  # "staff:<id>", "partner:<id>" or "system:<name>"
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    key: CommandKey | None = None
    effects: tuple[NewEffect, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    links: tuple[Link, ...] = ()
    aliases: tuple[Alias, ...] = ()
    opens_feed: bool = False  # the organisation's first event
    urgent: bool = False  # it waits behind nobody

    def __post_init__(self) -> None:
        if not self.events or self.expected < 0:
            raise ValueError("an append needs an event, and a version of 0 or more")
        if len(self.events) > 1 and len({event.event_id for event in self.events}) < len(self.events):
            raise ValueError("an event is there twice")


class Status(StrEnum):
    STORED = "stored"
    DUPLICATE = "duplicate"  # these very events are there already
    CONFLICT = "conflict"  # the stream is not at the expected version, or a link or alias is another's already
    ID_REUSED = "id_reused"  # an id or key is there already, with other content; or only some of these events are
    UNKNOWN_FEED = "unknown_feed"  # no such organisation


class Outcome(Struct, frozen=True):
    """The answer to one append. For a duplicate: where the first one went. Zeros where there is no place."""

    status: Status
    pos: int = 0  # of the last event of the command
    version: int = 0  # of the stream after it
    hash: bytes = b""  # of the event at `pos`


class Recorded(Struct, frozen=True):
    """One event as stored, in the order of the table's columns. `pos` counts from 1 in its feed, without gaps and in
    commit order."""

    org_id: UUID
    lane: int
    pos: int
    stream_id: UUID
    version: int
    event_id: UUID
    type: str
    schema_v: int
    occurred_at: datetime  # what the sender claims
    occurred_zone: str | None
    recorded_at: datetime  # never goes back within a feed
    subject_id: UUID | None
    target_event_id: UUID | None
    actor: str
    correlation_id: UUID | None
    causation_id: UUID | None
    data: str
    hash: bytes


class Head(Struct, frozen=True):
    """The end of a feed: how many events, the newest recorded instant, and the hash that covers them all."""

    pos: int
    last_at: datetime
    chain: bytes
