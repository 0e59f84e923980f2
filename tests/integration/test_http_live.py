"""The live stream: what is in reach arrives in order, and goes on where it broke off."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from random import Random
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from eventstore.cursor import decode_cursor, encode_cursor
from eventstore.walls import Pool, walled
from services.clock import SetClock
from services.context import Context
from services.http.live import listener, tail
from tests.support.database import Database
from tests.support.doors import Doors, event, founded, open_doors
from tests.support.live import Ear, Heard, listening, listening_in
from tests.support.readings import PAIN, alerted, folded
from tests.support.running import running_engine
from tests.support.server_process import served

SESSION: dict[str, object] = {}


@pytest.fixture
async def doors(context: Context, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doors]:
    monkeypatch.setattr(tail, "LOOK_EVERY", 0.02)  # where no engine runs that would wake anybody
    async with open_doors(context) as opened:
        yield opened


def patients(heard: Sequence[Heard]) -> list[str]:
    assert {each.kind for each in heard} <= {"patient"}
    return [each.data["patient_id"] for each in heard]


async def test_an_alert_and_its_end_are_told_as_they_happen(doors: Doors, engine_pool: Pool, context: Context) -> None:
    patient_id = await doors.enrol()
    await alerted(engine_pool, context)
    async with listening_in(doors.app, doors.org.therapist_key) as (ear, line):
        assert line.headers["content-type"] == "text/event-stream; charset=utf-8"
        (sent,) = await doors.send(event("symptom.reported", patient_id, PAIN))
        await alerted(engine_pool, context)
        moved, raised = await ear.hear(2)
        about = {"patient_id": str(patient_id), "clinic_id": str(doors.org.clinic_ids[0]), "stale": False}
        assert moved == Heard("patient", sent["position"], about)
        alert_id = raised.data["alert_id"]
        what = {"change": "raised", "rule": "high_pain", "grade": "critical"}
        assert raised == Heard("alert", raised.place, {"alert_id": alert_id, **about, **what})
        there = await doors.therapist.get(f"/v1/alerts/{alert_id}", params={"at_least": raised.place})
        assert there.json()["as_of"]["stale"] is False
        done = await doors.therapist.post(f"/v1/alerts/{alert_id}/acknowledge")
        await alerted(engine_pool, context)
        taken = await ear.next()
        assert (taken.data["change"], taken.place) == ("acknowledged", done.json()["position"])


async def test_what_is_out_of_reach_is_never_told(doors: Doors, engine_pool: Pool, context: Context) -> None:
    near, far = await doors.enrol(), await doors.enrol(clinic=1)
    async with open_doors(context, await founded(context, "Strangers")) as strangers:
        strange = await strangers.enrol()
        await alerted(engine_pool, context)
        async with (
            listening_in(doors.app, doors.org.therapist_key) as (therapist, _),
            listening_in(doors.app, doors.org.owner_key) as (owner, _),
            listening_in(doors.app, strangers.org.owner_key) as (stranger, _),
        ):
            await strangers.send(event("symptom.reported", strange, PAIN))
            await doors.send(event("symptom.reported", far, PAIN), event("symptom.reported", near, PAIN))
            await alerted(engine_pool, context)

            async def all_about(ear: Ear, number: int) -> set[tuple[str, str]]:
                return {(each.kind, each.data["patient_id"]) for each in await ear.hear(number)}

            told = {who: {("patient", str(who)), ("alert", str(who))} for who in (near, far, strange)}
            assert await all_about(therapist, 2) == told[near]
            assert await all_about(owner, 4) == told[near] | told[far]
            assert await all_about(stranger, 2) == told[strange]
            for asker, patient_id in ((doors, near), (strangers, strange)):  # nothing else came in between
                await asker.send(event("session.logged", patient_id, SESSION))
            await folded(engine_pool)
            assert patients([await therapist.next(), await owner.next()]) == [str(near)] * 2
            assert patients([await stranger.next()]) == [str(strange)]


async def test_whoever_comes_back_is_told_what_was_missed(doors: Doors, engine_pool: Pool) -> None:
    people = [await doors.enrol() for _ in range(3)]
    await folded(engine_pool)
    async with listening_in(doors.app, doors.org.owner_key) as (ear, _):
        await doors.send(event("session.logged", people[0], SESSION))
        await folded(engine_pool)
        last = await ear.next()
    for patient_id in people[1:]:
        await doors.send(event("session.logged", patient_id, SESSION))
        await folded(engine_pool)
    async with listening_in(doors.app, doors.org.owner_key, last.place) as (ear, _):
        assert patients(await ear.hear(2)) == [str(patient_id) for patient_id in people[1:]]


async def test_wherever_a_stream_is_cut_nothing_is_lost_and_nothing_told_twice(
    doors: Doors, engine_pool: Pool, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream is cut after some events, at random, while more happens; small pages and buffers cut it as well."""
    monkeypatch.setattr(tail, "EVENTS_AT_ONCE", 3)
    monkeypatch.setattr(listener, "KEPT_AT_MOST", 4)
    monkeypatch.setattr(listener, "HEARTBEAT_SECONDS", 0.1)
    chance = Random(5)
    people = [await doors.enrol() for _ in range(4)]
    await alerted(engine_pool, context)
    async with context.reading(doors.org.organisation_id) as db:
        begin = await db.fetchval("SELECT max(pos) FROM log.events WHERE org_id = $1", doors.org.organisation_id)

    async def happening() -> None:
        for _ in range(40):
            some = chance.choices(people, k=chance.randint(1, 6))
            kinds = [chance.choice(["session.logged", "symptom.reported"]) for _ in some]
            what = {"session.logged": SESSION, "symptom.reported": PAIN}
            await doors.send(*(event(kind, who, what[kind]) for kind, who in zip(kinds, some, strict=True)))
            await alerted(engine_pool, context)

    async with listening_in(doors.app, doors.org.owner_key) as (ear, _):
        place = ear.place
    heard, cuts, head = list[Heard](), 0, ""
    work = asyncio.create_task(happening())
    while not head or place is None or place < head:
        async with listening_in(doors.app, doors.org.owner_key, place) as (ear, _):
            for _ in range(chance.randint(1, 12)):
                one = await ear.next(heartbeats=True)
                heard += [one] if one.kind in ("alert", "patient") else []
                if one.kind == "closed":
                    assert one.data == {"reason": "too_slow"}
                    break
        place, cuts = ear.place, cuts + 1
        if work.done() and not head:
            await work
            head = (await doors.owner.get("/v1/caseload")).json()["as_of"]["position"]
    places = [one.place for one in heard]
    assert places == sorted(set(places))
    assert cuts > 5
    async with context.reading(doors.org.organisation_id) as db:
        stored = await db.fetch(
            "SELECT pos, type, stream_id, subject_id FROM log.events WHERE org_id = $1 AND pos > $2 ORDER BY pos",
            doors.org.organisation_id,
            begin,
        )
    told = {decode_cursor(one.place)[0]: one for one in heard}
    alerts = {row["pos"]: str(row["stream_id"]) for row in stored if row["type"].startswith("alert.")}
    assert {pos: one.data["alert_id"] for pos, one in told.items() if one.kind == "alert"} == alerts
    others = {row["pos"]: str(row["subject_id"]) for row in stored if row["pos"] not in alerts}
    moved = {pos: one.data["patient_id"] for pos, one in told.items() if one.kind == "patient"}
    assert moved.items() <= others.items()
    for pos, patient_id in others.items():  # each is told of at that place, or with a later one of the same patient
        assert any(at >= pos and who == patient_id for at, who in moved.items()), pos


