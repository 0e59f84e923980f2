"""The embedded servers as one thing: start them on a data folder, ask for their addresses, stop them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from services.embedded import postgres, valkey
from services.embedded.binaries import find_binaries
from services.embedded.child import Running
from services.embedded.errors import EmbeddedError, in_plain_words
from services.embedded.folder import DataFolder
from services.embedded.sockets import remove_socket_folder, socket_folder
from services.embedded.user import SystemUser, server_user, unreachable_part


def _silent(step: str) -> None:
    """The default for callers who show no progress."""


class Servers:
    """A running Postgres and Valkey on one data folder."""

    def __init__(self, folder: DataFolder, sockets: Path) -> None:
        self._folder = folder
        self._sockets = sockets
        self._running: list[Running] = []

    @classmethod
    async def start(
        cls,
        data: Path | None = None,
        *,
        progress: Callable[[str], None] = _silent,
        system_user: str | None = None,
        least_free: int | None = None,
    ) -> "Servers":
        """Start both and return when both answer. Call from the main thread.

        `data` is by default folder.default_folder(); `system_user` is whom root runs the servers as; `least_free` is
        how many bytes the disk must have free. Raises EmbeddedError with a sentence for the operator.
        """
        folder = DataFolder.open(data)
        try:
            with in_plain_words(folder.path):
                folder.check_space(least_free)
                user = server_user(system_user, folder.cluster)
                return await cls._start_in(folder, user, progress)
        except BaseException:
            folder.close()
            raise

    @classmethod
    async def _start_in(cls, folder: DataFolder, user: SystemUser, progress: Callable[[str], None]) -> "Servers":
        owner = (user.uid, user.gid) if user.switch else None
        if user.switch:
            _open_the_way(folder, user)
        folder.room("etc", mode=0o755)
        folder.room("log", mode=0o700)
        binaries = find_binaries(folder, user, progress)
        await postgres.create_cluster(folder, binaries, user, progress)
        folder.room("valkey", mode=0o700, owner=owner)
        await asyncio.gather(postgres.end_earlier(folder), valkey.end_earlier(folder))
        servers = cls(folder, socket_folder(folder, user))
        try:
            sockets = servers._sockets
            started = await postgres.start_postgres(folder, binaries, user, sockets, progress)
            servers._running.append(started)
            servers._running.append(await valkey.start_valkey(folder, binaries, user, sockets, progress))
        except BaseException:
            await servers.stop()
            raise
        return servers

    @property
    def data(self) -> Path:
        return self._folder.path

    def postgres_url(self, role: str, database: str) -> str:
        """For asyncpg.connect and Postgres's tools; the operating system's user is the credential."""
        return postgres.postgres_url(self._sockets, role, database)

    def valkey_url(self, db: int) -> str:
        """For redis-py and Dramatiq's broker; `db` is 0 to 15."""
        return valkey.valkey_url(self._sockets, db)

    def pids(self) -> dict[str, int]:
        """The process id of each server, by its name."""
        return {running.child.name: running.pid for running in self._running}

    def crashed(self) -> list[str]:
        """The names of servers that ended without being asked to."""
        return [running.child.name for running in self._running if running.code is not None]

    async def first_crash(self) -> str:
        """Wait until a server has ended without being asked to, and return its name."""
        waiting = [asyncio.create_task(running.ended()) for running in self._running]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return self.crashed()[0]

    async def stop(self) -> None:
        """Stop both and let the folder go; harmless when repeated."""
        running, self._running = self._running, []
        try:
            await asyncio.gather(*(server.stop() for server in running))
        finally:
            if self._folder.held:
                # Not when repeated: another copy may have the folder by then.
                remove_socket_folder(self._sockets, self._folder)
                self._folder.close()


@asynccontextmanager
async def embedded(data: Path | None = None, *, progress: Callable[[str], None] = _silent) -> AsyncIterator[Servers]:
    """The servers for the time of a `with` block."""
    servers = await Servers.start(data, progress=progress)
    try:
        yield servers
    finally:
        await servers.stop()


def _open_the_way(folder: DataFolder, user: SystemUser) -> None:
    closed = unreachable_part(folder.path, user)
    if closed == folder.path:
        folder.path.chmod(folder.path.stat().st_mode | 0o001)
        closed = unreachable_part(folder.path, user)
    if closed is not None:
        raise EmbeddedError(
            f"User {user.name}, whom the servers run as, cannot pass through {closed}, and Carryover changes no "
            "permissions outside its own folder. Set CARRYOVER_DATA to a folder that every user can reach."
        )
