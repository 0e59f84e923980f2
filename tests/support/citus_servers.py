"""A coordinator of Citus with two workers for tests, on a passing folder, from the programs that CARRYOVER_TEST_CITUS
names: the bin folder of a Postgres in which Citus is installed."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest

from eventstore.citus.nodes import Node
from services.embedded.child import Child, Running, run
from services.embedded.port import free_port
from services.embedded.servers import embedded
from services.embedded.user import SystemUser, server_user
from tests.support.waiting import until

NODES = ("coordinator", "worker1", "worker2")
LOOPBACK = "127.0.0.1"
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
shared_preload_libraries = 'citus'
wal_level = logical
max_wal_senders = 20
max_replication_slots = 20
max_connections = 300
max_prepared_transactions = 300
max_worker_processes = 40
shared_buffers = 64MB
fsync = off
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
citus.local_hostname = '{folder}'
citus.max_cached_conns_per_worker = 2
citus.enable_statistics_collection = off
"""


def programs() -> Path | None:
    """Where Postgres with Citus is; None where no such is named."""
    named = os.environ.get("CARRYOVER_TEST_CITUS", "")
    return Path(named) if named else None


def of_one_server(reason: str) -> pytest.MarkDecorator:
    """A test of what only one server has: not run on Citus, for this reason."""
    return pytest.mark.skipif(programs() is not None, reason=f"not for Citus: {reason}")


class CitusServers:
    """As the servers of other tests (ServerAddresses), whose Postgres is the coordinator. `ports`: by node."""

    def __init__(self, folder: Path, ports: Mapping[str, int], valkey: object) -> None:
        self._folder = folder
        self.ports = ports
        self.valkey_url = valkey.valkey_url  # type: ignore[attr-defined]

    def postgres_url(self, role: str, database: str) -> str:
        return self.url_at(NODES[0], role, database)

    def url_at(self, node: str, role: str, database: str) -> str:
        host = quote(str(self._folder / node), safe="/")
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={host}&port={self.ports[node]}"

    def node(self, name: str) -> Node:
        """Named by its sockets' folder: the other nodes come by that too."""
        return Node(str(self._folder / name), self.ports[name], self.url_at(name, "postgres", "postgres"))


def _folder() -> Path:
    """Straight under /tmp, and open: the user root runs the servers as has to pass through every folder above."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-citus-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


def _room(folder: Path, user: SystemUser) -> None:
    folder.mkdir(mode=0o700)
    if user.switch:
        os.chown(folder, user.uid, user.gid)


@asynccontextmanager
async def citus_for_tests(bin_folder: Path) -> AsyncIterator[CitusServers]:
    """All three for a whole test session, with an embedded Valkey beside them; removed at the end."""
    top = _folder()
    user = server_user(None, top / "none")
    ports = {name: free_port() for name in NODES}
    running: list[Running] = []
    try:
        async with embedded(top / "beside") as beside:
            for name in NODES:
                running.append(await _started(bin_folder, top / name, ports[name], user))
            yield CitusServers(top, ports, beside)
            for node in reversed(running):
                await node.stop()
    finally:
        for node in running:
            await node.stop()
        shutil.rmtree(top, ignore_errors=True)


async def _started(bin_folder: Path, folder: Path, port: int, user: SystemUser) -> Running:
    _room(folder, user)
    cluster, log = folder / "cluster", folder / "initdb.log"
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    argv = (str(bin_folder / "initdb"), "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    code = await run(Child("initdb", argv, environment, log, user=user))
    assert code == 0, log.read_text()
    with (cluster / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.format(port=port, folder=folder))
    program = (str(bin_folder / "postgres"), "-D", str(cluster))
    running = Running(Child("postgres", program, environment, folder / "log", signal.SIGINT, grace=20.0, user=user))
    url = f"postgresql://postgres@/postgres?host={quote(str(folder), safe='/')}&port={port}"

    async def answers() -> bool:
        try:
            await (await asyncpg.connect(url)).close()
        except (OSError, asyncpg.PostgresError):
            return False
        return True

    await until(answers)
    return running