@pytest.mark.parametrize("read_models", ["stand still", "are there"])
async def test_read_models_that_stand_still_hold_up_no_alert(
    doors: Doors, engine_pool: Pool, context: Context, read_models: str
) -> None:
    patient_id = await doors.enrol()
    await alerted(engine_pool, context)
    async with listening_in(doors.app, doors.org.therapist_key) as (ear, _):
        await doors.send(event("symptom.reported", patient_id, PAIN))
        if read_models == "are there":
            await folded(engine_pool)
        moved = await ear.next()
        assert moved.data["stale"] is (read_models == "stand still")


async def test_read_models_that_have_much_to_catch_up_with_tell_nothing_of_the_past(
    doors: Doors, engine_pool: Pool
) -> None:
    _, new = await doors.enrol(), await doors.enrol()  # none of it is folded
    async with listening_in(doors.app, doors.org.owner_key) as (ear, _):
        await folded(engine_pool)
        await doors.send(event("session.logged", new, SESSION))
        await folded(engine_pool)
        assert patients([await ear.next()]) == [str(new)]


async def test_a_log_that_was_restored_ends_the_streams_of_the_lost_one(
    doors: Doors, database: Database, context: Context
) -> None:
    await doors.enrol()
    async with listening_in(doors.app, doors.org.owner_key) as (ear, _):
        await take_back_the_last_event(database, doors.org.organisation_id)
        closed = await ear.next()
        assert (closed.kind, closed.data) == ("closed", {"reason": "lost_log"})
        again = await doors.owner.get("/v1/stream", headers={"last-event-id": closed.place})
        assert (again.status_code, again.json()["code"]) == (410, "cursor_from_lost_log")
    async with listening_in(doors.app, doors.org.owner_key):
        pass


