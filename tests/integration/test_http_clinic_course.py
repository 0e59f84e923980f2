"""What a clinic asks of its patients' courses of treatment: the visits of its day, how soon "hurts" is answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, folded, read
from tests.support.times import NOON

BRIDGE_ID = BRIDGE["exercise_id"]


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_a_visit_of_a_clinic_out_of_reach_is_to_staff_as_if_it_were_not_there(doors: Doors) -> None:
    patient_id = await doors.enrol()
    whose = {"patient_id": str(patient_id)}
    when = {"starts_at": "2026-03-05T09:00:00Z", "minutes": 30}
    near, far = [{"clinic_id": str(clinic_id)} for clinic_id in doors.org.clinic_ids]
    there = {**whose, "visit_id": str(uuid4())}
    assert (await doors.owner.post("/v1/commands/schedule-visit", json={**there, **when, **far})).status_code == 200
    for command, wish in (
        ("schedule-visit", {**when, **near}),
        ("schedule-visit", when),
        ("cancel-visit", {"reason": "clinic"}),
        ("record-visit", {"occurred_at": "2026-03-04T11:00:00Z"}),
    ):
        answer = await doors.therapist.post(f"/v1/commands/{command}", json={**there, **wish})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_visit"), command
    moved = await doors.owner.post("/v1/commands/schedule-visit", json={**there, **when, **near})
    mine = await doors.therapist.post("/v1/commands/cancel-visit", json={**there, "reason": "clinic"})
    assert (moved.json()["status"], mine.json()["status"]) == ("stored", "stored")


async def test_a_clinics_day_lists_its_visits_by_time(doors: Doors, engine_pool: Pool) -> None:
    """Now is noon of 4 March."""
    near, far, other = await doors.enrol(), await doors.enrol(clinic=1), await doors.enrol()
    await doors.does("schedule-visit", other, starts_at="2026-03-05T12:00:00Z", minutes=30)
    late = await doors.does("schedule-visit", near, starts_at="2026-03-05T11:59:59Z", minutes=30, kind="telehealth")
    off = await doors.does("schedule-visit", other, starts_at="2026-03-04T14:00:00Z", minutes=45)
    await doors.does("cancel-visit", other, visit_id=off["id"], reason="patient")
    (_, _, _, sent) = await doors.send(
        *(
            event("visit.recorded", who, {}, time=time)
            for who, time in (
                (near, "2026-03-03T23:59:59Z"),
                (near, "2026-03-04T00:00:00Z"),
                (far, "2026-03-04T09:00:00Z"),
                (other, "2026-03-04T09:00:00Z"),
            )
        )
    )
    await folded(engine_pool)
    path = f"/v1/clinics/{doors.org.clinic_ids[0]}/visits"
    answer = await read(doors.therapist, path, at_least=sent["position"])
    line = {"clinic_id": str(doors.org.clinic_ids[0]), "therapist_id": None, "minutes": None, "kind": "follow_up"}
    first, second, *others = answer["visits"]
    assert (answer["as_of"]["lag_events"], answer["incomplete_of"]) == (0, [])
    held = {**line, "status": "recorded"}
    assert [first, second] == [
        {**held, "visit_id": first["visit_id"], "patient_id": str(near), "at": "2026-03-04T00:00:00Z"},
        {**held, "visit_id": second["visit_id"], "patient_id": str(other), "at": "2026-03-04T09:00:00Z"},
    ]
    cancelled = {"patient_id": str(other), "at": "2026-03-04T14:00:00Z", "minutes": 45, "status": "cancelled"}
    planned = {"patient_id": str(near), "at": "2026-03-05T11:59:59Z", "minutes": 30, "status": "scheduled"}
    assert others == [
        {**line, **cancelled, "visit_id": off["id"]},
        {**line, **planned, "visit_id": late["id"], "kind": "telehealth"},
    ]

    async def times(**bounds: str) -> list[str]:
        return [visit["at"] for visit in (await read(doors.owner, path, **bounds))["visits"]]

    assert await times(**{"from": "2026-03-05T00:00:00Z"}) == ["2026-03-05T11:59:59Z", "2026-03-05T12:00:00Z"]
    assert await times(to="2026-03-04T00:00:00Z") == ["2026-03-03T23:59:59Z"]
    assert await times(**{"from": "2026-03-05T12:00:00Z", "to": "2026-03-05T12:00:01Z"}) == ["2026-03-05T12:00:00Z"]


async def hurting(doors: Doors, clock: SetClock, clinic: int, hours: float | None) -> None:
    """A patient whose exercise hurts; after so many hours it is rested, or never."""
    patient_id = await doors.enrol(clinic)
    program = {"patient_id": str(patient_id), "prescriptions": [{**BRIDGE, "prescription_id": str(uuid4())}]}
    given = (await doors.owner.post("/v1/commands/assign-program", json=program)).json()
    await doors.send(event("barrier.reported", patient_id, {"reason": "hurts", "exercise_id": BRIDGE_ID}))
    if hours is not None:
        clock.instant += timedelta(hours=hours)
        rest = {"patient_id": str(patient_id), "program_id": given["id"], "last_day": "2026-04-01"}
        assert (await doors.owner.post("/v1/commands/advise-rest", json=rest)).json()["status"] == "stored"


async def test_a_clinic_learns_how_soon_hurts_is_answered(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    for hours in (1, 2.5, 4, None):
        await hurting(doors, clock, 0, hours)
    await hurting(doors, clock, 1, 1)
    await folded(engine_pool)
    path = f"/v1/clinics/{doors.org.clinic_ids[0]}/hurts"
    few = await read(doors.therapist, path)
    assert few["all"] == {"hurts": 4, "answered": 3, "median_hours": None, "ninetieth_hours": None}
    for hours in (3, 30):
        await hurting(doors, clock, 0, hours)
    await folded(engine_pool)
    line = {"hurts": 6, "answered": 5, "median_hours": 3, "ninetieth_hours": 30}
    answer = await read(doors.therapist, path)
    assert {**answer, "as_of": None} == {
        "as_of": None,
        "all": line,
        "by_therapist": [{"therapist_id": None, "answers": line}],
        "incomplete_of": [],
    }
    early = await read(doors.therapist, path, **{"from": "2026-03-04T12:00:00Z", "to": "2026-03-04T13:00:00Z"})
    assert (early["all"]["hurts"], early["all"]["answered"]) == (1, 1)


@pytest.mark.parametrize("path", ["hurts", "visits"])
async def test_what_is_asked_of_a_clinic_is_for_its_staff(doors: Doors, path: str) -> None:
    near, far = doors.org.clinic_ids
    answers = [
        await asker.get(f"/v1/clinics/{clinic}/{path}")
        for asker, clinic in (
            (doors.therapist, near),
            (doors.therapist, far),
            (doors.owner, far),
            (doors.owner, "none"),
            (doors.owner, uuid4()),
            (doors.owner, await doors.enrol()),
            (doors.partner, near),
        )
    ]
    assert [(answer.status_code, answer.json().get("code")) for answer in answers] == [
        (200, None),
        (404, "unknown_clinic"),
        (200, None),
        (404, "unknown_clinic"),
        (404, "unknown_clinic"),
        (404, "unknown_clinic"),
        (403, "forbidden"),
    ]


@pytest.mark.parametrize(
    ("path", "most"), [("exercise-pain", timedelta(400)), ("hurts", timedelta(400)), ("visits", timedelta(31))]
)
async def test_what_is_asked_of_a_clinic_has_a_longest_stretch(doors: Doors, path: str, most: timedelta) -> None:
    address = f"/v1/clinics/{doors.org.clinic_ids[0]}/{path}"
    for longer, expected in ((timedelta(), (200, None)), (timedelta(seconds=1), (400, "invalid_parameter"))):
        bounds = {"from": (NOON - most - longer).isoformat(), "to": NOON.isoformat()}
        answer = await doors.owner.get(address, params=bounds)
        assert (answer.status_code, answer.json().get("code")) == expected
