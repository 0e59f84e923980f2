"""Counting requests and the reports in them: a door says where a request belongs, the gate how it was answered."""

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from prometheus_client import Counter, Histogram

from services.measured.instruments import ANSWERS, EVENTS, REQUEST_SECONDS, UNDER_WAY

DOOR = "carryover_door"
"""Where the state of a request's scope keeps where it belongs."""

NOT_ANSWERED = 0


class Door(NamedTuple):
    """Which address was asked: by names that are written down, never by what stands in a request."""

    area: str
    operation: str
    long: bool = False  # it is answered for as long as somebody listens, so its seconds say nothing


NO_DOOR = Door("none", "none")
"""Files, documents and health, and whoever was turned away before anything was found."""


class Requests:
    """Those of a process. Called on its event loop alone, with each request: so it takes no lock where it need not."""

    def __init__(self) -> None:
        self.under_way = 0

    def begun(self) -> float:
        """A request has begun; what is answered is to be handed back when it has ended."""
        self.under_way += 1
        return time.perf_counter()

    def ended(self, began: float, scope: Mapping[str, object], status: int) -> None:
        """It has ended, whatever came of it."""
        self.under_way -= 1
        state = scope.get("state")
        door: Door = state.get(DOOR, NO_DOOR) if isinstance(state, dict) else NO_DOOR
        _answers(door.area, status).inc()
        if not door.long:
            _seconds(door).observe(time.perf_counter() - began)


# Looking a series up by its labels costs more than counting on it.
@lru_cache(maxsize=4096)
def _answers(area: str, status: int) -> Counter:
    return ANSWERS.labels(area, str(status))


@lru_cache(maxsize=4096)
def _seconds(door: Door) -> Histogram:
    return REQUEST_SECONDS.labels(door.area, door.operation)


@lru_cache(maxsize=16)
def reports(outcome: str) -> Counter:
    """Those of partners and patients that came to this."""
    return EVENTS.labels(outcome)


REQUESTS = Requests()
UNDER_WAY.set_function(lambda: REQUESTS.under_way)
