"""The symptoms read model as a guinea pig: reports of pain, the levels it holds, and one that dislikes some events."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from domain.symptom.events import SymptomReported
from domain.values import BodyRegion, Provenance, SymptomKind
from eventstore.walls import Pool, reading
from projections.base import Fact
from projections.desk import Desk
from projections.symptoms.projection import Symptoms
from tests.support.feed import Told
from tests.support.story_draws import NOW


class Picky(Symptoms):
    """The symptoms read model, with a distaste for some events or for everything."""

    def __init__(self, poison: Sequence[UUID] = (), error: Exception | None = None) -> None:
        self.poison = set(poison)
        self.error = error or ValueError("cannot digest this")

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        await super().apply(desk, facts)
        if any(fact.recorded.event_id in self.poison for fact in facts):
            raise self.error


def pain(patient_id: UUID, level: int = 50) -> Told:
    reported = SymptomReported(
        patient_id=patient_id,
        clinic_id=patient_id,
        kind=SymptomKind.PAIN,
        level=level,
        region=BodyRegion.KNEE,
        provenance=Provenance.PATIENT,
    )
    return Told(uuid4(), reported, NOW)


async def levels(pool: Pool, org_id: UUID) -> dict[UUID, list[int]]:
    """The levels in the symptoms read model, by patient."""
    async with reading(pool, org_id) as db:
        rows = await db.fetch(
            "SELECT patient_id, level FROM rm.symptoms_report "
            "WHERE org_id = $1 AND build = log.live($1, 'symptoms') ORDER BY level",
            org_id,
        )
    found: dict[UUID, list[int]] = {}
    for row in rows:
        found.setdefault(row["patient_id"], []).append(row["level"])
    return found
