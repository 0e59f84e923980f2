"""One line of the audit: who did what with whose data, by which right, from where."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct, field


class Kind(StrEnum):
    """What a line tells of; stored."""

    READ = "read"  # by staff
    CHANGED = "changed"  # by a command, whose place in the log `detail` names
    REFUSED = "refused"  # asked for, and not given
    DISCLOSED = "disclosed"  # given to a partner, or handed out as a whole: reads, feed, webhooks, exports
    BREAK_GLASS = "break_glass"  # a look at somebody out of reach, with a reason: asked for, and each use
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    GRANTED = "granted"  # a key, a role, or their end


class Entry(Struct, frozen=True, kw_only=True):
    """One line, without its place and instant, which the database gives it.

    No name and no free text is in it: who was erased stands here still.
    """

    kind: Kind
    actor: str  # as the log names actors: `staff:<id>`, `partner:<id>`, `system:<name>`
    via: str = ""  # key:<id>, token:<thumbprint>, sign-in:<id>
    right: str = field(name="by_right", default="")  # in words: "therapist at <clinic>", "scope read", "break_glass"
    operation: str  # its name in the description of the API; a word for what has none
    patients: tuple[UUID, ...] = ()
    count: int = 0  # of what was given where that is no patients: events of a feed, say; else of the patients
    address: str | None = None  # of who asked
    request_id: UUID | None = None
    detail: dict[str, Any] = {}  # ids and words of ours that say more
