"""One look at the whole service for a person: its parts, its queue, its databases, each as far as it answers."""

import asyncio
from datetime import UTC, datetime
from importlib.metadata import version

import asyncpg

from eventstore.pools import opened_pool
from eventstore.schema import pending
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.clock import clock_of
from services.measured.backups import ages_of
from services.measured.look import STATEMENT_SECONDS, look
from services.measured.overview import Overview
from services.measured.parts import parts_seen
from services.measured.sighting import Sighting
from services.settings import Settings
from services.wake import open_valkey
from workers.engine import KEPT_UP
from workers.measuring import queue_standing

PATIENCE_SECONDS = 20.0
"""For all of it: whoever asks wants an answer, also that there is none."""

AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


async def overview(settings: Settings) -> Overview:
    """Never raises for a server that is away: that is what it tells."""
    valkey, broker = open_valkey(settings.valkey_url), open_valkey(settings.broker_url)
    try:
        (sighting, waiting, fault), parts, queue = await asyncio.gather(
            _database(settings), parts_seen(valkey), queue_standing(broker)
        )
    finally:
        await valkey.aclose()
        await broker.aclose()
    return Overview(
        at=datetime.now(UTC),
        version=version("carryover"),
        parts=parts,
        sighting=sighting,
        queue=queue,
        pending=waiting,
        database_fault=fault,
    )


async def _database(settings: Settings) -> tuple[Sighting | None, list[str] | None, str]:
    """What a look finds, which migrations wait, and why there is no look where there is none."""
    waiting: list[str] | None = None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            waiting = await pending(settings.engine_url, LOG_DATABASE)
            waiting += await pending(settings.keys_url, KEYS_DATABASE)
            async with opened_pool(settings.engine_url, most=1, statement_seconds=STATEMENT_SECONDS) as pool:
                versions = {model.name: model.version for model in KEPT_UP}
                ages = ages_of(settings.backups, settings.key_backups)
                return await look(pool, clock_of(settings.clock), versions, ages), waiting, ""
    except AWAY as error:
        return None, waiting, _why(error)


def _why(error: BaseException) -> str:
    """In a sentence, without what a URL may hold."""
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError):
        return "The database is not migrated: carryover migrate."
    if isinstance(error, asyncpg.PostgresError):
        return f"Postgres refuses: {error.args[0]}."
    return "Postgres does not answer."
