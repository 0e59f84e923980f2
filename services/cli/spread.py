"""`carryover migrate --citus`: which nodes, and the tables spread over them."""

from urllib.parse import urlsplit, urlunsplit

import click
from msgspec import Struct

from eventstore.citus.distribute import distribute
from eventstore.citus.nodes import Node, in_database, join
from services.cli.places import places
from services.settings import SettingsError


class Spread(Struct, frozen=True):
    """What was asked for: `workers` as HOST:PORT, whose superuser logs in as the coordinator's at `admin_url` does."""

    admin_url: str
    workers: tuple[str, ...]
    shards: int

    async def join(self, database: str) -> None:
        """The workers are nodes of the coordinator. Raises CitusError, and SettingsError for what is no address."""
        at = urlsplit(self.admin_url)
        if not at.hostname:
            raise SettingsError("--worker needs an --admin-url with a host by which the workers reach the coordinator")
        coordinator = Node(at.hostname, at.port or 5432, self.admin_url)
        await join(database, coordinator, [self._worker(worker) for worker in self.workers])

    async def distribute(self, database: str) -> int:
        """How many tables were spread now. Raises CitusError."""
        url = in_database(self.admin_url, database)
        return len(await distribute(url, places(), shards=self.shards, progress=click.echo))

    def _worker(self, worker: str) -> Node:
        host, _, port = worker.rpartition(":")
        if not host or not port.isdecimal():
            raise SettingsError(f"--worker is HOST:PORT, and {worker} is not")
        at = urlsplit(self.admin_url)
        user = at.netloc.rpartition("@")[0]
        netloc = f"{user}@{host}:{port}" if user else f"{host}:{port}"
        return Node(host, int(port), urlunsplit(at._replace(netloc=netloc)))
