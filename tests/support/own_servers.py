"""A Postgres and a Valkey of a test's own, which it may stop, kill and start again, each by itself."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from eventstore.migrate import bootstrap, migrate
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.embedded import postgres, valkey
from services.embedded.binaries import find_binaries
from services.embedded.child import Running
from services.embedded.folder import DataFolder
from services.embedded.leftovers import survivors
from services.embedded.sockets import remove_socket_folder, socket_folder
from services.embedded.user import server_user
from tests.support.database import Database

POSTGRES, VALKEY = "postgres", "valkey"


def _silent(step: str) -> None:
    """Nobody is told of the steps."""


class OwnServers:
    """As durable as `carryover up` starts them (tests.support.servers.ServerAddresses)."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._user = server_user(None, folder.cluster)
        self._owner = (self._user.uid, self._user.gid) if self._user.switch else None
        folder.room("etc", mode=0o755)
        folder.room("log", mode=0o700)
        folder.room("valkey", mode=0o700, owner=self._owner)
        self._binaries = find_binaries(folder, self._user, _silent)
        self._sockets = socket_folder(folder, self._user)
        self._running: dict[str, Running] = {}

    def postgres_url(self, role: str, database: str) -> str:
        return postgres.postgres_url(self._sockets, role, database)

    def valkey_url(self, db: int) -> str:
        return valkey.valkey_url(self._sockets, db)

    @property
    def cluster(self) -> Path:
        """The files of Postgres's cluster: what is lost with a disk."""
        return self._folder.cluster

    @property
    def owner(self) -> str | None:
        """The user whose the files are, where root starts the servers as somebody else."""
        return self._user.name if self._user.switch else None

    @property
    def logs(self) -> Path:
        """A folder for what processes say."""
        return self._folder.path / "log"

    def room(self, name: str) -> Path:
        """A folder beside the cluster that the servers may write to."""
        return self._folder.room(name, mode=0o700, owner=self._owner)

    def configure(self, *lines: str) -> None:
        """An operator's own settings of Postgres, all of them, from its next start on."""
        self._folder.write("etc/local.conf", "".join(f"{line}\n" for line in lines))

    def take_over(self, cluster: Path) -> None:
        """A copy of these files is the cluster that `create` finds."""
        shutil.copytree(cluster, self._folder.cluster)
        if self._owner is not None:
            for path in (self._folder.cluster, *self._folder.cluster.rglob("*")):
                os.chown(path, *self._owner)

    async def create(self) -> Database:
        """The cluster where there is none, both servers started, and the databases with the newest schema."""
        await self.create_empty()
        await self.start(VALKEY)
        database = Database(self, "carryover", "carryover_keys")
        await bootstrap(self.postgres_url("postgres", "postgres"), [database.name, database.keys_name])
        await migrate(database.url("carryover_owner"), LOG_DATABASE)
        await migrate(self.postgres_url("carryover_owner", database.keys_name), KEYS_DATABASE)
        return database

    async def create_empty(self) -> None:
        """Postgres alone, as initdb leaves it: with a superuser and without any role or database of ours."""
        await postgres.create_cluster(self._folder, self._binaries, self._user, _silent)
        await self.start(POSTGRES)

    async def start(self, name: str) -> None:
        """Returns when it answers. What an earlier one left behind is ended first."""
        common = self._folder, self._binaries, self._user, self._sockets
        if name == POSTGRES:
            await postgres.end_earlier(self._folder)
            self._running[name] = await postgres.start_postgres(*common, _silent)
        else:
            await valkey.end_earlier(self._folder)
            self._running[name] = await valkey.start_valkey(*common, _silent)

    def signal_all(self, name: str, number: signal.Signals) -> None:
        """To every process of the server."""
        program, folder = {
            POSTGRES: ("postgres", self._folder.cluster),
            VALKEY: ("valkey-server", self._folder.valkey),
        }[name]
        for pid in survivors(program, folder):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    async def end(self, name: str, number: signal.Signals) -> None:
        """By this signal to its first process: SIGKILL, or SIGQUIT for an immediate shutdown of Postgres."""
        os.kill(self._running[name].pid, number)
        await self._running[name].ended()

    async def stop(self) -> None:
        for running in self._running.values():
            await running.stop()
        remove_socket_folder(self._sockets, self._folder)
        self._folder.close()


@asynccontextmanager
async def own_servers() -> AsyncIterator[OwnServers]:
    """Not started yet: `create` does it. Everything is gone afterwards."""
    data = passing_folder()
    servers = OwnServers(DataFolder.open(data))
    try:
        yield servers
    finally:
        await servers.stop()
        shutil.rmtree(data, ignore_errors=True)


def passing_folder() -> Path:
    """Straight under /tmp, and open: the user root runs the servers as has to pass through every folder above."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-faults-", dir="/tmp"))
    folder.chmod(0o711)
    return folder
