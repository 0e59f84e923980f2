"""The embedded Valkey: its settings, its start, and what to say when it does not come up."""

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.embedded.binaries import Binaries
from services.embedded.child import Child, Running
from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder
from services.embedded.leftovers import end_survivors, survivors
from services.embedded.postgres import ENVIRONMENT, failure
from services.embedded.user import SystemUser

SOCKET = "valkey.sock"
READY_WITHIN = 60.0
"""Seconds: its append-only file holds references to work, not the work, and stays small."""

SETTINGS = """\
port 0
unixsocket {socket}
unixsocketperm 700
daemonize no
set-proc-title no
dir {folder}
databases 16
save ""
appendonly yes
appendfsync everysec
maxmemory 256mb
maxmemory-policy noeviction
loglevel notice
"""


def valkey_url(sockets: Path, db: int) -> str:
    """An address for redis-py and for Dramatiq's broker; `db` is 0 to 15."""
    return f"unix://{quote(str(sockets / SOCKET), safe='/')}?db={db}"


async def end_earlier(data: DataFolder) -> None:
    """End a Valkey that an earlier run left in this folder."""
    left = survivors("valkey-server", data.valkey)
    await end_survivors("valkey-server", data.valkey, left[0] if left else None, signal.SIGTERM, patience=10.0)


async def start_valkey(
    data: DataFolder, binaries: Binaries, user: SystemUser, sockets: Path, progress: Callable[[str], None]
) -> Running:
    """Start it and return when it answers.

    Raises EmbeddedError when it ends instead or does not answer within READY_WITHIN seconds.
    """
    progress("starting Valkey")
    settings = SETTINGS.format(socket=_quoted(sockets / SOCKET), folder=_quoted(data.valkey))
    file = data.write("etc/valkey.conf", settings)
    log = data.path / "log" / "valkey.log"
    seen = log.stat().st_size if log.exists() else 0
    running = Running(Child("valkey", (str(binaries.valkey), str(file)), ENVIRONMENT, log, user=user))
    try:
        await _answers(running, valkey_url(sockets, 0), data, log, seen)
    except BaseException:
        await running.stop()
        raise
    return running


async def _answers(running: Running, url: str, data: DataFolder, log: Path, seen: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while running.code is None:
        client = Redis.from_url(url)
        try:
            await client.ping()
            return
        except (OSError, RedisError):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Valkey did not answer within {READY_WITHIN:.0f} seconds. See {log}.") from None
            await asyncio.sleep(0.02)
        finally:
            await client.aclose()
    raise failure("Valkey did not start", data, log, seen)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
