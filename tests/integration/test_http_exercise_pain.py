"""Which exercise hurts: one patient's answer, and a clinic's where enough of its patients have rated it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from services.context import Context
from services.http.examples import BRIDGE, LEG_RAISE
from tests.support.doors import Doors, client, event, founded, open_doors
from tests.support.readings import folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def session(patient_id: UUID, day: int, *entries: Mapping[str, Any]) -> dict[str, Any]:
    """At eleven of a day in March; the clock stands at noon of the 4th."""
    return event("session.logged", patient_id, {"entries": entries}, time=f"2026-03-{day:02}T11:00:00Z")


def hurt(pain: float, exercise_id: str = LEG_RAISE) -> dict[str, Any]:
    return {"exercise_id": exercise_id, "side": "left" if exercise_id == LEG_RAISE else "none", "pain": pain}


def during(patient_id: UUID, pain: float) -> dict[str, Any]:
    """A report of pain during leg raises."""
    said = {"region": "knee", "side": "left", "level": pain, "timing": "during", "exercise_id": LEG_RAISE}
    return event("symptom.reported", patient_id, said)


async def test_a_patients_exercises_the_worst_first(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    (sent, *_) = await doors.send(
        session(patient_id, 1, hurt(2.5), hurt(6), hurt(1, BRIDGE), hurt(1, BRIDGE)),
        during(patient_id, 5.1),
        session(patient_id, 9, hurt(10)),  # ahead of the clock
    )
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}/exercise-pain"
    raise_, bridge = (await read(doors.therapist, path, at_least=sent["position"]))["exercises"]
    assert raise_ == {
        "exercise_id": LEG_RAISE,
        "side": "left",
        "sessions": 1,
        "ratings": 3,
        "median": 5.1,
        "highest": 6,
        "over_band": 2,
        "last_at": "2026-03-04T11:00:00Z",
    }
    assert (bridge["exercise_id"], bridge["ratings"], bridge["median"]) == (BRIDGE, 2, None)
    (later,) = (await read(doors.partner, path, **{"from": "2026-03-02T00:00:00Z"}))["exercises"]
    assert (later["ratings"], later["median"], later["highest"]) == (1, None, 5.1)
    assert (await read(doors.owner, path, to="2026-03-01T00:00:00Z"))["exercises"] == []


async def test_a_clinics_exercises_are_told_where_enough_patients_have_rated_them_often_enough(
    doors: Doors, engine_pool: Pool
) -> None:
    patients = [await doors.enrol() for _ in range(5)]
    far = await doors.enrol(clinic=1)
    for patient_id in patients:
        await doors.send(*(session(patient_id, day, hurt(2), hurt(9, BRIDGE)) for day in (1, 2, 3)))
        await doors.send(during(patient_id, 4))
    await doors.send(session(far, 1, hurt(9)))
    await folded(engine_pool)
    path = f"/v1/clinics/{doors.org.clinic_ids[0]}/exercise-pain"
    leg_raise = {
        "exercise_id": LEG_RAISE,
        "side": "left",
        "sessions": 15,
        "patients": 5,
        "ratings": 20,
        "median": 2,
        "over_band": "0.0000",
        "patients_over_band": 0,
    }
    first = await read(doors.therapist, path)
    assert first["exercises"] == [leg_raise]
    assert (first["too_few"], first["incomplete_of"]) == ([{"exercise_id": BRIDGE, "side": "none"}], [])
    await doors.send(session(patients[0], 4, hurt(9), *[hurt(9, BRIDGE)] * 5))
    await folded(engine_pool)
    second = await read(doors.owner, path)
    assert [(line["exercise_id"], line["over_band"], line["patients_over_band"]) for line in second["exercises"]] == [
        (BRIDGE, "1.0000", 5),
        (LEG_RAISE, "0.0476", 1),
    ]
    assert second["too_few"] == []
    few = await read(doors.owner, path, **{"from": "2026-03-02T00:00:00Z"})
    assert (few["exercises"], len(few["too_few"])) == ([], 2)
    assert (await read(doors.owner, path, to="2026-03-01T00:00:00Z"))["too_few"] == []


async def test_a_clinics_exercises_are_for_its_staff(doors: Doors, context: Context) -> None:
    near, far = [f"/v1/clinics/{clinic_id}/exercise-pain" for clinic_id in doors.org.clinic_ids]
    assert (await doors.partner.get(near)).status_code == 403
    nowhere = [f"/v1/clinics/{name}/exercise-pain" for name in (uuid4(), await doors.enrol(), "harbour")]
    for asker, path in ((doors.therapist, far), *((doors.owner, path) for path in nowhere)):
        answer = await asker.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_clinic")
    assert (await doors.owner.get(far)).status_code == 200
    neighbours = await founded(context, "Neighbours")
    async with client(doors.app, neighbours.owner_key) as stranger:
        assert (await stranger.get(near)).json()["code"] == "unknown_clinic"
