"""Servers of our own for a bench, as durable as in earnest, in a passing folder; all of it is gone afterwards."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from bench.rounds import BenchFailed
from services.embedded.child import Child, run
from services.embedded.family import Family
from services.embedded.port import free_port
from services.embedded.servers import Servers
from services.http.serving import refuse_port_in_use
from services.settings import Settings, environment_of

HOST = "127.0.0.1"
READY_SECONDS = 30
PEERS = "peers"  # the database of those who are measured beside us


class Grounds:
    """Running servers with our newest schema, and the children that are measured on them."""

    def __init__(self, servers: Servers, settings: Settings, family: Family) -> None:
        self._servers = servers
        self._family = family
        self.settings = settings

    @property
    def peers_url(self) -> str:
        """A database without anything of ours, on the same server."""
        return self._servers.postgres_url("postgres", PEERS)

    @property
    def data(self) -> Path:
        """The passing folder."""
        return self._servers.data

    @property
    def admin_url(self) -> str:
        """Our database, for somebody who may look at everything."""
        return self._servers.postgres_url("postgres", "carryover")

    def pids(self) -> dict[str, int]:
        """The process ids of servers and children, by name."""
        return {**self._servers.pids(), **self._family.pids()}

    @property
    def postgres(self) -> int:
        """The process id of the database server."""
        return self._servers.pids()["postgres"]

    async def start_api(self) -> int:
        """The doors, where the settings say; their process id."""
        env = environment_of(self.settings)
        return await self.start("api", ["services.cli", "run", "api"], self.settings.http_port, env)

    async def start(self, name: str, module: list[str], port: int, env: Mapping[str, str]) -> int:
        """A Python module as a child that listens on the port when this returns; its process id."""
        refuse_port_in_use(HOST, port)
        log = self._servers.data / "log" / f"{name}.log"
        self._family.spawn(_child(name, module, env, log, self._servers.data), restart=False)
        for _ in range(READY_SECONDS * 20):
            if name in self._family.crashed():
                break
            with suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, port)
                writer.close()
                return self._family.pids()[name]
            await asyncio.sleep(0.05)
        raise BenchFailed(f"{name} did not start: {log.read_text(errors='replace')[-2000:]}")

    async def begin(self, name: str, module: list[str], env: Mapping[str, str], ready: str) -> int:
        """A Python module as a child that has said `ready` when this returns; its process id."""
        log = self._servers.data / "log" / f"{name}.log"
        self._family.spawn(_child(name, module, env, log, self._servers.data), restart=False)
        for _ in range(READY_SECONDS * 20):
            if name in self._family.crashed():
                break
            if ready in log.read_text(errors="replace"):
                return self._family.pids()[name]
            await asyncio.sleep(0.05)
        raise BenchFailed(f"{name} did not start: {log.read_text(errors='replace')[-2000:]}")

    def check_alive(self) -> None:
        """Raises BenchFailed when one of the children or of the servers has ended."""
        if ended := [*self._servers.crashed(), *self._family.crashed()]:
            log = self._servers.data / "log" / f"{ended[0]}.log"
            raise BenchFailed(f"{ended[0]} ended by itself: {log.read_text(errors='replace')[-2000:]}")


@asynccontextmanager
async def grounds() -> AsyncIterator[Grounds]:
    """Postgres and Valkey as `carryover up` starts them, with nothing of a product's safety switched off."""
    async with AsyncExitStack() as opened:
        # Straight under /tmp: the user root runs the servers as has to pass through every folder above.
        data = Path(tempfile.mkdtemp(prefix="carryover-bench-", dir="/tmp"))
        opened.callback(shutil.rmtree, data, ignore_errors=True)
        servers = await Servers.start(data)
        opened.push_async_callback(servers.stop)
        settings = _settings(servers, free_port())
        env = {**environment_of(settings), "CARRYOVER_ADMIN_URL": servers.postgres_url("postgres", "postgres")}
        log = data / "log" / "migrate.log"
        if await run(_child("migrate", ["services.cli", "migrate"], env, log, data)) != 0:
            raise BenchFailed(f"the schema could not be made: {log.read_text(errors='replace')[-2000:]}")
        await _create_database(servers, PEERS)
        family = Family()
        opened.push_async_callback(family.stop)
        yield Grounds(servers, settings, family)


def _settings(servers: Servers, port: int) -> Settings:
    return Settings(
        app_url=servers.postgres_url("carryover_app", "carryover"),
        engine_url=servers.postgres_url("carryover_engine", "carryover"),
        owner_url=servers.postgres_url("carryover_owner", "carryover"),
        keys_url=servers.postgres_url("carryover_app", "carryover_keys"),
        keys_owner_url=servers.postgres_url("carryover_owner", "carryover_keys"),
        valkey_url=servers.valkey_url(0),
        broker_url=servers.valkey_url(1),
        smtp_url="smtp://127.0.0.1:25",  # nobody sends mail here
        mail_from="bench@localhost",
        master_key=os.urandom(32),
        http_host=HOST,
        http_port=port,
        public_url=f"http://{HOST}:{port}",
    )


def _child(name: str, module: list[str], env: Mapping[str, str], log: Path, cwd: Path) -> Child:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return Child(name=name, argv=[sys.executable, "-m", *module], env={**kept, **env}, log=log, cwd=cwd)


async def _create_database(servers: Servers, name: str) -> None:
    db = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    try:
        await db.execute(f'CREATE DATABASE "{name}"')
    finally:
        await db.close()
