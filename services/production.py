"""What a deployment on which patients depend must not be: asked when a process begins, with CARRYOVER_PRODUCTION."""

import stat
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from services.secret_files import FILES

VARIABLE = "CARRYOVER_PRODUCTION"
DISTINCT_AT_LEAST = 16
"""Of the 32 bytes of a drawn key some 30 are different; of one that somebody typed, few are."""

DEFAULT_PASSWORDS = frozenset({"carryover", "changeme", "password", "postgres", "secret", "admin", "valkey", "redis"})
SERVERS = ("APP", "ENGINE", "OWNER", "KEYS", "KEYS_OWNER", "VALKEY", "BROKER")
OTHERS = stat.S_IRWXG | stat.S_IRWXO
MAIL_PORT = 25


def is_production(env: Mapping[str, str]) -> bool:
    return env.get(VARIABLE, "").strip() == "yes"


def faults(env: Mapping[str, str], master_key: bytes, user_id: int, group_id: int | None = None) -> Iterator[str]:
    """Sentences, one for each; none where the process may begin. `group_id`: its own group, where it has one alone."""
    if len(set(master_key)) < DISTINCT_AT_LEAST:
        yield "the master key was not drawn at random"
    for name in SERVERS:
        url = urlsplit(env.get(f"CARRYOVER_{name}_URL", ""))
        if url.password is not None and url.password.lower() in DEFAULT_PASSWORDS | {url.username or ""}:
            yield f"the password in CARRYOVER_{name}_URL is one that everybody knows"
    for name in ("CARRYOVER_CLOCK", "CARRYOVER_TRYING_OUT", "CARRYOVER_DEBUG"):
        if env.get(name, "").strip():
            yield f"{name} is for trying out"
    public = urlsplit(env.get("CARRYOVER_PUBLIC_URL", ""))
    if public.scheme != "https" or is_here(public.hostname):
        yield "CARRYOVER_PUBLIC_URL is no https address that others reach"
    for name in (*FILES, "CARRYOVER_DATA"):
        path = env.get(name, "")
        if path and _is_open(Path(path), user_id, group_id):
            yield f"what {name} names may be read by others: take their rights to it away"
    if user_id == 0:
        yield "it runs as root: give it a user of its own"
    mail = urlsplit(env.get("CARRYOVER_SMTP_URL", ""))
    if is_here(mail.hostname) and (mail.port or MAIL_PORT) != MAIL_PORT:
        yield "CARRYOVER_SMTP_URL names a sink on this machine, where mail ends"
    if env.get("CARRYOVER_MAIL_FROM", "@localhost").strip().endswith("@localhost"):
        yield "CARRYOVER_MAIL_FROM names a sender to whom nobody can answer"


def is_here(host: str | None) -> bool:
    """Whether a name or an address is this machine's, as far as it tells; also where there is none."""
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_open(path: Path, user_id: int, group_id: int | None) -> bool:
    if not path.exists():
        return False
    told = path.stat()
    # As clusters hand a secret in: it belongs to root, and the one way to read it is to be in its group.
    handed_in = told.st_uid != user_id and told.st_gid == group_id and not told.st_mode & stat.S_IWGRP
    return bool(told.st_mode & (stat.S_IRWXO if handed_in else OTHERS))
