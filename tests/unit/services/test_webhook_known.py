"""Of what somebody may be told: their types, at their clinics; of who cannot be found nothing."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.patient.events import PatientRestricted, RestrictionReason
from domain.patient.state import Patient
from eventstore.records import Recorded
from services.webhooks.known import Reach

HERE, THERE, PATIENT = UUID(int=1), UUID(int=2), UUID(int=3)
ALL = Reach(frozenset({"session.logged", "clinic.opened", "patient.erased"}), frozenset())
AT = datetime(2026, 3, 4, tzinfo=UTC)


def event(type_: str, subject_id: UUID | None = PATIENT, data: str = "{}") -> Recorded:
    ids = (UUID(int=9), 0, 1, UUID(int=8), 1, UUID(int=7))
    return Recorded(*ids, type_, 1, AT, None, AT, subject_id, None, "staff:1", None, None, data, b"")


def treated_at(clinic_id: UUID, restricted: bool = False) -> dict[UUID, Patient | None]:
    kept = PatientRestricted(patient_id=PATIENT, clinic_id=clinic_id, reason=RestrictionReason.DISPUTED)
    return {PATIENT: Patient(clinic_id=clinic_id, restricted=kept if restricted else None)}


@pytest.mark.parametrize(
    ("clinics", "asked", "left"),
    [((), (), ()), ((HERE,), (), (HERE,)), ((), (HERE,), (HERE,)), ((HERE, THERE), (HERE,), (HERE,))],
)
def test_less_may_be_asked_for_than_there_is(
    clinics: tuple[UUID, ...], asked: tuple[UUID, ...], left: tuple[UUID, ...]
) -> None:
    assert Reach(ALL.types, frozenset(clinics)).within((), asked) == Reach(ALL.types, frozenset(left))


def test_what_is_beyond_it_leaves_nothing() -> None:
    assert Reach(ALL.types, frozenset({HERE})).within((), [THERE]) is None
    assert ALL.within(["alert.raised"], ()) is None


def test_a_patient_is_told_of_where_she_is_treated() -> None:
    at_here = Reach(ALL.types, frozenset({HERE}))
    assert at_here.holds(event("session.logged"), treated_at(HERE))
    assert not at_here.holds(event("session.logged"), treated_at(THERE))
    assert not at_here.holds(event("alert.raised"), treated_at(HERE))


def test_of_a_restricted_record_they_are_told_who_may_read_it() -> None:
    known = treated_at(HERE, restricted=True)
    assert not ALL.holds(event("session.logged"), known)
    assert ALL._replace(restricted=True).holds(event("session.logged"), known)


def test_of_who_is_no_patient_any_more_only_the_erasure_is_told_to_who_reached_her_clinic() -> None:
    erased = event("patient.erased", data=f'{{"patient_id": "{PATIENT}", "clinic_id": "{HERE}"}}')
    assert not ALL.holds(event("session.logged"), {})
    assert ALL.holds(erased, {})
    assert Reach(ALL.types, frozenset({HERE})).holds(erased, {})
    assert not Reach(ALL.types, frozenset({THERE})).holds(erased, {})


def test_what_belongs_to_no_patient_is_for_who_reaches_all() -> None:
    assert ALL.holds(event("clinic.opened", None), {})
    assert not Reach(ALL.types, frozenset({HERE})).holds(event("clinic.opened", None), {})
