"""Rule 7: which reports of a symptom were answered, where the patient's dates do not follow time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.adherence.answered import asked
from domain.symptom.record import Felt
from domain.values import AsNeeded, BodyRegion, Provenance, Side, SymptomKind, Timing
from tests.unit.domain.adherence.stories import (
    CLINIC,
    PATIENT,
    assigned,
    did,
    enrolled,
    moved,
    plan_of,
    prescribed,
    session,
    weeks_of,
)

WHEN_STIFF = prescribed(6, AsNeeded())


def felt(felt_at: datetime) -> Felt:
    return Felt(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        felt_at=felt_at,
        kind=SymptomKind.STIFFNESS,
        level=40,
        region=BodyRegion.NECK,
        side=Side.NONE,
        timing=Timing.AT_REST,
        provenance=Provenance.PATIENT,
    )


def test_a_flight_back_from_monday_to_sunday_leaves_every_answer_where_it_was() -> None:
    """Work on the Sunday after it lies in an earlier week than work on the Monday before it."""
    back = datetime(2024, 1, 14, 20, tzinfo=UTC)  # Monday 10:00 in Kiritimati, Sunday 10:00 in Honolulu
    plan = plan_of(enrolled("Pacific/Kiritimati"), assigned(WHEN_STIFF), moved("Pacific/Honolulu", back))
    hours = (-3, -2, -1, 1, 2, 3)
    facts = [session(n, back + timedelta(hours=n, minutes=30), did(WHEN_STIFF)) for n in hours]
    reports = [(UUID(int=5000 + n), felt(back + timedelta(hours=n))) for n in hours]
    answers = [each.answered_by for each in asked(plan, weeks_of(plan, facts), reports, back + timedelta(days=3))]
    assert answers == [fact.session_id for fact in facts]
