"""The way of tokens: opened, in time, and still standing for what the partner's stream says."""

import re
from collections.abc import Callable

from msgspec.structs import replace

from domain.partner.state import Partner
from services.actor import Actor
from services.http.body import Heading
from services.http.who import nobody
from services.keys import KeyHolder
from services.partners.tokens import PREFIX, Tokens, still_stands
from services.rights import Rights

_HEADER = re.compile(rb"(?i:bearer) +" + PREFIX.encode() + rb"([^ ]*) *")


class TokensWay:
    """`now`: real time, seconds of the epoch."""

    def __init__(self, tokens: Tokens, rights: Rights, now: Callable[[], float]) -> None:
        self._tokens = tokens
        self._rights = rights
        self._now = now

    async def __call__(self, method: str, path: str, heading: Heading) -> Actor | None:
        """The way; the address does not matter to it."""
        given = _HEADER.fullmatch(heading.get(b"authorization", b""))
        if given is None:
            return None
        token = self._tokens.open(given[1])
        if token is None or token.ends_at <= self._now():
            raise nobody()
        holder = KeyHolder(actor="partner", id=token.partner_id)
        held = await self._rights.held(token.org_id, holder, via=f"token:{token.thumbprint.hex()}")
        state = None if held is None else held.known.state
        if held is None or not isinstance(state, Partner) or not still_stands(token, state.key_set):
            raise nobody()
        actor = held.actor
        return replace(actor, scopes=tuple(scope for scope in actor.scopes if scope in token.scopes))
