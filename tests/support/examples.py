"""A small clinic to tell examples with: its people, its exercises and a Tuesday noon."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from domain.clinic.events import ClinicOpened
from domain.exercise.common import find
from domain.exercise.events import ExerciseAdded
from domain.organisation.events import OrganisationRegistered
from domain.partner.events import PartnerRegistered, Scope
from domain.patient.events import PatientEnrolled
from domain.staff.events import Role, StaffInvited
from domain.values import BodyRegion, Deficit, Dose, Fixed, Prescription, Schedule, Side


def named(name: str) -> UUID:
    """An id that is the same in every run."""
    return uuid5(UUID("5f2d0b1c-9f5e-4c3b-8a51-0c7e3c1d2a44"), name)


NOON = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
"""A Tuesday: noon in Berlin."""

YESTERDAY = date(2026, 6, 8)
TODAY = date(2026, 6, 9)
TOMORROW = date(2026, 6, 10)

ORGANISATION_ID = named("Harbour Physical Therapy")
CLINIC_ID = named("the clinic by the harbour")
THERAPIST_ID = named("a therapist")
OTHER_THERAPIST_ID = named("another therapist")
PATIENT_ID = named("a patient")
OTHER_PATIENT_ID = named("another patient")
OWN_EXERCISE_ID = named("the clinic's own exercise")
WISH_ID = named("a wish")

REGISTERED = OrganisationRegistered(organisation_id=ORGANISATION_ID, name="Harbour Physical Therapy")
OPENED = ClinicOpened(clinic_id=CLINIC_ID, name="By the harbour", country="DE", zone="Europe/Berlin")
INVITED = StaffInvited(staff_id=THERAPIST_ID, role=Role.THERAPIST, clinics=(CLINIC_ID,))
PARTNER_REGISTERED = PartnerRegistered(
    partner_id=named("a partner app"), name="Moves", scopes=(Scope.REPORTS, Scope.READ), clinics=()
)
ENROLLED = PatientEnrolled(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, zone="Europe/Berlin")
ADDED = ExerciseAdded(
    exercise_id=OWN_EXERCISE_ID,
    name="Towel pull",
    region=BodyRegion.FOOT,
    deficit=Deficit.STRENGTH,
    sided=True,
    instructions="Pull the towel towards you with your toes.",
    dose=Dose(sets=2, reps=10),
)

BRIDGE = find("bridge").exercise_id
EVERY_DAY = Fixed()


def prescription(
    name: str = "bridges",
    *,
    exercise_id: UUID = BRIDGE,
    side: Side = Side.NONE,
    dose: Dose = Dose(sets=3, reps=10),  # noqa: B008 (frozen)
    schedule: Schedule = EVERY_DAY,
) -> Prescription:
    return Prescription(
        prescription_id=named(name),
        exercise_id=exercise_id,
        deficit=Deficit.STRENGTH,
        dose=dose,
        schedule=schedule,
        side=side,
    )
