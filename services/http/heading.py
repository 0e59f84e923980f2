"""What the envelope of a partner's event says in our terms, and the ids that follow from it."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct, UnsetType

from domain.decider import Command
from domain.zones import shifted
from eventstore.ids import named_id
from services.http.cloud_events import Envelope
from services.http.event_data import AboutReport
from services.http.problems import Problem


class Wish(NamedTuple):
    """A command, and the texts that are sealed instead of standing in it."""

    command: Command
    private: dict[str, str]


class Heading(Struct, frozen=True, kw_only=True):
    """What the envelope says, in our terms."""

    org_id: UUID
    source: str
    command_id: UUID
    at: datetime
    patient_id: UUID
    occurred_at: datetime
    sent_at: datetime | None

    def report(self) -> dict[str, Any]:
        """The fields that every report has; those that come by the thousand name them, for ** costs a microsecond."""
        return {
            "command_id": self.command_id,
            "at": self.at,
            "patient_id": self.patient_id,
            "occurred_at": self.occurred_at,
            "sent_at": self.sent_at,
        }


def report_id(org_id: UUID, source: str, external_id: str) -> UUID:
    """Our id of what a source calls `external_id`: always the same, so that a resend meets itself."""
    return named_id(_namespace(org_id, source), external_id)


@lru_cache(maxsize=10_000)
def _namespace(org_id: UUID, source: str) -> UUID:
    return named_id(org_id, source)


def heading_of(envelope: Envelope, org_id: UUID, at: datetime, patient_id: UUID) -> Heading:
    """The envelope in our terms. A clock at the very end of the calendar is held within it: its report is kept."""
    return Heading(
        org_id=org_id,
        source=envelope.source,
        command_id=report_id(org_id, envelope.source, envelope.id),
        at=at,
        patient_id=patient_id,
        occurred_at=shifted(envelope.time, 0),
        sent_at=None if isinstance(envelope.senttime, UnsetType) else shifted(envelope.senttime, 0),
    )


def named_report(heading: Heading, data: AboutReport) -> UUID:
    """Our id of the report that is corrected or taken back."""
    match data.report, data.report_id:
        case str() as theirs, None:
            return report_id(heading.org_id, heading.source, theirs)
        case None, UUID() as ours:
            return ours
        case _:
            raise Problem("invalid", "Name the report by `report` or by `report_id`: one of them.", at="/report")


def texts(**given: str | None) -> dict[str, str]:
    """Those that are given."""
    return {name: text for name, text in given.items() if text is not None}


def noted(note: str | None) -> dict[str, str]:
    """The one text that a report may have."""
    return {} if note is None else {"note": note}
