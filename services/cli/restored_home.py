"""A data folder for `carryover up` that a backup is restored into, and its servers for the time of the finish."""

import os
import pwd
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from msgspec import Struct

from services.backup.errors import BackupError
from services.cli.own_key import own_master_key
from services.cli.platform import KEYS_DATABASE, settings_at_home
from services.cli.served import while_served
from services.embedded.folder import DataFolder
from services.embedded.servers import Servers, embedded
from services.embedded.user import server_user
from services.settings import Settings

NO_MAIL = "smtp://127.0.0.1:25"
"""Nothing is sent while a restore is finished."""


class Place(Struct, frozen=True):
    """Where the cluster's files go, and whose they are to be: user and group id; None: whoever restores."""

    cluster: Path
    owner: tuple[int, int] | None


@contextmanager
def home_for(home: Path | None, target: Path | None, owner: str | None) -> Iterator[Place]:
    """A data folder of our own, held meanwhile, or any other folder. Raises BackupError, EmbeddedError."""
    if home is None:
        if target is None:
            raise BackupError("no folder is named")
        yield Place(target.absolute(), _owner(owner))
        return
    with closing(DataFolder.open(home)) as folder:
        if folder.cluster.exists():
            raise BackupError(f"{folder.cluster} is there: a backup is restored beside what is in use")
        user = server_user(owner, folder.cluster)
        yield Place(folder.cluster, (user.uid, user.gid) if user.switch else None)


def _owner(name: str | None) -> tuple[int, int] | None:
    if name is None:
        if os.geteuid() == 0:
            raise BackupError("root restores for somebody: say --owner, the user whom Postgres runs as")
        return None
    if name.isdecimal():  # of a container that has a user of its own by that number
        return int(name), int(name)
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        raise BackupError(f"there is no user {name} on this machine") from None
    return found.pw_uid, found.pw_gid


@asynccontextmanager
async def servers_at_home(home: Path, tell: Callable[[str], None]) -> AsyncIterator[Servers]:
    """Servers on a data folder, which is made where it is missing. Raises EmbeddedError."""
    async with embedded(home, progress=tell) as servers:
        yield servers


@asynccontextmanager
async def at_home(home: Path, tell: Callable[[str], None]) -> AsyncIterator[Settings]:
    """The settings of a restored data folder whose servers run in this block. Raises EmbeddedError."""
    async with embedded(home, progress=tell) as servers:
        key = await while_served(servers, own_master_key(servers, KEYS_DATABASE))
        yield settings_at_home(servers, key, "127.0.0.1", 0, NO_MAIL)
