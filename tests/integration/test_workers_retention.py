"""A record whose years are over is restricted, and erased a month later; not where nobody said how long it is kept."""

from datetime import timedelta
from uuid import UUID

from domain.decider import fold
from domain.patient.decider import PATIENT
from domain.patient.events import RestrictionReason
from domain.patient.state import Patient
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.readings import folded
from workers.retention import PAUSE, Retention

LAST_DAY = "2026-03-04"  # today


async def as_it_stands(doors: Doors, patient_id: UUID) -> Patient:
    stored = await doors.context.store.load(doors.org.organisation_id, [patient_id])
    return fold(PATIENT, [doors.context.codec.decode(one.type, one.schema_v, one.data) for one in stored])


async def test_a_record_is_restricted_when_its_years_are_over_and_erased_a_month_later(
    context: Context, clock: SetClock, engine_pool: Pool
) -> None:
    async with open_doors(context) as doors:
        gone, treated, disputed = [await doors.enrol() for _ in range(3)]
        for patient_id in (gone, disputed):
            await doors.does("discharge-patient", patient_id, reason="goals_met", last_day=LAST_DAY)
        body = {"patient_id": str(disputed), "reason": "disputed"}
        assert (await doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
        look = Retention(context, engine_pool).look

        async def seen_after(days: int) -> list[Patient]:
            clock.instant += timedelta(days=days)
            await folded(engine_pool)
            await look()
            return [await as_it_stands(doors, patient_id) for patient_id in (gone, treated, disputed)]

        by_law = await seen_after(366 * 11)
        assert [patient.restricted and patient.restricted.reason for patient in by_law] == [
            *(None, None),
            RestrictionReason.DISPUTED,
        ]
        assert (await doors.owner.post("/v1/commands/set-retention", json={"years": 11})).status_code == 200
        over = await seen_after(0)
        assert over[0].restricted is not None
        assert over[0].restricted.reason is RestrictionReason.RETENTION_OVER
        assert [patient.erased for patient in await seen_after(PAUSE.days - 1)] == [False, False, False]
        assert [patient.erased for patient in await seen_after(1)] == [True, False, False]
