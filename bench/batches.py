"""Batches as a partner's app sends them: a thousand events of the patients of one organisation, of all kinds."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import msgspec

from bench.line import request
from bench.rounds import BenchFailed
from bench.sessions import Sender, entries
from services.http.body import EVENTS_PATH
from services.http.cloud_events import BATCH, BATCH_AT_MOST

NUMBER = "@number@"
IN_TURN = ("session",) * 7 + ("symptom",) * 2 + ("barrier",)
"""Of ten reports: what they are."""


class Batches:
    """The batches of one organisation, one after the other; no event is sent twice."""

    def __init__(self, senders: Sequence[Sender], day: str) -> None:
        """`senders`: its patients, each in turn; `day`: on which all of it happened."""
        [self._key] = {sender.key for sender in senders}
        made = (_event(*which, day) for which in zip(cycle(IN_TURN), cycle(senders), _entries(), strict=False))
        text = msgspec.json.encode([next(made) for _ in range(BATCH_AT_MOST)])
        self._body = text.replace(b"%", b"%%").replace(NUMBER.encode(), b"%012d")
        self._first = 0

    def next(self) -> tuple[bytes, list[str]]:
        """A request, and the ids of its events in order."""
        numbers = range(self._first, self._first + BATCH_AT_MOST)
        self._first += BATCH_AT_MOST
        body = self._body % tuple(numbers)
        return request("POST", EVENTS_PATH, key=self._key, body=body, media_type=BATCH), [*map(_id, numbers)]


def check_stored(body: bytes, ids: Sequence[str]) -> None:
    """Raises BenchFailed unless the answer says of each event, in order, that it was stored."""
    outcomes = msgspec.json.decode(body)["outcomes"]
    if [outcome["id"] for outcome in outcomes] != ids:
        raise BenchFailed("the outcomes of a batch are not those of its events")
    for outcome in outcomes:
        if outcome["status"] != "stored":
            raise BenchFailed(f"an event of a batch was not stored: {outcome}")


def _id(number: int) -> str:
    return f"batch-{number:012d}"


def _event(kind: str, sender: Sender, done: list[dict[str, Any]], day: str) -> dict[str, Any]:
    name, data = {
        "session": ("session.logged", {"zone": "Europe/Berlin", "duration_seconds": 540, "effort": 6, "entries": done}),
        "symptom": ("symptom.reported", {"zone": "Europe/Berlin", "region": "knee", "side": "left", "level": 3.5}),
        "barrier": ("barrier.reported", {"reason": "no_time"}),
    }[kind]
    return {
        "specversion": "1.0",
        "id": f"batch-{NUMBER}",
        "source": "https://app.example/devices",
        "type": f"org.carryover.{name}",
        "subject": str(sender.patient_id),
        "time": f"{day}T07:30:12Z",
        "datacontenttype": "application/json",
        "data": data,
    }


def _entries() -> Iterator[list[dict[str, Any]]]:
    """What was done in one session after the other, of one to four exercises, as it stands in a body."""
    exercises = entries()
    for count in cycle((2, 3, 1, 4)):
        done = (next(exercises) for _ in range(count))
        yield [{**msgspec.to_builtins(entry), "pain": (entry.pain or 0) / 10} for entry in done]


def batches_of(senders: Sequence[Sender], day: str) -> dict[int, Batches]:
    """Of each organisation, by its place in the run."""
    places = sorted({sender.organisation for sender in senders})
    return {place: Batches([sender for sender in senders if sender.organisation == place], day) for place in places}
