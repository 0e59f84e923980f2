"""Counting what reaches the log."""

from collections import Counter
from collections.abc import Sequence
from time import time_ns

from eventstore.records import Append, Outcome
from services.measured.instruments import APPEND_BATCH, APPEND_SECONDS, APPENDS


def count_appends(appends: Sequence[Append], outcomes: Sequence[Outcome], began: int) -> None:
    """One call of the log with its retries, and what became of its commands (eventstore.store.Committed)."""
    APPEND_SECONDS.observe((time_ns() - began) / 1e9)
    APPEND_BATCH.observe(len(appends))
    for status, count in Counter(outcome.status.value for outcome in outcomes).items():
        APPENDS.labels(status).inc(count)
