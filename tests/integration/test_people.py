"""Staff leave and hand over, patients move, two that are one person become one: through the doors and the workers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, client, event, open_doors
from tests.support.effect_hands import done_now
from tests.support.invited import own_key
from tests.support.readings import BRIDGE, PAIN, alerted, folded, read
from workers.delivery import Delivery
from workers.effects import End


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def give(asker: httpx2.AsyncClient, name: str, **body: object) -> dict[str, Any]:
    answer = await asker.post(f"/v1/commands/{name}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refusal(asker: httpx2.AsyncClient, name: str, **body: object) -> tuple[int, str]:
    answer = await asker.post(f"/v1/commands/{name}", json=body)
    return answer.status_code, answer.json()["code"]


async def worked(doors: Doors, pool: Pool, clock: SetClock, after: timedelta = timedelta()) -> list[End]:
    """What is due, and what follows from it, done."""
    await folded(pool)
    clock.instant += after
    delivery = Delivery(doors.context, pool, {})
    ended: list[End] = []
    while now := await done_now(pool, doors.org.organisation_id, clock.instant, delivery):
        ended += now
    await folded(pool)
    return ended


async def invited(doors: Doors, role: str, *clinics: UUID) -> tuple[str, str]:
    """Their id and a key of their own."""
    private = {"name": role, "email": f"{uuid4()}@clinic.test"}
    done = await give(doors.owner, "invite-staff", role=role, clinics=[str(each) for each in clinics], private=private)
    return done["id"], await own_key(doors.app, done["invitation"])


async def caseload_of(doors: Doors, therapist_id: object) -> list[str]:
    answer = await read(doors.owner, "/v1/caseload", therapist=therapist_id)
    return [line["patient"]["patient_id"] for line in answer["patients"]]


async def test_whoever_leaves_hands_their_patients_over(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    harbour, _ = doors.org.clinic_ids
    leaving, _ = await invited(doors, "therapist")
    staying, _ = await invited(doors, "therapist", harbour)
    patients, far = [str(await doors.enrol()) for _ in range(3)], str(await doors.enrol(clinic=1))
    for patient_id in (*patients, far):
        await give(doors.owner, "assign-therapist", patient_id=patient_id, therapist_id=leaving)
    await give(doors.owner, "remove-staff", staff_id=leaving, hand_over_to=staying)
    await worked(doors, engine_pool, clock)
    shown = (await caseload_of(doors, leaving), set(await caseload_of(doors, staying)))
    assert shown == ([far], set(patients))  # nobody is given whom they do not reach
    assert await refusal(doors.owner, "assign-therapist", patient_id=patients[0], therapist_id=leaving) == (
        404,
        "unknown_staff",
    )


async def test_of_two_owners_who_go_at_once_one_stays(doors: Doors, engine_pool: Pool) -> None:
    first = str(doors.org.owner_id)
    await folded(engine_pool)
    assert await refusal(doors.owner, "remove-staff", staff_id=first) == (422, "last_owner")
    second, key = await invited(doors, "owner")
    await folded(engine_pool)
    async with client(doors.app, key) as other:
        answers = await asyncio.gather(
            doors.owner.post("/v1/commands/remove-staff", json={"staff_id": first}),
            other.post("/v1/commands/change-staff-role", json={"staff_id": second, "role": "admin"}),
        )
    assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_nobody_rises_above_themselves_nor_touches_who_stands_above(doors: Doors, engine_pool: Pool) -> None:
    harbour, hill = doors.org.clinic_ids
    admin, key = await invited(doors, "admin", harbour)
    therapist, other = map(str, doors.org.therapist_ids)
    await folded(engine_pool)
    async with client(doors.app, key) as asker:
        for body in (
            {"staff_id": admin, "role": "owner", "clinics": [str(harbour)]},
            {"staff_id": admin, "role": "admin", "clinics": []},
            {"staff_id": admin, "role": "admin", "clinics": [str(harbour), str(hill)]},
            {"staff_id": str(doors.org.owner_id), "role": "assistant", "clinics": [str(harbour)]},
        ):
            status, _ = await refusal(asker, "change-staff-role", **body)
            assert status in (403, 404), body
        assert await refusal(asker, "remove-staff", staff_id=str(doors.org.owner_id)) == (403, "forbidden")
        assert await refusal(asker, "remove-staff", staff_id=other) == (404, "unknown_staff")
        await give(asker, "change-staff-role", staff_id=therapist, role="assistant", clinics=[str(harbour)])
    assert await refusal(doors.therapist, "remove-staff", staff_id=other) == (403, "forbidden")


async def test_a_patient_moves_and_is_read_at_the_new_clinic_alone(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    assert (await doors.therapist.get(f"/v1/patients/{patient_id}/adherence")).status_code == 200
    await give(
        doors.owner,
        "transfer-patient",
        patient_id=str(patient_id),
        clinic_id=str(doors.org.clinic_ids[1]),
        therapist_id=str(doors.org.therapist_ids[1]),
    )
    await folded(engine_pool)
    assert (await doors.therapist.get(f"/v1/patients/{patient_id}/adherence")).status_code == 404
    assert await caseload_of(doors, doors.org.therapist_ids[1]) == [str(patient_id)]


async def test_a_patient_comes_back_into_care(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    patient_id = await doors.enrol()
    await doors.does("discharge-patient", patient_id, reason="goals_met")
    clock.instant += timedelta(days=2)
    await folded(engine_pool)
    assert (await read(doors.owner, "/v1/caseload"))["patients"] == []
    await doors.does("readmit-patient", patient_id)
    await folded(engine_pool)
    (line,) = (await read(doors.owner, "/v1/caseload"))["patients"]
    assert (line["patient"]["patient_id"], line["patient"]["status"]) == (str(patient_id), "active")


async def test_two_that_are_one_become_one(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    kept, duplicate = await doors.enrol(), await doors.enrol()
    for patient_id in (kept, duplicate):
        await doors.does(
            "assign-program",
            patient_id,
            prescriptions=[{**BRIDGE, "prescription_id": str(uuid4())}],
            effective="2026-03-04",
        )
    (prescription,) = await _prescriptions(doors, duplicate, engine_pool)
    logged = event("session.logged", duplicate, {"entries": [{"prescription_id": prescription}], "note": "Easy."})
    felt = event("symptom.reported", duplicate, {**PAIN, "level": 8, "note": "On the stairs."})
    await doors.send(logged, felt)
    await alerted(engine_pool, doors.context)
    assert len((await read(doors.owner, "/v1/alerts", patient=duplicate))["alerts"]) == 1

    merging = {"patient_id": str(kept), "duplicate_id": str(duplicate)}
    await give(doors.owner, "merge-patients", **merging)
    assert End.DEAD not in await worked(doors, engine_pool, clock)
    assert (await give(doors.owner, "merge-patients", **merging))["status"] == "unchanged"

    adherence = (await read(doors.owner, f"/v1/patients/{kept}/program/today"))["today"]
    assert adherence["due"][0]["left"] == "0"
    (session,) = (await read(doors.owner, f"/v1/patients/{kept}/sessions"))["sessions"]
    async with doors.context.reading(doors.org.organisation_id) as db:
        words = await doors.context.vault.open(db, doors.org.organisation_id, kept)
    assert {"note": "Easy."} in words.values()
    (symptom,) = (await read(doors.owner, f"/v1/patients/{kept}/symptoms"))["symptoms"]
    assert symptom["felt"]["level"] == 8
    assert [line["patient"]["patient_id"] for line in (await read(doors.owner, "/v1/caseload"))["patients"]] == [
        str(kept)
    ]
    closed = (await read(doors.owner, "/v1/alerts", status="resolved"))["alerts"]
    assert [(one["patient_id"], one["resolution"]) for one in closed] == [(str(duplicate), "moved")]
    assert (await read(doors.partner, f"/v1/patients/{duplicate}/sessions"))["sessions"] == [session]

    again = await doors.send(logged, event("session.corrected", duplicate, {"report": logged["id"], "effort": 3}))
    assert [one["status"] for one in again] == ["duplicate", "stored"]
    late = event("symptom.reported", duplicate, {**PAIN, "level": 2}, time="2026-03-04T11:30:00Z")
    await doors.send(late)
    await worked(doors, engine_pool, clock, after=timedelta(minutes=2))
    assert [one["felt"]["level"] for one in (await read(doors.owner, f"/v1/patients/{kept}/symptoms"))["symptoms"]] == [
        8,
        2,
    ]
    (session,) = (await read(doors.owner, f"/v1/patients/{kept}/sessions"))["sessions"]
    assert session["effort"] == 3
    assert await refusal(doors.owner, "discharge-patient", patient_id=str(duplicate), reason="other") == (422, "merged")


async def test_an_open_red_flag_of_a_duplicate_holds_the_kept_one(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    kept, duplicate = await doors.enrol(), await doors.enrol()
    await doors.does(
        "assign-program", kept, prescriptions=[{**BRIDGE, "prescription_id": str(uuid4())}], effective="2026-03-04"
    )
    await doors.send(event("redflag.reported", duplicate, {"signs": ["chest_pain"], "note": "Since this morning."}))
    await give(doors.owner, "merge-patients", patient_id=str(kept), duplicate_id=str(duplicate))
    await worked(doors, engine_pool, clock)
    await alerted(engine_pool, doors.context)
    today = (await read(doors.owner, f"/v1/patients/{kept}/program/today"))["today"]
    assert (today["due"], today["hold"]["first_day"]) == ([], "2026-03-04")
    open_now = (await read(doors.owner, "/v1/alerts"))["alerts"]
    assert [(one["patient_id"], one["rule"], one["grade"]) for one in open_now] == [(str(kept), "red_flag", "critical")]


async def _prescriptions(doors: Doors, patient_id: UUID, pool: Pool) -> list[str]:
    await folded(pool)
    today = (await read(doors.owner, f"/v1/patients/{patient_id}/program/today"))["today"]
    return [each["prescription_id"] for program in today["programs"] for each in program["prescriptions"]]
