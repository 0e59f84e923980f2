"""What one patient reports through a partner's app, one event a request: the sender waits for what comes of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import msgspec

from bench.line import Line, request
from bench.rounds import BenchFailed
from bench.sessions import Sender
from services.http.body import EVENTS_PATH
from services.http.cloud_events import ONE

PATIENCE_SECONDS = 120


async def report(line: Line, sender: Sender, number: int, type_: str, data: Mapping[str, Any]) -> str:
    """Where it was stored. Raises BenchFailed where it was not. No number is used twice."""
    event = {
        "specversion": "1.0",
        "id": f"waited-for-{number}",
        "source": "https://app.example/devices",
        "type": f"org.carryover.{type_}",
        "subject": str(sender.patient_id),
        "time": datetime.now(UTC).isoformat(),
        "data": data,
    }
    body = msgspec.json.encode(event)
    reply = await line.ask(request("POST", EVENTS_PATH, key=sender.key, body=body, media_type=ONE))
    outcome = msgspec.json.decode(reply.body)
    if outcome["status"] != "stored":
        raise BenchFailed(f"a report was not stored: {outcome}")
    return str(outcome["position"])


async def seconds_until(line: Line, asked: bytes, found: Callable[[Any], bool]) -> float:
    """How long it takes until the answer has it, asking again at once. Raises BenchFailed where it does not come."""
    began = perf_counter()
    while True:
        reply = await line.ask(asked)
        took = perf_counter() - began
        if found(msgspec.json.decode(reply.body)):
            return took
        if took > PATIENCE_SECONDS:
            raise BenchFailed(f"what was stored is in no answer after {PATIENCE_SECONDS} s: {reply.body[:1000]!r}")
