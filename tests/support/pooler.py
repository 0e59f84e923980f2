"""PgBouncer in transaction mode before the servers of the tests: what api and engine say goes through it."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import asyncpg
from msgspec import Struct

from services.embedded.child import Child, Running
from services.embedded.postgres import ENVIRONMENT
from services.embedded.user import SystemUser, server_user
from tests.support.servers import ServerAddresses
from tests.support.waiting import until

THROUGH = ("carryover_app", "carryover_engine")
"""Roles that go through it. Owner and superuser do not: who migrates holds locks for a session."""
LEAST = (1, 21)
"""The first version that keeps prepared statements in transaction mode."""
PORT = 6432  # only a part of the socket's name
LOG, SOCKET = "pgbouncer.log", f".s.PGSQL.{PORT}"
READY_WITHIN = 60.0
SETTINGS = """\
[databases]
* = {server}

[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
pool_mode = transaction
max_prepared_statements = 200
default_pool_size = {pool_size}
max_client_conn = 2000
ignore_startup_parameters = extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,jit
auth_type = trust
auth_file = {folder}/userlist.txt
query_wait_timeout = 10
server_login_retry = 1
server_round_robin = {round_robin}
log_connections = 0
log_disconnections = 0
"""


class PoolerFailed(Exception):
    """There is no program that will do, or it did not start; the message says why."""


class Behind(Struct, frozen=True):
    """The addresses of servers, those of THROUGH by way of the pooler (tests.support.servers.ServerAddresses)."""

    servers: ServerAddresses
    folder: Path

    def postgres_url(self, role: str, database: str) -> str:
        if role not in THROUGH:
            return self.servers.postgres_url(role, database)
        host = quote(str(self.folder), safe="/")
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def valkey_url(self, db: int) -> str:
        return self.servers.valkey_url(db)


@asynccontextmanager
async def behind_pooler(
    program: str, servers: ServerAddresses, *, pool_size: int = 20, round_robin: bool = False
) -> AsyncIterator[Behind]:
    """A pooler of one's own before these servers, with up to `pool_size` connections for each role and database; taken
    by turns where `round_robin` says so, otherwise the last one used first. Raises PoolerFailed.
    """
    found = usable(program)
    folder, user = _own_folder()
    try:
        server, password = await _server_of(servers, user)
        settings = SETTINGS.format(
            server=server, port=PORT, folder=folder, pool_size=pool_size, round_robin=int(round_robin)
        )
        running = _started(found, folder, user, settings, password)
        try:
            await until(lambda: _listens(running, folder), READY_WITHIN)
            yield Behind(servers, folder)
        finally:
            await running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def usable(program: str) -> str:
    """Where it is. Raises PoolerFailed where it is missing, or older than LEAST."""
    found = shutil.which(program)
    if found is None:
        raise PoolerFailed(f"there is no program {program}")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    if tuple(map(int, re.findall(r"[0-9]+", told)[:2])) < LEAST:
        raise PoolerFailed(f"{told} keeps no prepared statements")
    return found


def _own_folder() -> tuple[Path, SystemUser]:
    """A folder, and who owns it and runs the pooler: it refuses to run as root, like Postgres."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-pooler-", dir="/tmp"))
    folder.chmod(0o711)
    user = server_user(None, folder / "no cluster")
    if user.switch:
        os.chown(folder, user.uid, user.gid)
    return folder, user


def _started(program: str, folder: Path, user: SystemUser, settings: str, password: str) -> Running:
    ini, log = folder / "pgbouncer.ini", folder / LOG
    ini.write_text(settings)
    (folder / "userlist.txt").write_text("".join(f'"{role}" "{password}"\n' for role in THROUGH))
    return Running(Child("pgbouncer", (program, str(ini)), ENVIRONMENT, log, signal.SIGQUIT, user=user))


async def _listens(running: Running, folder: Path) -> bool:
    if running.code is not None:
        raise PoolerFailed(f"PgBouncer ended with {running.code}: {_said(folder)}")
    return _is_there(folder)


async def _server_of(servers: ServerAddresses, user: SystemUser) -> tuple[str, str]:
    """Where the pooler finds Postgres, in its own words, and the roles' password."""
    address = urlsplit(servers.postgres_url(THROUGH[0], "any"))
    folder = parse_qs(address.query).get("host", [""])[0]
    if folder and user.switch:
        await _let_in(servers, user)
    host, port = (folder, 5432) if folder else (address.hostname, address.port or 5432)
    return f"host={host} port={port}", unquote(address.password or "")


async def _let_in(servers: ServerAddresses, user: SystemUser) -> None:
    """The embedded Postgres takes the user of the operating system for the credential: ours, and now the pooler's."""
    admin = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    try:
        _add_line(Path(await admin.fetchval("SHOW ident_file")), f'carryover "{user.name}" /^({"|".join(THROUGH)})$\n')
        await admin.execute("SELECT pg_reload_conf()")
    finally:
        await admin.close()


def _is_there(folder: Path) -> bool:
    return (folder / SOCKET).exists()


def _said(folder: Path) -> str:
    return (folder / LOG).read_text()


def _add_line(file: Path, line: str) -> None:
    said = file.read_text()
    if line not in said:
        file.write_text(said + line)


if __name__ == "__main__":
    try:
        usable(os.environ.get("CARRYOVER_TEST_POOLER", ""))
    except PoolerFailed as why:
        raise SystemExit(f"The tests cannot run through PgBouncer: {why}. CARRYOVER_TEST_POOLER names one.") from None
