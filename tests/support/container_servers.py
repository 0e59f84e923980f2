"""Postgres and Valkey in containers for a test session, from the images that a deployment takes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NotReached
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from tests.support.engine import engine_is_missing, image_is_missing
from tests.support.servers import NamedServers

POSTGRES, VALKEY = "postgres:18", "valkey/valkey:9"
POSTGRES_PORT, VALKEY_PORT = 5432, 6379
INITDB = "-E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C"
"""As the embedded cluster is made (services/embedded/postgres.py)."""
POSTGRES_SETTINGS = {
    "max_connections": "200",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "4GB",
}
VALKEY_SETTINGS = ["--save", "", "--maxmemory-policy", "noeviction", "--protected-mode", "no"]
"""Without a password, as its port is only reached from this machine."""
READY_WITHIN = 60.0
LOOK_EVERY = 0.1
LOCALHOST = "127.0.0.1"


class NoContainers(Exception):
    """No container engine answers, or it has not got the images; the message says which."""


@asynccontextmanager
async def servers_in_containers() -> AsyncIterator[NamedServers]:
    """Both, reachable from this machine alone, and removed at the end. Raises NoContainers."""
    if why := containers_are_missing():
        raise NoContainers(why)
    # The reaper removes what a killed run left. It is an image of its own; without it, whoever kills a run cleans up.
    testcontainers_config.ryuk_disabled = image_is_missing(testcontainers_config.ryuk_image) is not None
    settings = [word for name, value in POSTGRES_SETTINGS.items() for word in ("-c", f"{name}={value}")]
    postgres = DockerContainer(
        POSTGRES,
        env={"POSTGRES_HOST_AUTH_METHOD": "trust", "POSTGRES_INITDB_ARGS": INITDB},
        shm_size="512m",
    ).with_command(["postgres", *settings])
    valkey = DockerContainer(VALKEY).with_command(["valkey-server", *VALKEY_SETTINGS])
    containers = ((postgres, POSTGRES_PORT), (valkey, VALKEY_PORT))
    try:
        for container, port in containers:
            container.ports[f"{port}/tcp"] = (LOCALHOST, None)  # type: ignore[assignment]  # the engine's own way to say it
            await asyncio.to_thread(container.start)
        ports = [await asyncio.to_thread(container.get_exposed_port, port) for container, port in containers]
        servers = NamedServers(
            f"postgresql://postgres@{LOCALHOST}:{ports[0]}/postgres", f"redis://{LOCALHOST}:{ports[1]}/0"
        )
        await _answering(_asked_postgres, servers.postgres_url("postgres", "postgres"))
        await _answering(_asked_valkey, servers.valkey_url(0))
        yield servers
    finally:
        for container, _ in containers:
            await asyncio.to_thread(container.stop)


def containers_are_missing() -> str | None:
    """None where an engine answers that has the images or can fetch them; otherwise why not."""
    return engine_is_missing() or image_is_missing(POSTGRES) or image_is_missing(VALKEY)


async def _asked_postgres(url: str) -> None:
    await (await asyncpg.connect(url, timeout=5)).close()


async def _asked_valkey(url: str) -> None:
    async with Redis.from_url(url) as client:
        await client.ping()


async def _answering(ask: Callable[[str], Awaitable[None]], url: str) -> None:
    """While it is made the cluster listens on a socket of its own alone: who answers here is ready."""
    async with asyncio.timeout(READY_WITHIN):
        while True:
            try:
                return await ask(url)
            except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, NotReached):
                await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    if why_not := containers_are_missing():
        raise SystemExit(f"The tests cannot run on servers in containers: {why_not}.")
