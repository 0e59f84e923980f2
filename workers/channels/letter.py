"""What is sent to a person, and what every way out promises about sending it."""

from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

SEND_SECONDS = 10.0


class Words(Struct, frozen=True, kw_only=True):
    """One message in one language (workers.wording). A clinic's name and a link; never about whom or what."""

    subject: str
    text: str
    html: str
    short: str  # for a screen: one or two lines, the link among them


class Recipient(Struct, frozen=True, kw_only=True):
    """Who is written to, and where; an address is None where none is known."""

    person_id: UUID | None = None  # None: an operator, or the console alone
    language: str = "en"
    email: str | None = None
    phone: str | None = None
    push: str | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """Everything a channel may know."""

    effect_id: UUID  # the same for each attempt: a receiver tells a repeat by it
    org_id: UUID
    to: Recipient
    words: Words
    urgent: bool = False
    again: bool = False  # an earlier attempt may have arrived
    unsubscribe: str | None = None  # where one click ends such letters; for patients


class NoAddress(Exception):
    """The channel has no way to reach this person; trying again would not help."""


class NotSent(Exception):
    """Certainly nothing went out; trying again may help. Its cause says why."""


class Channel(Protocol):
    """One way out. A new one is a class here, a line in `make_channels`, and passes the contract test as it is."""

    @property
    def name(self) -> str:
        """Stored in effects and events."""
        ...

    @property
    def dedupes(self) -> bool:
        """Whether a repeat with the same effect id reaches nobody twice."""
        ...

    async def send(self, letter: Letter) -> None:
        """Return once the receiver has taken it, within SEND_SECONDS.

        Raises NoAddress, or NotSent; after anything else nobody knows whether it went out.
        """
        ...


@runtime_checkable
class Closing(Protocol):
    """A channel that keeps connections."""

    def close(self) -> None:
        """Give up those on which nothing is under way."""
        ...
