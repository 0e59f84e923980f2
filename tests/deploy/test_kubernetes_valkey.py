"""The two Valkey servers, run with the very words of their manifests: who may come in, and what each does when full."""

import asyncio
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from services.embedded.binaries import valkey_program
from services.quotas.counting import Count, open_storage
from services.wake import Wake, listen
from tests.support.database import Database
from tests.support.fenced import blocks_in
from tests.support.manifests import HOUSE, as_they_lie
from tests.support.waiting import until
from workers.broker import close_broker, make_broker

PASSWORD = "Zc7-uR4w"
POLICIES = {"broker": ("noeviction", "yes"), "cache": ("allkeys-lru", "no")}


def users() -> str:
    """As the operator's document writes them."""
    document = HOUSE / "docs" / "operating" / "kubernetes.md"
    said: str
    [said] = {said for block in blocks_in(document) for said in re.findall(r"printf '(user default .*?)' ", block.text)}
    return said.replace("\\n", "\n").replace("%s", PASSWORD)


@contextmanager
def started(name: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The process, and its socket."""
    [container] = as_they_lie().one("StatefulSet", name)["spec"]["template"]["spec"]["containers"]
    with tempfile.TemporaryDirectory(prefix="carryover-valkey-", dir="/tmp") as folder:
        Path(folder, "users.acl").write_text(users())
        socket = Path(folder, "valkey.sock")
        at_home = {"/data": folder, "/run/secrets/valkey/users.acl": f"{folder}/users.acl"}
        words = [at_home.get(word, word) for word in container["args"]]
        process = subprocess.Popen(
            [valkey_program(), *words, "--port", "0", "--unixsocket", str(socket)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process, socket
        finally:
            process.terminate()
            process.wait()


@asynccontextmanager
async def running(name: str) -> AsyncIterator[str]:
    """The address of the server's socket, when whoever asks for its health is answered."""
    with started(name) as (process, socket):

        async def answers() -> bool:
            assert process.poll() is None, "it does not take these words"
            return await pinged(f"unix://{socket}?username=health&password=any")

        await until(answers)
        yield str(socket)


async def pinged(url: str) -> bool:
    async with Redis.from_url(url) as valkey:
        try:
            return bool(await valkey.ping())
        except RedisError:
            return False


@pytest.mark.parametrize("name", POLICIES)
async def test_health_may_ping_and_nobody_comes_in_without_a_password(name: str) -> None:
    async with running(name) as socket:
        async with Redis.from_url(f"unix://{socket}") as nobody:
            with pytest.raises(RedisError, match="authenticated"):
                await nobody.ping()
        async with Redis.from_url(f"unix://{socket}?username=health&password=any") as health:
            assert await health.ping()
            for forbidden in (health.get("x"), health.set("x", "y"), health.publish("carryover:feed", "x")):
                with pytest.raises(NoPermissionError):
                    await forbidden
        async with Redis.from_url(f"unix://{socket}?username=carryover&password=wrong") as wrong:
            with pytest.raises(RedisError, match="invalid username-password"):
                await wrong.ping()
        async with Redis.from_url(f"unix://{socket}?username=carryover&password={PASSWORD}") as ours:
            for denied in (ours.config_get("maxmemory-policy"), ours.acl_list(), ours.shutdown()):
                with pytest.raises(NoPermissionError):
                    await denied


@pytest.mark.parametrize("name", POLICIES)
async def test_each_forgets_and_keeps_as_it_is_meant_to(name: str) -> None:
    async with (
        running(name) as socket,
        Redis.from_url(f"unix://{socket}?username=carryover&password={PASSWORD}") as ours,
    ):
        memory, kept = await ours.info("memory"), await ours.info("persistence")
        assert (memory["maxmemory_policy"], "yes" if kept["aof_enabled"] else "no") == POLICIES[name]
        assert memory["maxmemory"] == 384 * 1024 * 1024


async def test_wake_ups_and_quotas_may_do_all_they_need() -> None:
    async with running("cache") as socket:
        url = f"unix://{socket}?username=carryover&password={PASSWORD}"
        storage, pool = open_storage(url)
        claim = await Count(storage, processes=1).claim("requests", 1, 5, 100, 0)
        assert (claim.granted, claim.room) == (5, 95)
        await pool.disconnect()
        async with Redis.from_url(url) as valkey:
            org, heard = uuid4(), asyncio.Queue[object]()
            listening = asyncio.create_task(listen(valkey, "carryover:feed", heard.put_nowait))
            assert await heard.get() is None, "it listens"
            await Wake(valkey)([org])
            assert await heard.get() == [org]
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def test_the_queue_may_do_all_it_needs(database: Database) -> None:
    from dramatiq import Message
    from msgspec.structs import replace

    async with running("broker") as socket:
        url = f"unix://{socket}?username=carryover&password={PASSWORD}"
        broker = make_broker(replace(database.settings, broker_url=url))
        broker.declare_queue("deliver")
        message = Message[object](queue_name="deliver", actor_name="deliver", args=(), kwargs={}, options={})
        await asyncio.to_thread(broker.enqueue, message)
        consumer = broker.consume("deliver", timeout=5_000)
        taken = await asyncio.to_thread(next, consumer)
        assert taken is not None
        assert taken.message_id == message.message_id
        await asyncio.to_thread(consumer.ack, taken)
        await asyncio.to_thread(consumer.close)
        close_broker(broker)