async def take_back_the_last_event(database: Database, org_id: UUID) -> None:
    """As a restore to the moment before it does."""
    db = await asyncpg.connect(database.settings.owner_url)
    try:
        async with db.transaction():
            await walled(db, [org_id])
            await db.execute("GRANT DELETE ON log.events TO carryover_owner")
            await db.execute(
                "DELETE FROM log.events WHERE org_id = $1 AND pos = (SELECT pos FROM log.feed_head WHERE org_id = $1)",
                org_id,
            )
            await db.execute("UPDATE log.feed_head SET pos = pos - 1 WHERE org_id = $1", org_id)
    finally:
        await db.close()


async def test_a_place_that_the_log_does_not_have_is_refused(doors: Doors) -> None:
    patient_id = await doors.enrol()
    (sent,) = await doors.send(event("session.logged", patient_id, SESSION))
    pos, hash_ = decode_cursor(sent["position"])
    beyond, changed = encode_cursor(pos + 1, hash_), encode_cursor(pos, bytes(8))
    for place, status, code in (
        (beyond, 410, "cursor_from_lost_log"),
        (changed, 410, "cursor_from_lost_log"),
        ("soon", 400, "bad_cursor"),
        ("", 400, "bad_cursor"),
    ):
        answer = await doors.owner.get("/v1/stream", headers={"last-event-id": place})
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_heartbeat_tells_how_far_all_is_told(
    doors: Doors, engine_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "HEARTBEAT_SECONDS", 0.05)
    far = await doors.enrol(clinic=1)
    await folded(engine_pool)
    async with listening_in(doors.app, doors.org.therapist_key) as (ear, _):
        (sent,) = await doors.send(event("session.logged", far, SESSION))
        await folded(engine_pool)
        while (beat := await ear.next(heartbeats=True)).place < sent["position"]:
            pass
        assert beat == Heard("heartbeat", sent["position"], {"position": sent["position"]})


async def test_a_word_of_the_engine_is_enough(
    doors: Doors, database: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LOOK_EVERY", 3600)
    patient_id = await doors.enrol()
    async with running_engine(database.settings, clock), listening_in(doors.app, doors.org.owner_key) as (ear, _):
        for _ in range(3):
            (sent,) = await doors.send(event("session.logged", patient_id, SESSION))
            while (moved := await ear.next()).place < sent["position"]:
                pass
            assert patients([moved]) == [str(patient_id)]


async def test_without_valkey_it_is_told_by_looking(doors: Doors, database: Database, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await folded(engine_pool)
    away = replace(database.settings, valkey_url="redis://127.0.0.1:1/0")
    async with served(away) as server, listening(server.address, doors.org.owner_key) as ear:
        await doors.send(event("session.logged", patient_id, SESSION))
        await folded(engine_pool)
        assert patients([await ear.next()]) == [str(patient_id)]
