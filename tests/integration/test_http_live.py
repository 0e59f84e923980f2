"""The live stream: what is in reach arrives in order, goes on where it broke off, and ends with the right to it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from random import Random
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from msgspec.structs import replace

from domain.staff.events import Role
from eventstore.cursor import decode_cursor, encode_cursor
from eventstore.walls import Pool, walled
from services.clock import SetClock
from services.context import Context, open_engine_pool
from services.embedded.port import free_port
from services.http.live import hub, listener, tail
from services.http.live.hub import STREAMS_OF_A_KEY
from services.keys import KeyHolder, key_hash
from tests.support.database import Database
from tests.support.doors import Doors, event, founded, open_doors
from tests.support.live import Ear, Heard, listening, listening_in
from tests.support.readings import PAIN, alerted, folded
from tests.support.running import running_engine
from tests.support.server_process import served, started

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


async def test_the_stream_is_for_staff_and_takes_no_parameters(doors: Doors) -> None:
    twice = [("last-event-id", "a"), ("last-event-id", "b")]
    refused = [
        (await doors.nobody.get("/v1/stream"), 401, "unauthenticated"),
        (await doors.partner.get("/v1/stream"), 403, "forbidden"),
        (await doors.owner.get("/v1/stream", params={"clinic": str(uuid4())}), 400, "invalid_parameter"),
        (await doors.owner.post("/v1/stream"), 405, "method_not_allowed"),
        (
            await doors.owner.get("/v1/stream", headers=twice),
            400,
            "invalid_header",
        ),
    ]
    for answer, status, code in refused:
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_key_has_so_many_streams_and_another_key_its_own(doors: Doors) -> None:
    async with AsyncExitStack() as opened:
        for _ in range(STREAMS_OF_A_KEY - 1):
            await opened.enter_async_context(listening_in(doors.app, doors.org.owner_key))
        async with listening_in(doors.app, doors.org.owner_key), listening_in(doors.app, doors.org.therapist_key):
            refused = await doors.owner.get("/v1/stream")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
        assert int(refused.headers["retry-after"]) > 0
        async with listening_in(doors.app, doors.org.owner_key):
            pass


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        (None, "key_ended"),
        (KeyHolder(actor="staff", id=UUID(int=1), role=Role.ASSISTANT), "rights_changed"),
        (KeyHolder(actor="staff", id=UUID(int=1), role=Role.THERAPIST, clinics=(UUID(int=2),)), "rights_changed"),
    ],
    ids=["the key", "the role", "the reach"],
)
async def test_with_the_right_to_it_the_stream_ends(
    doors: Doors, database: Database, monkeypatch: pytest.MonkeyPatch, about: KeyHolder | None, reason: str
) -> None:
    monkeypatch.setattr(hub, "CHECK_EVERY", 0.05)
    key, other = doors.org.therapist_key, doors.org.owner_key
    async with listening_in(doors.app, key) as (ear, _), listening_in(doors.app, other) as (kept, _):
        await change_key(database, doors.org.organisation_id, key, about)
        closed = await ear.next()
        assert (closed.kind, closed.data) == ("closed", {"reason": reason})
        with pytest.raises(StopAsyncIteration):
            await ear.next(heartbeats=True)
        again = await doors.therapist.get("/v1/stream") if about is None else None
        assert again is None or again.status_code == 401  # although other doors may remember the key for a minute
        patient_id = await doors.enrol()
        await folded_by(database)
        assert patients([await kept.next()]) == [str(patient_id)]


async def change_key(database: Database, org_id: UUID, key: str, about: KeyHolder | None) -> None:
    """The directory says otherwise of a key from now on, or nothing any more."""
    db = await asyncpg.connect(database.settings.owner_url)
    try:
        async with db.transaction():
            await walled(db, [org_id])
            hash_ = key_hash(key.encode())
            if about is None:
                await db.execute("DELETE FROM log.directory WHERE kind = 'key' AND hash = $1", hash_)
            else:
                said = msgspec.json.encode(about).decode()
                await db.execute("UPDATE log.directory SET about = $2 WHERE kind = 'key' AND hash = $1", hash_, said)
    finally:
        await db.close()


async def folded_by(database: Database) -> None:
    async with open_engine_pool(database.settings) as pool:
        await folded(pool)


async def test_who_does_not_read_is_closed_and_loses_nothing(
    doors: Doors, engine_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "EVENTS_AT_ONCE", 3)
    monkeypatch.setattr(listener, "KEPT_AT_MOST", 3)
    people = [await doors.enrol() for _ in range(9)]
    await folded(engine_pool)
    async with (
        listening_in(doors.app, doors.org.owner_key) as (slow, line),
        listening_in(doors.app, doors.org.owner_key) as (quick, _),
    ):
        line.reads.clear()
        for patient_id in people:
            await doors.send(event("session.logged", patient_id, SESSION))
            await folded(engine_pool)
            assert patients([await quick.next()]) == [str(patient_id)]
        line.reads.set()
        heard = [await slow.next()]
        while heard[-1].kind != "closed":
            heard.append(await slow.next())
        assert heard[-1].data == {"reason": "too_slow"}
        async with listening_in(doors.app, doors.org.owner_key, heard[-1].place) as (again, _):
            rest = await again.hear(len(people) - len(heard[:-1]))
            assert patients([*heard[:-1], *rest]) == [str(patient_id) for patient_id in people]


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


async def test_over_a_running_server_it_ends_with_the_server_and_goes_on_with_the_next(
    doors: Doors, database: Database, clock: SetClock
) -> None:
    patient_id = await doors.enrol()
    port = free_port()
    server = await started(database.settings, port)
    address = f"http://127.0.0.1:{port}"
    async with running_engine(database.settings, clock):
        async with listening(address, doors.org.therapist_key) as ear:
            await doors.send(event("symptom.reported", patient_id, PAIN))
            while (one := await ear.next()).data.get("change") != "raised":
                pass
            assert one.data["patient_id"] == str(patient_id)
            server.send_signal(signal.SIGTERM)
            while (last := await ear.next()).kind != "closed":
                pass
            assert last.data == {"reason": "shutdown"}
            with pytest.raises(StopAsyncIteration):
                await ear.next(heartbeats=True)
        await server.communicate()
        assert server.returncode == 0
        (sent,) = await doors.send(event("session.logged", patient_id, SESSION))
        async with (
            served(database.settings) as again,
            listening(again.address, doors.org.therapist_key, last.place) as ear,
        ):
            while (one := await ear.next()).place < sent["position"]:
                pass
            assert (one.kind, one.place) == ("patient", sent["position"])


async def test_without_valkey_it_is_told_by_looking(doors: Doors, database: Database, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await folded(engine_pool)
    away = replace(database.settings, valkey_url="redis://127.0.0.1:1/0")
    async with served(away) as server, listening(server.address, doors.org.owner_key) as ear:
        await doors.send(event("session.logged", patient_id, SESSION))
        await folded(engine_pool)
        assert patients([await ear.next()]) == [str(patient_id)]


async def test_who_goes_away_leaves_room(doors: Doors, database: Database) -> None:
    """Over a real connection, which ends without a word."""
    async with served(database.settings) as server:
        for _ in range(STREAMS_OF_A_KEY + 1):
            async with listening(server.address, doors.org.owner_key):
                pass
