"""The same year in an organisation's own feed: each event at its place, with the hash that follows from the one before.

The rows are those of log.events; COPY takes them as they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from bench.histories import Happened
from bench.stories import By
from eventstore.chain import digest, link
from eventstore.records import Head

COLUMNS = (
    *("org_id", "lane", "pos", "stream_id", "version", "event_id", "type", "schema_v", "occurred_at"),
    *("occurred_zone", "recorded_at", "subject_id", "target_event_id", "actor", "correlation_id"),
    *("causation_id", "data", "hash"),
)
"""Of log.events, in the order of the rows."""


class Feed:
    """One organisation's feed behind its head; who acts there is named in its own terms."""

    def __init__(self, org_id: UUID, head: Head, actors: Mapping[By, str]) -> None:
        self.org_id = org_id
        self.head = head
        self._actors = actors

    def rows(self, year: Iterable[Happened]) -> Iterator[tuple[Any, ...]]:
        """The events as rows, in order; the head is behind the last one that was taken."""
        org_id, pos, last_at, chain = self.org_id, self.head.pos, self.head.last_at, self.head.chain
        for stream_id, version, told, type_, schema_v, data in year:
            pos, last_at = pos + 1, max(last_at, told.recorded_at)
            actor = self._actors[told.by]
            own = digest(
                org_id,
                0,
                stream_id,
                version,
                told.event_id,
                type_,
                schema_v,
                told.occurred_at,
                told.zone,
                told.subject_id,
                told.target_event_id,
                actor,
                None,
                None,
                data,
            )
            chain = link(chain, own, pos, last_at)
            yield (
                org_id,
                0,
                pos,
                stream_id,
                version,
                told.event_id,
                type_,
                schema_v,
                told.occurred_at,
                told.zone,
                last_at,
                told.subject_id,
                told.target_event_id,
                actor,
                None,
                None,
                data.decode(),
                chain,
            )
            self.head = Head(pos, last_at, chain)


def actors_of(partner_id: UUID, therapist_id: UUID) -> dict[By, str]:
    """Who did what, as the log signs it."""
    return {"partner": f"partner:{partner_id}", "staff": f"staff:{therapist_id}", "system": "system:alerting"}
