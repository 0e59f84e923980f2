"""What one request gives away of whom, changes and is refused: filled on the way, noted before the answer leaves."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from services.actor import Actor, ActorKind
from services.audit.entry import Kind

BREAK_GLASS = "break_glass"


class Change(NamedTuple):
    """What was done, and what the audit says of it."""

    kind: Kind
    patients: tuple[UUID, ...]
    detail: dict[str, Any]


class Seen:
    """Of one request. `operation` is its name in the description of the API, `address` where it came from.

    `discloses` is set by an operation that hands data out as a whole, also where staff ask for it.
    """

    def __init__(self, operation: str, *, reads: bool, address: str | None = None) -> None:
        self.operation = operation
        self.reads = reads  # and changes nothing
        self.address = address
        self.discloses = False
        self.rights: dict[str, list[UUID]] = {}  # whose data is given, by which right
        self.changes: list[Change] = []
        self.out_of_reach: list[UUID] = []
        self._patients: set[UUID] = set()

    def patient(self, patient_id: UUID, right: str) -> None:
        """This patient's data is in the answer, by this right (see `right_at`)."""
        self.patients([patient_id], right)

    def patients(self, patient_ids: Iterable[UUID], right: str) -> None:
        """The right that is told first stands."""
        new = [patient_id for patient_id in dict.fromkeys(patient_ids) if patient_id not in self._patients]
        if new:
            self._patients.update(new)
            self.rights.setdefault(right, []).extend(new)

    def looked(self, patient_ids: Iterable[UUID], right: str) -> None:
        """What is about these, or about nobody by name, and is noted all the same."""
        self.rights.setdefault(right, [])
        self.patients(patient_ids, right)

    def refused(self, patient_id: UUID) -> None:
        """A patient of the organisation who is out of reach of who asks. The answer is that of no patient."""
        self.out_of_reach.append(patient_id)

    def changed(self, patients: Iterable[UUID], **detail: Any) -> None:
        """What was done; `detail` has ids and words of ours, its place in the log among them."""
        self.changes.append(Change(Kind.CHANGED, tuple(patients), detail))

    def granted(self, **detail: Any) -> None:
        """A key or a role was given or taken: to whom and which. Never a secret."""
        self.changes.append(Change(Kind.GRANTED, (), detail))


def right_at(actor: Actor, *clinic_ids: UUID) -> str:
    """By which right an actor sees patients of these clinics, in words; without clinics: of all that it reaches."""
    if actor.kind is ActorKind.PARTNER:
        return "scope read"
    if actor.bearer is not None:
        return actor.bearer.value
    if actor.kind is ActorKind.SYSTEM or actor.role is None:
        return actor.signature
    clinics = clinic_ids or actor.clinics
    return f"{actor.role} at {', '.join(map(str, sorted(clinics)))}" if clinics else f"{actor.role} at every clinic"
