"""An engine as a process of its own, watched on its private port."""

import asyncio
import os
import sys
import urllib.error
import urllib.request

import msgspec
from msgspec.structs import replace

from services.embedded.port import free_port
from services.settings import environment_of
from tests.support.database import Database
from tests.support.waiting import until


def asked(port: int, path: str) -> tuple[int, bytes]:
    """Status and body; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except OSError:
        return 0, b""


async def test_an_engine_tells_that_it_lives_that_it_is_ready_and_what_it_found(database: Database) -> None:
    port = free_port()
    environment = environment_of(replace(database.settings, metrics_port=port))
    engine = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "run", "engine"),
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:

        async def ready() -> bool:
            return (await asyncio.to_thread(asked, port, "/readyz"))[0] == 200

        async def looked() -> bool:
            return b"carryover_database_reachable 1.0" in (await asyncio.to_thread(asked, port, "/metrics"))[1]

        await until(ready, seconds=60)
        await until(looked, seconds=60)
        status, body = await asyncio.to_thread(asked, port, "/livez")
        assert (status, msgspec.json.decode(body)) == (200, {"status": "ok", "late": []})
        _, page = await asyncio.to_thread(asked, port, "/")
        assert b"<h1>Operations</h1>" in page
    finally:
        engine.terminate()
        ended = await engine.wait()
    assert (ended, await asyncio.to_thread(asked, port, "/livez")) == (0, (0, b""))
