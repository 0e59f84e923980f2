"""The whole script of a simulation, in order of time: the same lines for the same size and seed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from msgspec import Struct

from services.simulate.diary import sessions
from services.simulate.house import DAY, SITES, Clinic, opened, rounds
from services.simulate.incidents import incidents
from services.simulate.lines import Line
from services.simulate.people import KINDS, Patient, enrolled

FIRST_DAY = date(2026, 10, 19)
"""A Monday. In the two weeks from it on the clocks are put back in Europe and in North America."""

NAMESPACE = UUID("b0b5f0c4-62a4-5d0e-9d6f-7f5d1a0f3b11")


class Size(Struct, frozen=True, kw_only=True):
    days: int
    patients: int
    seed: str

    @property
    def organisation_id(self) -> UUID:
        return uuid5(NAMESPACE, self.seed)

    @property
    def begins(self) -> datetime:
        """When everybody is enrolled: the first date has begun in the east alone."""
        return datetime.combine(FIRST_DAY - DAY, time(12), UTC)

    @property
    def ends(self) -> datetime:
        """When the last date is over everywhere."""
        return datetime.combine(FIRST_DAY + self.days * DAY, time(9), UTC)


def script_of(size: Size, owner_id: UUID, owner_email: str) -> list[Line]:
    """Everything that is said from the founding on; the owner opens the clinics."""
    head, *rest = _lines(size, owner_id, owner_email)
    return [head, *sorted((line for line in rest if line["at"] < head["ends"]), key=_in_order)]


def _in_order(line: Line) -> tuple[str, bool]:
    """By its instant; the rounds of the staff come after what was told at the same one."""
    return line["at"], "inbox" in line


def _lines(size: Size, owner_id: UUID, owner_email: str) -> Iterator[Line]:
    last = FIRST_DAY + (size.days - 1) * DAY
    yield {
        "at": size.begins.isoformat(),
        "begin": {"first_day": FIRST_DAY.isoformat(), "last_day": last.isoformat(), "seed": size.seed},
        "ends": size.ends.isoformat(),
        "organisation": str(size.organisation_id),
        "owner": {"staff_id": str(owner_id), "email": owner_email},
    }
    clinics = [Clinic(size.organisation_id, number, FIRST_DAY, size.days) for number in range(len(SITES))]
    for clinic in clinics:
        yield from opened(clinic, size.begins, owner_id)
        yield from rounds(clinic)
    for number in range(size.patients):
        patient = Patient(number=number, clinic=clinics[(number + number // len(KINDS)) % len(clinics)], seed=size.seed)
        yield from enrolled(patient, size.begins)
        yield from sessions(patient)
        yield from incidents(patient)
