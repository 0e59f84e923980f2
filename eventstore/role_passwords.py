"""The passwords of our roles: those that the URLs name, handed to Postgres as it keeps them and never in the clear."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import asyncpg

ROLES = ("carryover_owner", "carryover_app", "carryover_engine")
ROUNDS = 4096  # as Postgres 18 takes by itself (scram_iterations)
SALT_BYTES = 16


class PasswordsDiffer(Exception):
    """Two URLs name different passwords for a role, or one that cannot be handed over; the sentence names the role."""


async def set_passwords(admin_url: str, urls: Iterable[str]) -> None:
    """As superuser: each of our roles gets the password that a URL names for it; where none does, it keeps its own.

    What the server's log shows of it is salted and hashed (SCRAM-SHA-256). Raises PasswordsDiffer.
    """
    wanted = passwords_in(urls)
    if not wanted:
        return
    db = await asyncpg.connect(admin_url)
    try:
        for role, password in wanted.items():
            await db.execute(f"ALTER ROLE {role} PASSWORD '{verifier(password, secrets.token_bytes(SALT_BYTES))}'")
    finally:
        await db.close()


def passwords_in(urls: Iterable[str]) -> dict[str, str]:
    """By role. Raises PasswordsDiffer."""
    found: dict[str, str] = {}
    for parts in map(urlsplit, urls):
        role, password = parts.username, unquote(parts.password or "")
        if role not in ROLES or not password:
            continue
        if not password.isascii() or not password.isprintable():
            raise PasswordsDiffer(f"the password of {role} must be of ASCII letters, digits and signs")
        if found.setdefault(role, password) != password:
            raise PasswordsDiffer(f"two URLs name different passwords for {role}")
    return found


def verifier(password: str, salt: bytes) -> str:
    """What Postgres keeps of a password (RFC 5802 and 7677): nobody signs in with it who does not know the password."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    written = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ROUNDS}:{written[0]}${written[1]}:{written[2]}"
