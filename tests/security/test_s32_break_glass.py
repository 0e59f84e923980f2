"""S32: who breaks the glass gives a reason, may look for an hour and no more, and nothing of it goes unnoticed."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from asyncpg import InsufficientPrivilegeError

from eventstore.walls import Pool
from services.audit.break_glass import BREAK
from services.context import Context
from tests.support.audited import noting
from tests.support.database import Database
from tests.support.doors import Doors, open_doors
from tests.support.effect_hands import done_now
from tests.support.reminding import Taking
from tests.support.tampering import superuser
from tests.support.times import NOON
from workers.delivery import Delivery

REASON = "Fell in our waiting room, next of kin unknown"
PAINFUL = {"region": "knee", "side": "left", "level": 3, "occurred_at": "2026-03-04T11:00:00Z"}


async def broken(asker: httpx2.AsyncClient, patient_id: object, reason: str = REASON) -> httpx2.Response:
    return await asker.post(f"/v1/patients/{patient_id}/break-glass", json={"reason": reason})


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_out_of_reach_is_read_for_an_hour_and_each_look_is_noted(
    doors: Doors, context: Context, database: Database
) -> None:
    far, org_id = await doors.enrol(clinic=1), doors.org.organisation_id
    path = f"/v1/patients/{far}/adherence"
    async with noting(context, org_id) as lines:
        before = await doors.therapist.get(path)
        granted = await broken(doors.therapist, far)
        looks = [await doors.therapist.get(path), await doors.therapist.get(f"/v1/patients/{far}")]
        async with superuser(database) as db:  # an hour goes by
            await db.execute("UPDATE access.break_glass SET ends_at = clock_timestamp()")
        after = await doors.therapist.get(path)
    assert [answer.status_code for answer in (before, granted, *looks, after)] == [404, 200, 200, 200, 404]
    who = f"staff:{doors.org.therapist_ids[0]}"
    assert [(line.kind, line.actor, line.operation, line.right, line.patients) for line in lines] == [
        ("refused", who, "patientAdherence", "", {str(far)}),
        ("break_glass", who, "breakGlass", "break_glass", {str(far)}),
        ("break_glass", who, "patientAdherence", "break_glass", {str(far)}),
        ("break_glass", who, "onePatient", "break_glass", {str(far)}),
        ("refused", who, "patientAdherence", "", {str(far)}),
    ]
    assert lines[1].detail == {"grant_id": granted.json()["grant_id"]}
    async with context.reading(org_id) as db:
        [row] = await db.fetch("SELECT *, ends_at - began_at AS lasted FROM access.break_glass")
    assert (row["patient_id"], row["staff_id"]) == (far, doors.org.therapist_ids[0])
    assert REASON.encode() not in row["sealed"]


async def test_a_look_lasts_an_hour(doors: Doors, context: Context) -> None:
    far = await doors.enrol(clinic=1)
    assert (await broken(doors.therapist, far)).status_code == 200
    async with context.reading(doors.org.organisation_id) as db:
        lasts = await db.fetchval("SELECT extract(epoch FROM ends_at - began_at)::integer FROM access.break_glass")
    assert lasts == 3600


async def test_who_looks_changes_nothing_and_opens_nobody_else(doors: Doors) -> None:
    far, other = await doors.enrol(clinic=1), await doors.enrol(clinic=1)
    assert (await broken(doors.therapist, far)).status_code == 200
    said = await doors.therapist.post(f"/v1/patients/{far}/messages", json={"text": "Hello"})
    felt = await doors.therapist.post("/v1/commands/report-pain", json={"patient_id": str(far), **PAINFUL})
    assert [answer.status_code for answer in (said, felt)] == [404, 404]
    assert (await doors.therapist.get(f"/v1/patients/{other}")).status_code == 404


async def test_there_is_no_glass_without_a_reason_before_strangers_or_within_reach(doors: Doors) -> None:
    near, far = await doors.enrol(), await doors.enrol(clinic=1)
    answers = [
        await broken(doors.therapist, far, reason=""),
        await broken(doors.therapist, uuid4()),
        await broken(doors.therapist, near),
        await broken(doors.partner, far),
    ]
    assert [answer.json()["code"] for answer in answers] == [
        "invalid",
        "unknown_patient",
        "within_reach",
        "forbidden",
    ]


async def test_owner_and_lead_are_told_at_once(doors: Doors, context: Context, engine_pool: Pool) -> None:
    org, mail = doors.org, Taking("email")
    lead = {"clinic_id": str(org.clinic_ids[1]), "staff_id": str(org.therapist_ids[1])}
    assert (await doors.owner.post("/v1/commands/name-clinic-lead", json=lead)).status_code == 200
    far = await doors.enrol(clinic=1)
    assert (await broken(doors.therapist, far)).status_code == 200
    delivery = Delivery(context, engine_pool, {"email": mail})
    while await done_now(engine_pool, org.organisation_id, NOON, delivery):
        pass
    told = [letter for letter in mail.taken if "emergency" in letter.words.subject]
    assert {letter.to.person_id for letter in told} == {org.owner_id, org.therapist_ids[1]}
    assert len(told) == 2
    assert all("Hill" in letter.words.text and REASON not in letter.words.text for letter in told)
    assert all(str(far) not in letter.words.text for letter in told)


async def test_a_grant_that_cannot_be_noted_is_none(doors: Doors, context: Context, database: Database) -> None:
    far = await doors.enrol(clinic=1)
    async with superuser(database) as db:
        await db.execute("REVOKE INSERT ON access.audit FROM carryover_append")
        refused = await broken(doors.therapist, far)
        await db.execute("GRANT INSERT ON access.audit TO carryover_append")
        granted = await db.fetchval("SELECT count(*) FROM access.break_glass")
        told = await db.fetchval("SELECT count(*) FROM log.effect WHERE kind = 'break_glass.tell'")
    assert (refused.status_code >= 500, granted, told) == (True, 0, 0)


async def test_the_database_breaks_no_glass_beyond_the_wall_nor_where_nobody_would_hear_of_it(
    doors: Doors, context: Context
) -> None:
    """Whoever came as far as a connection of the doors."""
    here, other = doors.org.organisation_id, uuid4()
    telling = {
        "effect_id": str(uuid4()),
        "kind": "break_glass.tell",
        "dedupe_key": "x",
        "due_at": "2026-03-04T12:00:00Z",
    }
    effect = {**telling, "payload": {}}
    entry = {
        "org_id": str(here),
        "kind": "break_glass",
        "actor": "staff:x",
        "via": "",
        "by_right": "",
        "operation": "",
        "patients": [],
        "count": 0,
        "detail": {},
    }
    for org_id, effects, noted in (
        (other, [effect], [{**entry, "org_id": str(other)}]),
        (here, [{**effect, "kind": "alert.deliver"}], [entry]),
        (here, [], [entry]),
        (here, [effect], []),
        (here, [effect], [{**entry, "org_id": str(other)}]),
        (here, [effect], [{**entry, "kind": "read"}]),
    ):
        ids = [uuid4() for _ in range(4)]
        async with context.writing(here) as db:
            with pytest.raises(InsufficientPrivilegeError):
                await db.fetchval(BREAK, org_id, *ids, b"", json.dumps(effects), json.dumps(noted))
