"""Trying thresholds on a clinic's own past, from the door through the workers to the answer."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from projections.runner import run_once
from services.context import Context
from services.dry_runs import DRY_RUN_WORK
from tests.support.doors import Doors, event, open_doors
from tests.support.effect_hands import done_now
from tests.support.effect_rows import change
from tests.support.readings import folded
from workers.delivery import Delivery
from workers.effects import End
from workers.reactor import Alerting

STRICTER = {"policy": {"high_pain": 5}}
BACKWARDS = {**STRICTER, "first_day": "2026-03-02", "last_day": "2026-03-01"}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def felt(doors: Doors, patient_id: UUID, level: float, time: str, region: str = "knee") -> None:
    await doors.send(event("symptom.reported", patient_id, {"region": region, "level": level}, time=time))


async def ask(doors: Doors, body: object, clinic: int = 0) -> str:
    answer = await doors.owner.post(f"/v1/clinics/{doors.org.clinic_ids[clinic]}/policy/dry-run", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "stored"
    return f"/v1/clinics/{doors.org.clinic_ids[clinic]}/policy/dry-runs/{answer.json()['id']}"


async def work(doors: Doors, pool: Pool) -> list[End]:
    """Everything that is due, as often as something follows from it."""
    ended: list[End] = []
    now = doors.context.clock.now(doors.org.organisation_id)
    while some := await done_now(pool, doors.org.organisation_id, now, Delivery(doors.context, pool)):
        ended += some
    return ended


async def test_a_lower_threshold_shows_what_it_would_have_found_beside_what_was_found(
    doors: Doors, engine_pool: Pool
) -> None:
    """Now is noon of Wednesday, 4 March."""
    one, other, far = await doors.enrol(), await doors.enrol(), await doors.enrol(clinic=1)
    await felt(doors, one, 6, "2026-03-04T07:00:00Z")
    await felt(doors, one, 8, "2026-03-04T08:00:00Z", region="hip")
    await felt(doors, other, 2, "2026-03-04T08:00:00Z")
    await felt(doors, far, 6, "2026-03-04T08:00:00Z")
    await run_once(engine_pool, [Alerting(doors.context)])
    await folded(engine_pool)
    path = await ask(doors, {**STRICTER, "first_day": "2026-03-01", "last_day": "2026-03-07"})
    waiting = (await doors.owner.get(path)).json()
    assert (waiting["state"], waiting["progress"]) == ("waiting", {"parts": 0, "parts_done": 0, "patients": 0})
    assert set(await work(doors, engine_pool)) <= {End.DONE, End.MOOT}
    answer = (await doors.owner.get(path)).json()
    assert (answer["state"], answer["progress"]) == ("done", {"parts": 1, "parts_done": 1, "patients": 2})
    assert (answer["would"], answer["raised"]) == (2, 1)
    assert answer["rules"] == [{"rule": "high_pain", "would": 2, "raised": 1}]
    [therapist] = answer["therapists"]
    assert (therapist["therapist_id"], therapist["would_a_week"], therapist["raised_a_week"]) == (None, 2.0, 1.0)
    assert therapist["weeks"] == [{"monday": "2026-03-02", "would": 2, "raised": 1}]
    [found] = answer["only_with_it"]
    assert (found["patient_id"], found["rule"], found["scope"], found["grade"]) == (
        *(str(one), "high_pain", "knee", "critical"),
    )
    assert answer["no_more"] == []
    opened = await doors.owner.get(f"/v1/patients/{one}/symptoms", params={"as_of": found["at"]})
    assert opened.status_code == 200, opened.text


async def test_a_higher_threshold_shows_what_would_be_raised_no_more(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await felt(doors, patient_id, 8, "2026-03-04T08:00:00Z")
    await run_once(engine_pool, [Alerting(doors.context)])
    await folded(engine_pool)
    path = await ask(doors, {"policy": {"high_pain": 9}, "last_day": "2026-03-04"})
    await work(doors, engine_pool)
    answer = (await doors.owner.get(path)).json()
    assert (answer["first_day"], answer["last_day"]) == ("2025-03-05", "2026-03-04")
    assert (answer["would"], answer["raised"], answer["only_with_it"]) == (0, 1, [])
    assert [gone["patient_id"] for gone in answer["no_more"]] == [str(patient_id)]


async def test_a_clinic_without_patients_is_done_at_once(doors: Doors, engine_pool: Pool) -> None:
    path = await ask(doors, STRICTER)
    await work(doors, engine_pool)
    answer = (await doors.owner.get(path)).json()
    assert (answer["state"], answer["would"], answer["raised"], answer["therapists"]) == ("done", 0, 0, [])


async def test_the_first_dates_there_are_can_be_tried(doors: Doors) -> None:
    run = await doors.owner.get(await ask(doors, {**STRICTER, "last_day": "0001-01-05"}))
    assert (run.json()["first_day"], run.json()["last_day"]) == ("0001-01-01", "0001-01-05")


async def test_asking_again_under_the_same_key_is_the_same_run(doors: Doors) -> None:
    key = {"idempotency-key": "try-1"}
    path = f"/v1/clinics/{doors.org.clinic_ids[0]}/policy/dry-run"
    first = await doors.owner.post(path, json=STRICTER, headers=key)
    again = await doors.owner.post(path, json=STRICTER, headers=key)
    assert (first.json()["status"], again.json()["status"]) == ("stored", "stored")
    assert first.json()["id"] == again.json()["id"]


async def test_a_part_that_nobody_survives_is_told_as_failed(doors: Doors, engine_pool: Pool) -> None:
    await doors.enrol()
    await folded(engine_pool)
    path = await ask(doors, STRICTER)
    now = doors.context.clock.now(doors.org.organisation_id)
    await done_now(engine_pool, doors.org.organisation_id, now, Delivery(doors.context, engine_pool))
    dead = f"UPDATE log.effect SET state = 'dead' WHERE org_id = $1 AND kind = '{DRY_RUN_WORK}'"
    await change(engine_pool, doors.org.organisation_id, dead)
    assert (await doors.owner.get(path)).json()["state"] == "failed"


async def test_who_may_not_set_a_policy_tries_none_and_a_clinic_out_of_reach_is_none(doors: Doors) -> None:
    near, far = (f"/v1/clinics/{clinic_id}/policy" for clinic_id in doors.org.clinic_ids)
    refused = [
        await doors.therapist.post(f"{near}/dry-run", json=STRICTER),
        await doors.partner.post(f"{near}/dry-run", json=STRICTER),
        await doors.owner.post(f"/v1/clinics/{uuid4()}/policy/dry-run", json=STRICTER),
        await doors.owner.post(f"{near}/dry-run", json={"policy": {"high_pain": 0.5, "high_pain_age_hours": 0}}),
        await doors.owner.post(
            f"{near}/dry-run", json={**STRICTER, "first_day": "2026-03-02", "last_day": "2026-03-01"}
        ),
        await doors.owner.get(f"{near}/dry-runs/{uuid4()}"),
        await doors.therapist.get(f"{far}/dry-runs/{uuid4()}"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [
        (403, "forbidden"),
        (403, "forbidden"),
        (404, "unknown_clinic"),
        (422, "bad_policy"),
        (422, "bad_range"),
        (404, "unknown_dry_run"),
        (404, "unknown_clinic"),
    ]
