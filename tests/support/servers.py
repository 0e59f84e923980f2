"""The Postgres and Valkey that tests run on: named in the environment, or embedded ones, or ones in containers."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct

from services.embedded.servers import embedded
from tests.support.citus_servers import citus_for_tests, programs

EMBEDDED, CONTAINERS, NAMED = "embedded", "containers", "named"
WHERE = {EMBEDDED: "embedded", CONTAINERS: "in containers (testcontainers)", NAMED: "named in the environment"}


class UnknownServers(Exception):
    """CARRYOVER_TEST_SERVERS says something else than embedded or containers."""


class Choice(Struct, frozen=True):
    """Where each server comes from: EMBEDDED, CONTAINERS or NAMED. `pooler` is a PgBouncer to put before Postgres: the
    name or path of the program; empty: none."""

    postgres: str
    valkey: str
    pooler: str = ""

    def __str__(self) -> str:
        by = ", through PgBouncer" if self.pooler else ""
        if self.postgres == self.valkey:
            return f"Postgres and Valkey {WHERE[self.postgres]}{by}"
        return f"Postgres {WHERE[self.postgres]}, Valkey {WHERE[self.valkey]}{by}"


def choice_of(environment: Mapping[str, str]) -> Choice:
    """Servers that are named in CARRYOVER_TEST_POSTGRES and CARRYOVER_TEST_VALKEY win, each over what
    CARRYOVER_TEST_SERVERS says: embedded, as without it, or containers. CARRYOVER_TEST_POOLER names a PgBouncer.
    Raises UnknownServers."""
    said = environment.get("CARRYOVER_TEST_SERVERS", "") or EMBEDDED
    if said not in (EMBEDDED, CONTAINERS):
        raise UnknownServers(f"CARRYOVER_TEST_SERVERS is {said!r}; it may be {EMBEDDED} or {CONTAINERS}")
    return Choice(
        NAMED if environment.get("CARRYOVER_TEST_POSTGRES") else said,
        NAMED if environment.get("CARRYOVER_TEST_VALKEY") else said,
        environment.get("CARRYOVER_TEST_POOLER", ""),
    )


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
    """Servers for a whole test session; what was started for it is removed at the end."""
    if spread := programs():
        async with citus_for_tests(spread) as citus:
            yield citus
        return
    choice = choice_of(os.environ)
    async with AsyncExitStack() as started:
        offered: dict[str, ServerAddresses] = {}
        for kind in {choice.postgres, choice.valkey}:
            if kind == NAMED:
                named = (os.environ.get(f"CARRYOVER_TEST_{server}", "") for server in ("POSTGRES", "VALKEY"))
                offered[kind] = NamedServers(*named)
            elif kind == CONTAINERS:
                from tests.support.container_servers import servers_in_containers  # only where they are wanted

                offered[kind] = await started.enter_async_context(servers_in_containers())
            else:
                offered[kind] = await started.enter_async_context(embedded_for_tests())
        servers: ServerAddresses = _Mixed(offered[choice.postgres], offered[choice.valkey])
        if choice.pooler:
            from tests.support.pooler import behind_pooler

            servers = await started.enter_async_context(behind_pooler(choice.pooler, servers))
        yield servers


@asynccontextmanager
async def embedded_for_tests() -> AsyncIterator[ServerAddresses]:
    # Straight under /tmp: the user root runs the servers as has to pass through every folder above.
    data = Path(tempfile.mkdtemp(prefix="carryover-tests-", dir="/tmp"))
    try:
        async with embedded(data) as servers:
            yield servers
    finally:
        shutil.rmtree(data, ignore_errors=True)
