"""Faults of OpenTeleRehab that only a database and the doors can show, none of which may come back here."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.reminder.events import ReminderSent
from domain.symptom.events import SymptomReported
from domain.values import Fixed
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, folded, read
from tests.support.reminded import Reminded
from tests.support.reminding import happen_until, taking

ENTRY = {"exercise_id": BRIDGE["exercise_id"]}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_an_offline_log_counts_on_the_day_it_was_done_and_not_on_the_day_it_arrived(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    """It stamps what was done with the server's time of arrival."""
    patient_id = await doors.enrol()
    await doors.send(event("program.assigned", patient_id, {"prescriptions": [BRIDGE]}))
    clock.instant += timedelta(days=12)
    await doors.send(event("session.logged", patient_id, {"entries": [ENTRY]}, time="2026-03-05T18:00:00Z"))
    await folded(engine_pool)
    answer = (await read(doors.owner, f"/v1/patients/{patient_id}/adherence"))["adherence"]
    assert [each["days"]["done"] for each in answer["ranges"]] == ["0", "1", "1", "1"]
    assert answer["today"]["done"] == "0"


async def test_what_was_done_offline_and_sent_twice_is_done_once(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    """An activity has no id of its event there: a goal completed offline was recorded twice."""
    patient_id = await doors.enrol()
    line = {**BRIDGE, "schedule": {"kind": "fixed", "times_a_day": 2}}
    await doors.send(event("program.assigned", patient_id, {"prescriptions": [line]}))
    clock.instant += timedelta(days=2)
    session = event("session.logged", patient_id, {"entries": [ENTRY]}, time="2026-03-05T18:00:00Z")
    for _ in range(2):
        await doors.send(session)
    await folded(engine_pool)
    doses = (await read(doors.owner, f"/v1/patients/{patient_id}/adherence"))["adherence"]["ranges"][0]["doses"]
    assert (doses["done"], doses["expected"]) == ("1", 2)


async def test_a_pain_that_is_corrected_is_still_in_the_log_as_it_was_first_said(
    doors: Doors, engine_pool: Pool
) -> None:
    """Completing an activity again writes over its pain there, and nothing remembers the first one."""
    patient_id = await doors.enrol()
    pain = event("symptom.reported", patient_id, PAIN)
    await doors.send(pain, event("symptom.corrected", patient_id, {"report": pain["id"], "level": 2}))
    await folded(engine_pool)
    [felt] = (await read(doors.owner, f"/v1/patients/{patient_id}/symptoms"))["symptoms"]
    assert felt["felt"]["level"] == 2
    stored = await doors.context.store.by_subject(doors.org.organisation_id, patient_id)
    said = [doors.context.codec.decode(each.type, each.schema_v, each.data) for each in stored]
    assert [each.level for each in said if isinstance(each, SymptomReported)] == [75]


async def test_reminders_come_once_at_the_patients_own_time_and_only_for_today(
    context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    """Every minute it walks over all users; the first run after the server's midnight sends, whatever the patient's
    zone and hour, for all activities of the plan, also those of later days.
    """
    clock.instant = datetime(2026, 6, 8, 1, tzinfo=UTC)
    house, channels = await Reminded.open(context, engine_pool), taking()
    zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"]
    patients = {zone: await house.patient(zone, Fixed(), zone=zone, effective=date(2026, 6, 9)) for zone in zones}
    await happen_until(house, clock, datetime(2026, 6, 10, 1, tzinfo=UTC), channels)
    shown = {
        zone: [
            f"{event.at.astimezone(ZoneInfo(zone)):%d %H:%M}"
            for event in await house.ledger(patient_id)
            if isinstance(event, ReminderSent)
        ]
        for zone, patient_id in patients.items()
    }
    assert shown == {zone: ["09 18:00"] for zone in zones}
    assert len(channels["in_app"].taken) == len(zones)
