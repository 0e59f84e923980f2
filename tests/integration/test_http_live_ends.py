"""The live stream: who may have one, how many, and that it ends with the right to it, its reader or its server."""

import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.walls import Pool, walled
from services.clock import SetClock
from services.context import Context, open_engine_pool
from services.embedded.port import free_port
from services.http.live import hub, listener, tail
from services.http.live.hub import STREAMS_OF_A_KEY
from services.keys import key_hash
from tests.support.database import Database
from tests.support.doors import Doors, event, open_doors
from tests.support.live import Heard, listening, listening_in
from tests.support.readings import PAIN, folded
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


async def test_with_the_right_to_it_the_stream_ends(
    doors: Doors, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "CHECK_EVERY", 0.05)
    key, other = doors.org.therapist_key, doors.org.owner_key
    async with listening_in(doors.app, key) as (ear, _), listening_in(doors.app, other) as (kept, _):
        await take_away(database, doors.org.organisation_id, key)
        doors.context.rights.forget(doors.org.organisation_id, doors.org.therapist_ids[0])
        closed = await ear.next()
        assert (closed.kind, closed.data) == ("closed", {"reason": "key_ended"})
        with pytest.raises(StopAsyncIteration):
            await ear.next(heartbeats=True)
        assert (await doors.therapist.get("/v1/stream")).status_code == 401
        patient_id = await doors.enrol()
        await folded_by(database)
        assert patients([await kept.next()]) == [str(patient_id)]


async def take_away(database: Database, org_id: UUID, key: str) -> None:
    """The directory knows nothing of a key any more."""
    db = await asyncpg.connect(database.settings.owner_url)
    try:
        async with db.transaction():
            await walled(db, [org_id])
            hash_ = key_hash(key.encode())
            await db.execute("DELETE FROM log.directory WHERE kind = 'key' AND hash = $1", hash_)
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


async def test_who_goes_away_leaves_room(doors: Doors, database: Database) -> None:
    """Over a real connection, which ends without a word."""
    async with served(database.settings) as server:
        for _ in range(STREAMS_OF_A_KEY + 1):
            async with listening(server.address, doors.org.owner_key):
                pass
