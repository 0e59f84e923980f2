"""What may leave the house as news: of which events a partner or the organisation may know, and of which patients."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct

from domain.decider import fold
from domain.deciders import EVENTS
from domain.partner.decider import PARTNER
from domain.partner.events import Scope
from domain.patient.state import Patient
from eventstore.codec import Undecodable
from eventstore.records import Recorded
from services.places import Log

log = structlog.get_logger()

PREFIX = "org.carryover."
"""Before the stored name of an event where it is told outside."""

ERASED = "patient.erased"
_NOT_TOLD = "webhook."  # of its own fate a webhook hears nothing
_OF_WAYS_IN = "patient.access_"
_OF_PATIENTS = ("patient.", "program.", "session.", "symptom.", "barrier.", "visit.", "score.")

_OF_THE_HOUSE = frozenset(name for name, event in EVENTS.items() if "patient_id" not in event.__struct_fields__)
"""Whatever is about no patient."""

TOLD_TO_STAFF = frozenset(name for name in EVENTS if not name.startswith(_NOT_TOLD))
TOLD_TO_PARTNERS = frozenset(
    name for name in EVENTS if name.startswith(_OF_PATIENTS) and not name.startswith(_OF_WAYS_IN)
)
"""What the reads of a partner are made of: neither alerts nor messages, nor what happens in the house, nor who else
logs for a patient."""


class _Erased(Struct):
    """What an erasure says itself of where the patient was treated."""

    clinic_id: UUID


_erased = msgspec.json.Decoder(_Erased)


class Reach(NamedTuple):
    """Of what somebody may know. Without `clinics`: of all of them, and of what belongs to none.

    `restricted`: also of patients whose record is kept and nothing else.
    """

    types: frozenset[str]
    clinics: frozenset[UUID]
    restricted: bool = False

    def within(self, types: Collection[str], clinics: Collection[UUID]) -> "Reach | None":
        """What is left of it where only these are asked for, all where none are; None where nothing is left."""
        kinds = self.types.intersection(types) if types else self.types
        both = self.clinics.intersection(clinics) if self.clinics and clinics else self.clinics.union(clinics)
        nothing = not kinds or (self.clinics and clinics and not both)
        return None if nothing else Reach(kinds, both, self.restricted)

    def holds(self, event: Recorded, known: Mapping[UUID, Patient | None]) -> bool:
        """Whether it may know of an event. `known`: the patients as they stand; of who is missing or cannot be read
        nothing is told, but that she was erased to those who reached her clinic.
        """
        if event.type not in self.types:
            return False
        if event.type == ERASED:
            return not self.clinics or _erased.decode(event.data).clinic_id in self.clinics
        if event.subject_id is None or event.type in _OF_THE_HOUSE:
            return not self.clinics
        patient = known.get(event.subject_id)
        if patient is None or (patient.restricted and not self.restricted):
            return False
        return not self.clinics or patient.clinic_id in self.clinics


def of_partner(scopes: Collection[Scope], clinics: Collection[UUID]) -> Reach | None:
    """What a partner's rights let it know; None without the scope for reading."""
    return Reach(TOLD_TO_PARTNERS, frozenset(clinics)) if Scope.READ in scopes else None


async def partner_reach(context: Log, org_id: UUID, partner_id: UUID) -> Reach | None:
    """The same from the partner's own stream; None also where it is suspended or cannot be read."""
    stored = await context.store.load(org_id, [partner_id])
    decode = context.codec.decode
    try:
        partner = fold(PARTNER, [decode(event.type, event.schema_v, event.data) for event in stored])
    except Undecodable as error:
        log.error("stream unreadable", organisation=str(org_id), stream=str(partner_id), error=str(error))
        return None
    if partner.registered is None or partner.suspended:
        return None
    return of_partner(partner.scopes, partner.clinics)
