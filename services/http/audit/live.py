"""What the audit says of a live stream: that it was opened, and each patient of whom it tells, once a stream."""

from collections.abc import Collection
from uuid import UUID

from services.actor import Actor
from services.audit.entry import Entry, Kind
from services.audit.ledger import Ledger
from services.http.audit.seen import right_at

OPERATION = "liveStream"


class StreamNotes:
    """Of one stream. Raises StoreBusy where something cannot be noted; what it is about is not told then."""

    def __init__(self, audit: Ledger, actor: Actor, request_id: UUID, address: str | None) -> None:
        self._audit = audit
        self._actor = actor
        self._request_id = request_id
        self._address = address
        self._noted: set[UUID] = set()

    def knows(self, patient_id: UUID | None) -> bool:
        """Whether nothing need be noted before this patient's news is told."""
        return patient_id is None or patient_id in self._noted

    async def opened(self) -> None:
        await self._note(())

    async def telling(self, patients: Collection[UUID]) -> None:
        """Before anything is told of them."""
        new = dict.fromkeys(patient_id for patient_id in patients if patient_id not in self._noted)
        if new:
            await self._note(tuple(new))
            self._noted.update(new)

    async def _note(self, patients: tuple[UUID, ...]) -> None:
        entry = Entry(
            kind=Kind.READ,
            actor=self._actor.signature,
            via=self._actor.via,
            right=right_at(self._actor),
            operation=OPERATION,
            patients=patients,
            address=self._address,
            request_id=self._request_id,
            detail={} if patients else {"opened": True},
        )
        await self._audit.note(self._actor.org_id, [entry])
