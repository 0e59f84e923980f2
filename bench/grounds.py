"""Servers of our own for a bench, as durable as in earnest, in a passing folder or in one that is kept."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg

from bench.rounds import BenchFailed
from services.embedded.child import Child, run
from services.embedded.family import Family
from services.embedded.port import free_port
from services.embedded.servers import Servers
from services.quotas.settings import WIDE
from services.serving import refuse_port_in_use
from services.settings import Settings, environment_of

HOST = "127.0.0.1"
READY_SECONDS = 30
OURS = "carryover"  # the database of our log; its keys have one beside it
PEERS = "peers"  # the database of those who are measured beside us


class Grounds:
    """Running servers with our newest schema, and the children that are measured on them."""

    def __init__(self, servers: Servers, settings: Settings, family: Family) -> None:
        self._servers = servers
        self._family = family
        self.settings = settings

    async def another_log(self, database: str) -> Settings:
        """A log of its own on the same servers, with our newest schema; there already or not."""
        return await _log(self._servers, database, self.settings.master_key)

    def admin_url_of(self, database: str) -> str:
        """For somebody who may look at everything."""
        return self._servers.postgres_url("postgres", database)

    @property
    def peers_url(self) -> str:
        """A database without anything of ours, on the same server."""
        return self._servers.postgres_url("postgres", PEERS)

    @property
    def data(self) -> Path:
        """The folder of the servers."""
        return self._servers.data

    @property
    def admin_url(self) -> str:
        """Our database, for somebody who may look at everything."""
        return self.admin_url_of(OURS)

    def pids(self) -> dict[str, int]:
        """The process ids of servers and children, by name."""
        return {**self._servers.pids(), **self._family.pids()}

    @property
    def postgres(self) -> int:
        """The process id of the database server."""
        return self._servers.pids()["postgres"]

    async def start_api(self, settings: Settings | None = None) -> int:
        """The doors, where the settings say; their process id."""
        used = settings or self.settings
        return await self.start("api", ["services.cli", "run", "api"], used.http_port, environment_of(used))

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
async def grounds(kept: Path | None = None) -> AsyncIterator[Grounds]:
    """Postgres and Valkey as `carryover up` starts them, with nothing of a product's safety switched off.

    In the folder that is to be `kept`, with whatever an earlier run left there, or in one that passes.
    """
    async with AsyncExitStack() as opened:
        data = kept or opened.enter_context(passing_folder())
        servers = await Servers.start(data)
        opened.push_async_callback(servers.stop)
        settings = await _log(servers, OURS, _master_key(data))
        await _create_database(servers, PEERS)
        family = Family()
        opened.push_async_callback(family.stop)
        yield Grounds(servers, settings, family)


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for servers, that goes with all there is in it."""
    # Straight under /tmp: the user root runs the servers as has to pass through every folder above.
    folder = Path(tempfile.mkdtemp(prefix="carryover-bench-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _log(servers: Servers, database: str, master_key: bytes) -> Settings:
    settings = _settings(servers, database, master_key, free_port())
    env = {**environment_of(settings), "CARRYOVER_ADMIN_URL": servers.postgres_url("postgres", "postgres")}
    log = servers.data / "log" / "migrate.log"
    if await run(_child("migrate", ["services.cli", "migrate"], env, log, servers.data)) != 0:
        raise BenchFailed(f"the schema could not be made: {log.read_text(errors='replace')[-2000:]}")
    return settings


def _master_key(data: Path) -> bytes:
    """The keys of the organisations follow from it, so it stays as long as they do."""
    file = data / "bench.key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(os.urandom(32))
    return file.read_bytes()


def _settings(servers: Servers, database: str, master_key: bytes, port: int) -> Settings:
    keys = f"{database}_keys"
    return Settings(
        app_url=servers.postgres_url("carryover_app", database),
        engine_url=servers.postgres_url("carryover_engine", database),
        owner_url=servers.postgres_url("carryover_owner", database),
        keys_url=servers.postgres_url("carryover_app", keys),
        keys_owner_url=servers.postgres_url("carryover_owner", keys),
        valkey_url=servers.valkey_url(0),
        broker_url=servers.valkey_url(1),
        smtp_url="smtp://127.0.0.1:25",  # nobody sends mail here
        mail_from="bench@localhost",
        master_key=master_key,
        http_host=HOST,
        http_port=port,
        public_url=f"http://{HOST}:{port}",
        quotas=WIDE,
    )


def _child(name: str, module: list[str], env: Mapping[str, str], log: Path, cwd: Path) -> Child:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return Child(name=name, argv=[sys.executable, "-m", *module], env={**kept, **env}, log=log, cwd=cwd)


async def _create_database(servers: Servers, name: str) -> None:
    db = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    try:
        if not await db.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await db.execute(f'CREATE DATABASE "{name}"')
    finally:
        await db.close()
