"""A line of the lists beside the keys: who was erased, and which organisation has left."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Listed(Struct, frozen=True, kw_only=True):
    """Somebody who was erased, or an organisation that left."""

    organisation_id: UUID
    patient_id: UUID | None = None  # none: the organisation as a whole
    leaving_id: UUID | None = None  # the notice with which it left
    erased_at: datetime  # real time, UTC
