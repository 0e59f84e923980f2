"""What every decider is made of: commands, events, refusals, and the pure pair decide and evolve."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, dataclass_transform
from uuid import UUID, uuid5

from msgspec import Struct, field

from domain.values import Instant, Provenance, ZoneName

S = TypeVar("S")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored fact. Fields are only ever added, with a default; a default never changes; unknown fields are ignored.

    A stored key that begins with an underscore tells how the fact arrived, not what was said: a resend that differs
    only there is still the same report.
    """

    corrects: ClassVar[str] = ""  # the field that names the report this one corrects or takes back


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wish. Its id makes a repeat harmless: the ids of its events follow from it (`event_id`)."""

    command_id: UUID
    at: Instant  # the organisation's clock when the wish arrived


class Report(Command, frozen=True, kw_only=True):
    """A command that says what a patient did or felt, and when, by the sender's own clock."""

    patient_id: UUID
    occurred_at: Instant
    occurred_zone: ZoneName | None = None  # shown, never used
    sent_at: Instant | None = None  # the sender's clock when it sent; tells how wrong that clock is
    provenance: Provenance = Provenance.PATIENT


class Rejected(Exception):
    """A wish that cannot be granted: a stable code, and a sentence for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


Seen = Mapping[UUID, Any]
"""States of the other streams a decision may look at, by stream id."""


class Need(NamedTuple):
    """Another stream that a decision looks at: whose decider folds it, and its id."""

    kind: str
    stream_id: UUID


class Decider(NamedTuple, Generic[S]):
    """All there is to one kind of stream.

    `opens` lists the commands that begin a stream of their own: they are tried against the empty state first, and
    the stream is read only if that turns out to be taken. `empty` is the state before the first event.
    """

    kind: str
    empty: S
    commands: tuple[type[Command], ...]
    events: Mapping[str, type[Event]]
    stream: Callable[[Any], UUID]
    decide: Callable[[Any, S, Seen], Sequence[Event]]
    evolve: Callable[[S, Any], S]
    needs: Callable[[Any], Sequence[Need]] = lambda command: ()
    opens: frozenset[type[Command]] = frozenset()


def event_id(command_id: UUID, index: int) -> UUID:
    """The id of the event that is `index`-th (from 0) of a command: the first has the command's own."""
    return command_id if index == 0 else uuid5(command_id, str(index))


def fold(decider: Decider[S], events: Iterable[Event], state: S | None = None) -> S:
    """The state after `events`, from `state` or from the beginning."""
    current = decider.empty if state is None else state
    for event in events:
        current = decider.evolve(current, event)
    return current


CLOCK_TOLERANCE_SECONDS = 300
"""A sender whose clock is more than five minutes off has its times shifted (product.md, Adherence 8)."""


def clock_shift(at: datetime, sent_at: datetime | None) -> int:
    """Seconds to add to the sender's times; 0 where it does not say when it sent, or is right within five minutes."""
    if sent_at is None:
        return 0
    off = (at - sent_at).total_seconds()
    return round(off) if abs(off) > CLOCK_TOLERANCE_SECONDS else 0
