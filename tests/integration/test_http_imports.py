"""Bringing in files: from the door through the workers to an outcome for each line."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from asyncpg import InsufficientPrivilegeError

from eventstore.pools import opened_pool
from eventstore.walls import reading
from services.actor import Actor
from services.context import Context
from services.due import have_done
from services.http.body import CSV, JSON_LINES
from services.http.imports.taking import event_taker
from services.imports.job import LineOutcome, Turn, turn_effect
from tests.support.audited import noting
from tests.support.both_routes import is_problem
from tests.support.database import Database
from tests.support.doors import SOURCE, event
from tests.support.effect_hands import done_now
from tests.support.effect_rows import change, let_leases_run_over
from tests.support.import_desk import Desk, counts, json_lines, open_desk
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.effects import End
from workers.import_take import TakeEvents
from workers.kinds import kinds_of

PAIN = {"region": "knee", "level": 5}


@pytest.fixture(scope="module")
async def opened(template: Database) -> AsyncIterator[Desk]:
    async with open_desk(template) as desk:
        yield desk


@pytest.fixture
async def desk(opened: Desk) -> AsyncIterator[Desk]:
    yield opened
    await opened.cancel_all()


async def keys_of(desk: Desk) -> int:
    """How many people of the organisation have a key."""
    url, org_id = desk.doors.context.settings.keys_url, desk.doors.org.organisation_id
    async with opened_pool(url, statement_seconds=5) as keys, reading(keys, org_id) as db:
        found: int = await db.fetchval("SELECT count(*) FROM keys.subject")
        return found


async def test_every_line_has_its_outcome(desk: Desk) -> None:
    patient_id = await desk.doors.enrol()
    good = event("symptom.reported", patient_id, PAIN)
    parts = [
        json_lines(good, event("symptom.reported", patient_id, {**PAIN, "level": 11})),
        b"\n{\r\n" + json_lines(event("symptom.reported", uuid4(), PAIN), good).rstrip(),
    ]
    path, stands = await desk.done("events", *parts)
    assert (stands["state"], stands["lines"], stands["done"]) == ("done", 6, 6)
    assert counts(stands) == {"stored": 1, "duplicate": 1, "refused": 3, "empty": 1}
    told = await desk.told("events", path)
    assert [(line["line"], line["code"], line.get("at")) for line in told] == [
        (2, "invalid", "/data/level"),
        (4, "malformed_json", None),
        (5, "unknown_patient", "/subject"),
    ]
    assert told[0]["source"] == SOURCE
    assert [line["status"] for line in await desk.told("events", path, "lines")] == [
        *("stored", "refused", "empty", "refused", "refused", "duplicate"),
    ]
    assert (await desk.doors.partner.get(f"{path}/errors", params={"after_line": 5})).content == b""
    found = await desk.doors.context.store.by_subject(desk.doors.org.organisation_id, patient_id)
    assert [str(one.correlation_id) for one in found[1:]] == [path.rpartition("/")[2]]


async def test_a_try_of_events_writes_nothing(desk: Desk) -> None:
    patient_id = await desk.doors.enrol()
    before = await desk.doors.context.store.head(desk.doors.org.organisation_id)
    lines = json_lines(event("symptom.reported", patient_id, PAIN), event("symptom.reported", "ext:nobody", PAIN))
    _, stands = await desk.done("events", lines, dry_run=True)
    assert counts(stands) == {"good": 1, "refused": 1}
    assert await desk.doors.context.store.head(desk.doors.org.organisation_id) == before


async def test_a_try_says_of_each_line_what_the_log_would_say_and_makes_no_key(desk: Desk) -> None:
    here, nowhere = str(desk.doors.org.clinic_ids[0]), str(uuid4())
    data = {"zone": "Europe/Berlin", "name": "Ada Example"}
    stored = event("symptom.reported", await desk.doors.enrol(), PAIN)
    await desk.doors.send(stored)
    lines = json_lines(
        event("patient.enrolled", "ext:tried", {**data, "clinic_id": here}),
        event("symptom.reported", "ext:tried", {**PAIN, "note": "Sore."}),
        event("patient.enrolled", "ext:tried elsewhere", {**data, "clinic_id": nowhere}),
        stored,
    )
    before = await keys_of(desk)
    path, stands = await desk.done("events", lines, dry_run=True)
    assert await keys_of(desk) == before
    assert counts(stands) == {"good": 2, "duplicate": 1, "refused": 1}
    assert [(line["line"], line["code"]) for line in await desk.told("events", path)] == [(3, "unknown_clinic")]


async def test_who_is_unknown_to_an_import_is_noted_as_refused_by_it(desk: Desk) -> None:
    async with noting(desk.doors.context, desk.doors.org.organisation_id) as lines:
        await desk.done("events", json_lines(event("symptom.reported", uuid4(), PAIN)))
    assert [line.operation for line in lines if line.kind == "refused"] == ["startImport"]


async def test_who_is_enrolled_by_a_line_is_known_to_the_lines_behind_it(desk: Desk) -> None:
    data = {"clinic_id": str(desk.doors.org.clinic_ids[0]), "zone": "Europe/Berlin", "name": "Ada Example"}
    enrolment = event("patient.enrolled", "ext:by the file", data)
    reports = [event("symptom.reported", "ext:by the file", {**PAIN, "note": "Sore."}) for _ in range(600)]
    _, stands = await desk.done("events", json_lines(enrolment, *reports[:300]), json_lines(*reports[300:]))
    assert counts(stands) == {"stored": 601}


async def test_parts_come_in_any_order_and_twice_and_are_gone_at_the_end(desk: Desk) -> None:
    patient_id = await desk.doors.enrol()
    first, second = (json_lines(event("symptom.reported", patient_id, PAIN)) for _ in range(2))
    path = await desk.begin("events")
    answers = [await desk.put("events", path, number, body) for number, body in ((2, second), (1, b"{"), (2, second))]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    missing = await desk.doors.partner.post(f"{await desk.begin('events')}/start")
    is_problem(missing, 409, "missing_parts")
    assert (await desk.put("events", path, 1, first)).json()["lines"] == 1
    for _ in range(2):
        assert (await desk.doors.partner.post(f"{path}/start")).json()["state"] == "running"
    assert (await desk.put("events", path, 1, first)).status_code == 200
    is_problem(await desk.put("events", path, 1, second), 409, "import_begun")
    is_problem(await desk.put("events", path, 3, second), 409, "import_begun")
    await desk.work()
    assert counts(await desk.stands("events", path)) == {"stored": 2}
    async with desk.doors.context.reading(desk.doors.org.organisation_id) as db:
        kept = await db.fetch("SELECT import_id FROM access.import_part WHERE sealed IS NOT NULL")
    assert UUID(path.rpartition("/")[2]) not in {row["import_id"] for row in kept}


async def test_a_part_stands_sealed_until_it_is_taken(desk: Desk) -> None:
    path = await desk.begin("roster", dry_run=True)
    await desk.put("roster", path, 1, b"record_number,name\nA-1,Ada Canary\n")
    async with desk.doors.context.reading(desk.doors.org.organisation_id) as db:
        sealed = await db.fetchval(
            "SELECT sealed FROM access.import_part WHERE import_id = $1", UUID(path.rpartition("/")[2])
        )
    assert b"Canary" not in sealed


async def test_a_cancelled_import_takes_no_line_more(desk: Desk) -> None:
    patient_id = await desk.doors.enrol()
    path = await desk.begin("events")
    await desk.put("events", path, 1, json_lines(event("symptom.reported", patient_id, PAIN)))
    await desk.doors.partner.post(f"{path}/start")
    assert (await desk.doors.partner.post(f"{path}/cancel")).json()["state"] == "cancelled"
    assert set(await desk.work()) == {End.MOOT}
    assert counts(await desk.stands("events", path)) == {}


async def test_imports_are_their_askers_alone(desk: Desk) -> None:
    events, roster = await desk.begin("events"), await desk.begin("roster", dry_run=True)
    for asker, path in ((desk.doors.owner, events), (desk.doors.partner, roster)):
        for answer in (
            await asker.get(path),
            await asker.get(f"{path}/errors"),
            await asker.get(f"{path}/lines"),
            await asker.post(f"{path}/start"),
            await asker.post(f"{path}/cancel"),
            await asker.put(f"{path}/parts/1", content=b"x", headers={"content-type": CSV}),
        ):
            is_problem(answer, 404, "unknown_import")
    is_problem(await desk.doors.therapist.get(roster), 403, "forbidden")
    is_problem(await desk.doors.partner.post("/v1/imports", json={"kind": "roster", "dry_run": True}), 403, "forbidden")
    is_problem(await desk.doors.owner.post("/v1/imports", json={"kind": "events"}), 403, "forbidden")


async def test_what_is_no_part_is_refused(desk: Desk) -> None:
    path = await desk.begin("events")
    wrong = await desk.doors.partner.put(f"{path}/parts/1", content=b"a,b", headers={"content-type": CSV})
    is_problem(wrong, 415, "unsupported_media_type")
    is_problem(await desk.put("events", path, 1, b""), 400, "empty")
    for number in ("0", "10001", "x", "-1", "1e3"):
        answer = await desk.doors.partner.put(
            f"{path}/parts/{number}", content=b"{}", headers={"content-type": JSON_LINES}
        )
        assert answer.status_code in (400, 404), number
    assert (await desk.put("events", path, 1, b" " * (8 << 20))).status_code == 200
    is_problem(await desk.put("events", path, 1, b" " * (8 << 20) + b"x"), 413, "too_large")


async def test_only_so_many_imports_are_open_at_a_time(desk: Desk) -> None:
    for _ in range(5):
        await desk.begin("events")
    is_problem(await desk.doors.partner.post("/v1/imports", json={"kind": "events"}), 429, "too_many_imports")
    of_another = await desk.doors.owner.post("/v1/imports", json={"kind": "roster", "dry_run": True})
    assert of_another.status_code == 200, "one sender holds up no other"


async def test_who_is_killed_before_saying_what_was_stored_leaves_the_same_outcomes(desk: Desk) -> None:
    """The second handful is stored, and whoever did that is gone before it is noted."""
    patient_id = await desk.doors.enrol()
    reports = [event("symptom.reported", patient_id, PAIN) for _ in range(900)]
    reports[500], reports[700] = reports[499], reports[3]
    path = await desk.begin("events")
    await desk.put("events", path, 1, json_lines(*reports))
    await desk.doors.partner.post(f"{path}/start")
    taken = 0

    def make(context: Context) -> TakeEvents:
        take = event_taker(context)

        async def dying(actor: Actor, import_id: UUID, lines: Sequence[bytes], dry_run: bool) -> list[LineOutcome]:
            nonlocal taken
            taken += 1
            outcomes = await take(actor, import_id, lines, dry_run)
            if taken == 2:
                raise ConnectionResetError("killed")
            return outcomes

        return dying

    dying = Delivery(desk.doors.context, desk.pool, {}, kinds=kinds_of(desk.pool, make))
    now = desk.doors.context.clock.now(desk.doors.org.organisation_id)
    assert await done_now(desk.pool, desk.doors.org.organisation_id, now, dying) == []
    assert (await desk.stands("events", path))["done"] == 400
    await let_leases_run_over(desk.pool, desk.doors.org.organisation_id)
    await desk.work()
    stands = await desk.stands("events", path)
    assert (stands["state"], counts(stands)) == ("done", {"stored": 898, "duplicate": 2})
    told = await desk.told("events", path, "lines")
    assert [line["line"] for line in told if line["status"] == "duplicate"] == [501, 701]


async def test_whoever_is_suspended_imports_nothing_more(desk: Desk) -> None:
    patient_id = await desk.doors.enrol()
    path = await desk.begin("events")
    await desk.put("events", path, 1, json_lines(event("symptom.reported", patient_id, PAIN)))
    await desk.doors.partner.post(f"{path}/start")
    org_id = desk.doors.org.organisation_id
    async with desk.doors.context.writing(org_id) as db:
        await db.execute("UPDATE access.import SET actor_id = $2 WHERE import_id = $1", UUID(path[-36:]), uuid4())
    await desk.work()
    async with desk.doors.context.reading(org_id) as db:
        row = await db.fetchrow("SELECT state, stored FROM access.import WHERE import_id = $1", UUID(path[-36:]))
    assert row is not None
    assert tuple(row) == ("refused", 0)


async def test_an_import_that_nobody_starts_is_let_go_of(desk: Desk) -> None:
    path = await desk.begin("events")
    await desk.put("events", path, 1, b"{}\n")
    org_id = desk.doors.org.organisation_id
    later = desk.doors.context.clock.now(org_id) + timedelta(hours=49)
    await done_now(desk.pool, org_id, later, desk.delivery)
    assert (await desk.stands("events", path))["state"] == "cancelled"
    async with desk.doors.context.reading(org_id) as db:
        assert await db.fetchval("SELECT sealed FROM access.import_part WHERE import_id = $1", UUID(path[-36:])) is None


async def test_an_import_that_nobody_goes_on_with_is_told_as_failed(desk: Desk) -> None:
    path = await desk.begin("events")
    await desk.put("events", path, 1, b"{}\n")
    await desk.doors.partner.post(f"{path}/start")
    dead = "UPDATE log.effect SET state = 'dead' WHERE org_id = $1 AND payload->>'import_id' = $2"
    await change(desk.pool, desk.doors.org.organisation_id, dead, path[-36:])
    assert (await desk.stands("events", path))["state"] == "failed"


async def test_an_import_is_begun_within_the_wall_alone(desk: Desk) -> None:
    org_id = desk.doors.org.organisation_id
    for other, kind in ((uuid4(), "import.take"), (org_id, "alert.deliver")):
        with pytest.raises(InsufficientPrivilegeError):
            async with desk.doors.context.writing(org_id) as db:
                await have_done(db, other, [turn_effect(kind, Turn(uuid4()), NOON)])
    with pytest.raises(InsufficientPrivilegeError):
        async with desk.doors.context.app.acquire() as db:
            await have_done(db, org_id, [turn_effect("import.take", Turn(uuid4()), NOON)])
