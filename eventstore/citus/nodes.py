"""The nodes of a Citus cluster: the extension in a database of each, and the coordinator told of its workers."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

from eventstore.migrate import MigrationError, bootstrap


class CitusError(MigrationError):
    """Citus is not there, has no workers, or does not take our tables."""


class Node(Struct, frozen=True):
    """A server of the cluster. `host` and `port` are how the other nodes reach it; `admin_url` is a superuser's."""

    host: str
    port: int
    admin_url: str


EXTENSION = "CREATE EXTENSION IF NOT EXISTS citus"

# How the workers reach the coordinator. It keeps no shards: it has enough to do.
COORDINATOR = "SELECT citus_set_coordinator_host($1, $2)"

# Harmless where it is there already.
WORKER = "SELECT citus_add_node($1, $2)"

# The nodes that hold shards.
WORKERS = "SELECT count(*) FROM pg_dist_node WHERE isactive AND shouldhaveshards AND noderole = 'primary'"


def in_database(url: str, database: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))


async def join(database: str, coordinator: Node, workers: Sequence[Node]) -> None:
    """Roles, database and extension on every node, and the workers made known. Repeatable. Raises CitusError."""
    for node in (coordinator, *workers):
        await bootstrap(node.admin_url, [database])
        db = await asyncpg.connect(in_database(node.admin_url, database))
        try:
            await db.execute(EXTENSION)
        except asyncpg.PostgresError as error:
            raise CitusError(f"{node.host}:{node.port} has no Citus: {error}") from error
        finally:
            await db.close()
    db = await asyncpg.connect(in_database(coordinator.admin_url, database))
    try:
        await db.execute(COORDINATOR, coordinator.host, coordinator.port)
        for worker in workers:
            await db.execute(WORKER, worker.host, worker.port)
    except asyncpg.PostgresError as error:
        raise CitusError(f"the nodes do not come together: {error}") from error
    finally:
        await db.close()
