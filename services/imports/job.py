"""What an import is, and how the line of a file may end."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from eventstore.records import NewEffect

IMPORT_TAKE = "import.take"
IMPORT_FORGET = "import.forget"
"""The stored kinds of the effects: to take lines for one turn after another, and to let go of what was never begun."""

LINE_AT_MOST = 1 << 20  # bytes
OPEN_AT_MOST = 5  # imports of one sender that have not ended
ABANDONED_HOURS = 48
KEPT_DAYS = 30

Kind = Literal["events", "roster"]


class State(StrEnum):
    """As stored. Parts are taken while it is receiving; nothing is, once it has ended."""

    RECEIVING = "receiving"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # whoever asked for it may do nothing any more


class Fate(StrEnum):
    """How a line may end; each is stored as its letter."""

    GOOD = "g"  # of a try: it would be taken
    STORED = "s"
    DUPLICATE = "d"
    UNCHANGED = "u"
    REFUSED = "r"
    EMPTY = "."


class LineRefusal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a line was not taken. `line` counts from 1, over all parts in the order of their numbers."""

    line: int
    code: str
    detail: str
    at: str | None = None  # JSON pointer within the event, or `/` and the column
    id: str | None = None  # of the event, as far as it could be read
    source: str | None = None


class LineOutcome(Struct, frozen=True):
    """How one line ended. `pos` is where the log has it; the refusal's `line` is filled in by who knows it."""

    fate: Fate
    pos: int = 0
    refusal: LineRefusal | None = None


def refused(code: str, detail: str, at: str | None = None) -> LineOutcome:
    return LineOutcome(Fate.REFUSED, refusal=LineRefusal(line=0, code=code, detail=detail, at=at))


class Import(Struct, frozen=True, kw_only=True):
    """One import as it stands, in the order of the table's columns. Instants are real time."""

    org_id: UUID
    import_id: UUID
    kind: Kind
    dry_run: bool
    state: State
    actor: Literal["partner", "staff"]  # who it is done as, and whose it is
    actor_id: UUID
    confirms: bytes | None
    digest: bytes | None
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    lines: int
    at_part: int
    at_line: int
    last_pos: int
    good: int
    stored: int
    duplicate: int
    unchanged: int
    refused: int
    empty: int

    @property
    def done(self) -> int:
        """Lines that have their outcome."""
        return self.good + self.stored + self.duplicate + self.unchanged + self.refused + self.empty

    def seconds_left(self, now: datetime) -> int | None:
        """At the pace so far; None where nobody can tell yet, or it has ended."""
        if self.state is not State.RUNNING or self.started_at is None or not self.done:
            return None
        passed = max((now - self.started_at).total_seconds(), 0.0)
        return round(passed * (self.lines - self.done) / self.done)


class Turn(Struct, frozen=True, omit_defaults=True):
    """The payload of both kinds of effects."""

    import_id: UUID
    turn: int = 0


decode_turn = msgspec.json.Decoder(Turn).decode


def turn_effect(kind: str, turn: Turn, due_at: datetime) -> NewEffect:
    """Once for each import, kind and turn."""
    return NewEffect(
        effect_id=uuid5(turn.import_id, f"{kind}:{turn.turn}"),
        kind=kind,
        dedupe_key=f"{turn.import_id}:{turn.turn}",
        due_at=due_at,
        payload=msgspec.json.encode(turn),
    )
