"""An alert finds somebody whatever stands still: the inbox, its telling, or who there is at the clinic."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.alert.events import Grade
from domain.alert.owner import Care
from domain.alert.telling import Why
from eventstore.walls import Pool
from projections.runner import run_once
from services.alert_effects import AlertTelling
from services.clock import SetClock
from services.context import Context
from tests.support.alert_house import HURTS, House
from tests.support.alerts import alert_of, raised
from tests.support.doors import event, open_doors
from tests.support.effect_hands import done_now
from workers.alert_telling import NobodyToTell, told_by
from workers.reactor import Alerting


@pytest.fixture
async def house(context: Context, engine_pool: Pool, clock: SetClock) -> AsyncIterator[House]:
    async with open_doors(context) as doors:
        yield House(doors, engine_pool, clock)


async def test_of_a_patient_without_a_therapist_the_managers_are_told_before_any_read_model_knows_them(
    house: House,
) -> None:
    enrolled = await house.does("enrol-patient", clinic_id=house.clinic_id, zone="Europe/Berlin")
    await house.doors.send(event("barrier.reported", UUID(enrolled["id"]), HURTS))
    while await run_once(house.pool, [Alerting(house.doors.context)]):
        pass
    while await done_now(house.pool, house.doors.org.organisation_id, house.clock.instant, house.delivery):
        pass
    assert house.written_to() == [house.owner_id]


@pytest.mark.parametrize("rule", ["hurts", "red_flag"])
def test_where_nobody_is_to_be_found_it_is_no_ending(rule: str) -> None:
    nobody = Care(clinic_id=uuid4(), day=date(2026, 3, 4), therapist_id=None, lead_id=None, staff={})
    alert = alert_of(raised(Grade.CRITICAL, rule=rule))
    with pytest.raises(NobodyToTell):
        told_by(AlertTelling(alert_id=uuid4(), why=Why.RAISED), alert, nobody)
