"""The Postgres and Valkey that tests run on: embedded ones on a passing folder, or those named in the environment."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from services.embedded.servers import embedded


class ServerAddresses(Protocol):
    """What a test may ask of the servers."""

    def postgres_url(self, role: str, database: str) -> str: ...
    def valkey_url(self, db: int) -> str: ...


class NamedServers:
    """Servers of one's own: CARRYOVER_TEST_POSTGRES is an address whose user may create roles and databases,
    CARRYOVER_TEST_VALKEY one of a Valkey whose databases may be emptied. Other roles log in with the same password."""

    def __init__(self, postgres: str, valkey: str) -> None:
        self._postgres = urlsplit(postgres)
        self._valkey = urlsplit(valkey)

    def postgres_url(self, role: str, database: str) -> str:
        password = f":{self._postgres.password}" if self._postgres.password else ""
        host = self._postgres.netloc.rpartition("@")[2]
        place = f"{quote(role, safe='')}{password}@{host}"
        return urlunsplit(self._postgres._replace(netloc=place, path=f"/{quote(database, safe='')}"))

    def valkey_url(self, db: int) -> str:
        if self._valkey.scheme == "unix":
            return urlunsplit(self._valkey._replace(query=f"db={db}"))
        return urlunsplit(self._valkey._replace(path=f"/{db}"))


class _Mixed:
    def __init__(self, postgres: ServerAddresses, valkey: ServerAddresses) -> None:
        self.postgres_url = postgres.postgres_url
        self.valkey_url = valkey.valkey_url


@asynccontextmanager
async def servers_for_tests() -> AsyncIterator[ServerAddresses]:
    """Servers for a whole test session; what was embedded is removed at the end."""
    postgres, valkey = os.environ.get("CARRYOVER_TEST_POSTGRES", ""), os.environ.get("CARRYOVER_TEST_VALKEY", "")
    named = NamedServers(postgres, valkey)
    if postgres and valkey:
        yield named
        return
    async with embedded_for_tests() as own:
        yield _Mixed(named if postgres else own, named if valkey else own)


@asynccontextmanager
async def embedded_for_tests() -> AsyncIterator[ServerAddresses]:
    # Straight under /tmp: the user root runs the servers as has to pass through every folder above.
    data = Path(tempfile.mkdtemp(prefix="carryover-tests-", dir="/tmp"))
    try:
        async with embedded(data) as servers:
            yield servers
    finally:
        shutil.rmtree(data, ignore_errors=True)
