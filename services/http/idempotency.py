"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07) on every write but events, which have ids.

Of a wish that was done the answer is kept and given again, without what is shown once. What was refused did nothing:
sent again it is decided anew.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import msgspec
import structlog
from asyncpg import InterfaceError, PostgresError

from services.actor import Actor
from services.http.forms import UNREADABLE
from services.http.positions import HEADER
from services.http.problems import Problem
from services.kept_answers import KeptAnswer, Standing, keep, let_go, take

if TYPE_CHECKING:
    from services.http.operation import Asked, Headers, Operation, Reply

log = structlog.get_logger()

OK = 200
KEY_AT_MOST = 200  # characters
SHOWN_ONCE = frozenset({"api_key", "api_keys", "secret", "address", "qr", "invitation", "link", "codes", "access_code"})
"""Parts of an answer that are told to whoever asked first, and kept nowhere."""

TOLD_AGAIN = ("etag", HEADER)
"""Headers of an answer that belong to it."""

NEVER_WAITS = frozenset({"reportRedFlag"})
"""Answered at once whoever else is asking: the log itself does it once."""


def key_of(actor: Actor, headers: "Headers") -> UUID | None:
    """The key of who asks, None where none is given. Raises Problem `invalid_header`."""
    given = headers.get("idempotency-key")
    if given is None:
        return None
    text = given.strip()
    text = text[1:-1] if len(text) > 1 and text.startswith('"') and text.endswith('"') else text
    if not (0 < len(text) <= KEY_AT_MOST and text.isascii() and text.isprintable()) or '"' in text:
        raise Problem("invalid_header", f"Idempotency-Key has 1 to {KEY_AT_MOST} printable characters.")
    return uuid5(uuid5(actor.org_id, actor.signature), text)


async def answered_once(
    asked: "Asked", operation: "Operation", run: "Callable[[Asked], Awaitable[Reply]]"
) -> "Reply | KeptAnswer":
    """What `run` answers, or answered under this key. Raises Problem `in_flight`, `id_reused`, and what `run` does."""
    key = None if operation.method == "GET" else key_of(asked.actor, asked.headers)
    if key is None or operation.name in NEVER_WAITS:
        return await run(asked)
    context, org_id, holder = asked.context, asked.actor.org_id, asked.request_id
    async with context.writing(org_id) as db:
        found = await take(db, context.vault, org_id, key, _fingerprint(asked, operation), holder)
    match found:
        case Standing.IN_FLIGHT:
            raise Problem("in_flight")
        case Standing.OTHER:
            raise Problem("id_reused")
        case KeptAnswer():
            return found
        case Standing.OURS:
            pass
    kept: KeptAnswer | None = None
    try:
        reply = await run(asked)
        kept = _kept(reply)
    finally:
        await _settle(asked, key, kept)
    return reply


async def _settle(asked: "Asked", key: UUID, kept: KeptAnswer | None) -> None:
    """Where it cannot be written the wish is answered all the same, and the key is free when its lease is over."""
    context, org_id, holder = asked.context, asked.actor.org_id, asked.request_id
    try:
        async with context.writing(org_id) as db:
            if kept is None:
                await let_go(db, org_id, key, holder)
            else:
                await keep(db, context.vault, org_id, key, holder, kept)
    except (PostgresError, InterfaceError, OSError) as error:
        log.warning("answer_not_kept", request=str(holder), error=type(error).__name__)


def _fingerprint(asked: "Asked", operation: "Operation") -> bytes:
    """Of the wish: however its JSON is spaced and ordered."""
    try:
        body = msgspec.json.encode(msgspec.json.decode(asked.body), order="deterministic")
    except UNREADABLE:
        body = asked.body
    place = msgspec.json.encode([operation.name, dict(asked.path), str(asked.query)], order="deterministic")
    return sha256(place + b"\0" + body).digest()


def _kept(reply: "Reply") -> KeptAnswer | None:
    """None for what must not be told twice at all."""
    if reply.cookies or reply.status != OK:
        return None
    body = reply.body
    if any(b'"%s"' % name.encode() in body for name in SHOWN_ONCE):
        told = msgspec.json.decode(body)
        body = msgspec.json.encode({name: value for name, value in told.items() if name not in SHOWN_ONCE})
    return KeptAnswer(body, {name: reply.headers[name] for name in TOLD_AGAIN if name in reply.headers})
