"""What goes into the command handler and what comes out of it."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.decider import Command
from eventstore.records import Alias, CommandKey, Link, NewEffect, Outcome, Sealed, Status
from services.actor import Actor


class Call(Struct, frozen=True, kw_only=True):
    """A command, who asks, and what is written beside its events. `expected`: the stream's version the caller saw.

    `correlation_id`: the request it came with; `causation_id`: the event it answers.
    """

    actor: Actor
    command: Command
    expected: int | None = None
    key: CommandKey | None = None
    effects: tuple[NewEffect, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    links: tuple[Link, ...] = ()
    aliases: tuple[Alias, ...] = ()
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    urgent: bool = False  # it goes before whatever waits for the log


class Verdict(StrEnum):
    STORED = "stored"
    DUPLICATE = "duplicate"  # this very command was stored before
    UNCHANGED = "unchanged"  # it asks for what already is
    REFUSED = "refused"
    CONFLICT = "conflict"  # the stream is not at the version the caller named, or never stood still


class Answer(Struct, frozen=True, kw_only=True):
    verdict: Verdict
    stream_id: UUID
    pos: int = 0  # of the command's last event
    version: int = 0  # of the stream after it
    hash: bytes = b""  # of that event: its place, told outside, carries some of it
    code: str | None = None  # of a refusal
    detail: str | None = None


VERDICTS = {
    Status.STORED: Verdict.STORED,
    Status.DUPLICATE: Verdict.DUPLICATE,
    Status.CONFLICT: Verdict.CONFLICT,
    Status.ID_REUSED: Verdict.REFUSED,
    Status.UNKNOWN_FEED: Verdict.REFUSED,
}
REFUSALS = {
    Status.ID_REUSED: ("id_reused", "This id was used before, with other content."),
    Status.UNKNOWN_FEED: ("unknown_organisation", "There is no such organisation."),
}


def answer_of(stream_id: UUID, outcome: Outcome) -> Answer:
    """The log's outcome in the words of the door."""
    code, detail = REFUSALS.get(outcome.status, (None, None))
    return Answer(
        verdict=VERDICTS[outcome.status],
        stream_id=stream_id,
        pos=outcome.pos,
        version=outcome.version,
        hash=outcome.hash,
        code=code,
        detail=detail,
    )
