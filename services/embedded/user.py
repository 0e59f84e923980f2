"""Which user of the operating system the embedded servers run as: Postgres refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from services.embedded.errors import EmbeddedError

WHEN_ROOT = ("carryover", "postgres", "nobody")
"""Tried in this order when root starts Carryover and names no other user."""


@dataclass(frozen=True)
class SystemUser:
    """A user of this machine; `switch` says that a child has to change to it (we are root)."""

    name: str
    uid: int
    gid: int
    switch: bool


def me() -> str:
    """The name of the user who runs Carryover.

    Raises EmbeddedError where the user id has no name, as in some containers: Postgres asks for it.
    """
    uid = os.geteuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise EmbeddedError(
            f"The user id {uid} has no name on this machine, and Postgres needs one. "
            "Add it to /etc/passwd, or use servers of your own."
        ) from None


def server_user(wanted: str | None, cluster: Path) -> SystemUser:
    """The user the servers run as: ourselves, or as root `wanted`, else the owner of an existing cluster, else the
    first of WHEN_ROOT.

    Raises EmbeddedError for a user that does not exist, is root, or does not own the existing cluster.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise EmbeddedError(
                f"The database in {cluster} belongs to {_named(owner)}. "
                "Start Carryover as the user who started it first, or set CARRYOVER_DATA to another folder."
            )
        return SystemUser(me(), os.geteuid(), os.getegid(), switch=False)
    found = _look_up(wanted, owner)
    if found.pw_uid == 0:
        raise EmbeddedError("Postgres refuses to run as root. Name another user for the embedded servers.")
    if owner is not None and owner != found.pw_uid:
        raise EmbeddedError(f"The database in {cluster} belongs to {_named(owner)}, not to user {found.pw_name}.")
    return SystemUser(found.pw_name, found.pw_uid, found.pw_gid, switch=True)


def unreachable_part(folder: Path, user: SystemUser) -> Path | None:
    """The first folder on the way to `folder` that `user` may not enter; None when the whole way is open."""
    if not user.switch:
        return None
    # Tried by a real process of that user, because modes alone do not know of access lists and mounts.
    way = [str(part) for part in (*reversed(folder.parents), folder)]
    script = 'for part; do cd -- "$part" 2>/dev/null || { printf %s "$part"; exit 1; }; done'
    try:
        tried = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", script, "sh", *way],
            capture_output=True,
            check=False,
            cwd="/",
            user=user.uid,
            group=user.gid,
            extra_groups=[],
        )
    except PermissionError:
        raise EmbeddedError(
            f"Postgres refuses to run as root, and root may not become user {user.name} here. "
            "Start Carryover as another user."
        ) from None
    return Path(os.fsdecode(tried.stdout)) if tried.returncode else None


def _look_up(wanted: str | None, owner: int | None) -> pwd.struct_passwd:
    if wanted is None and owner is not None:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise EmbeddedError(f"The database belongs to {_named(owner)}, who has no name on this machine.") from None
    for name in WHEN_ROOT if wanted is None else (wanted,):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError(f"There is no user {wanted or ' or '.join(WHEN_ROOT)} on this machine to run Postgres as.")


def _named(uid: int) -> str:
    try:
        return f"user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"user id {uid}"
