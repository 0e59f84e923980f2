"""Bringing one batch to the events door: trying again while the service is away, and finding the event to blame."""

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from services.cli.batches import Refusal, SentEvent
from services.http.cloud_events import BATCH

if TYPE_CHECKING:
    import httpx2

FIRST_PAUSE = 0.2  # seconds
LONGEST_PAUSE = 5.0
LONGEST_ASKED = 60.0  # of a Retry-After

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
ABOUT_THE_BODY = frozenset({400, 413, 422})
"""Statuses of a whole batch that one of its events may have caused."""


class CannotSend(Exception):
    """The service cannot be reached, or does not want this sender; in a sentence."""


class Outcome(Struct):
    """What the door says about one event."""

    status: str
    id: str | None = None
    source: str | None = None
    position: str | None = None
    code: str | None = None
    detail: str | None = None
    at: str | None = None


class _Answer(Struct):
    outcomes: list[Outcome]
    position: str | None = None


class _Problem(Struct):
    code: str = "unknown"
    title: str = ""
    detail: str | None = None
    at: str | None = None

    def sentence(self) -> str:
        return " ".join(part for part in (self.title, self.detail) if part)


class Tally(Struct, frozen=True):
    """What became of some events. `position` is the last place written."""

    stored: int = 0
    duplicate: int = 0
    unchanged: int = 0
    refusals: tuple[Refusal, ...] = ()
    position: str = ""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.stored + other.stored,
            self.duplicate + other.duplicate,
            self.unchanged + other.unchanged,
            self.refusals + other.refusals,
            max(self.position, other.position),
        )


class Door:
    """The events door of one service. `patience` is for how many seconds it may be away."""

    def __init__(self, client: "httpx2.AsyncClient", patience: float) -> None:
        self._client = client
        self._patience = patience

    async def deliver(self, events: tuple[SentEvent, ...]) -> Tally:
        """Sends events as one batch. Raises CannotSend.

        Where the batch is refused as a whole it is halved, until the event that is to blame stands alone.
        """
        if not events:
            return Tally()
        response = await self._post(b"[" + b",".join(event.raw for event in events) + b"]")
        if response.status_code == 200:
            return _tally(events, response.content)
        problem = _problem(response)
        if response.status_code not in ABOUT_THE_BODY:
            raise CannotSend(f"The service answers {response.status_code}: {problem.sentence() or 'no reason given'}")
        if len(events) > 1:
            middle = len(events) // 2
            return await self.deliver(events[:middle]) + await self.deliver(events[middle:])
        (event,) = events
        return Tally(refusals=(_refusal(event, problem.code, problem.sentence(), problem.at),))

    async def _post(self, body: bytes) -> "httpx2.Response":
        import httpx2

        pause, away_since = FIRST_PAUSE, 0.0
        while True:
            try:
                response = await self._client.post("/v1/events", content=body, headers={"content-type": BATCH})
            except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as fault:
                raise CannotSend(f"{self._client.base_url} is no address to send to: {fault}") from fault
            except httpx2.TransportError as fault:
                why, asked = str(fault) or type(fault).__name__, None
            else:
                if response.status_code not in TRY_AGAIN:
                    return response
                why, asked = f"it answers {response.status_code}", _asked(response)
            wait = pause if asked is None else asked
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since + wait > self._patience:
                raise CannotSend(f"The service at {self._client.base_url} cannot be reached: {why}.")
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)


def _asked(response: "httpx2.Response") -> float | None:
    """Seconds that the service asks to wait. (It sends seconds; the other form, a date, is not waited for.)"""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), LONGEST_ASKED) if asked.isdecimal() else None


def _problem(response: "httpx2.Response") -> _Problem:
    try:
        return msgspec.json.decode(response.content, type=_Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Problem()


def _tally(events: tuple[SentEvent, ...], body: bytes) -> Tally:
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise CannotSend(f"What answers there is not Carryover: {fault}") from fault
    if len(answer.outcomes) != len(events):
        raise CannotSend(f"The service answered for {len(answer.outcomes)} of {len(events)} events.")
    counts = {"stored": 0, "duplicate": 0, "unchanged": 0}
    refusals: list[Refusal] = []
    for event, outcome in zip(events, answer.outcomes, strict=True):
        if outcome.status in counts:
            counts[outcome.status] += 1
        else:
            refusals.append(_refusal(event, outcome.code or outcome.status, outcome.detail or "", outcome.at))
    return Tally(**counts, refusals=tuple(refusals), position=answer.position or "")


def _refusal(event: SentEvent, code: str, detail: str, at: str | None) -> Refusal:
    """`at` as seen from the event itself: the batch's own number says nothing to whoever reads the file."""
    _, _, inside = (at or "").removeprefix("/").partition("/")
    place = f"/{inside}" if inside else None
    return Refusal(line=event.number, id=event.id, source=event.source, code=code, detail=detail, at=place)
