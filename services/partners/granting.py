"""From an assertion to a token: who signed it, whether it was here before, and what the token may do."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

import structlog

from domain.partner.events import Scope
from domain.partner.state import Partner
from eventstore.codec import Undecodable
from services.context import Context
from services.keys import KeyHolder
from services.partners.assertion import LEEWAY, Assertion, NotProven, check_signature, read_assertion
from services.partners.key_sets import KeySets
from services.partners.tokens import SECONDS, Token, Tokens, source_of

log = structlog.get_logger()

TOKEN_PATH = "/v1/oauth/token"  # noqa: S105 (an address)

# That an assertion is presented; nothing where it was before. Ended ones of the same partner go.
PRESENT = """
WITH ended AS (DELETE FROM access.assertion WHERE org_id = $1 AND partner_id = $2 AND ends_at < $5)
INSERT INTO access.assertion (org_id, partner_id, hash, ends_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING true
"""


class NoSuchScope(Exception):
    """More is asked for than the partner has."""


class Granting:
    """Gives tokens out."""

    def __init__(self, context: Context, tokens: Tokens) -> None:
        self._context = context
        self._tokens = tokens
        self._key_sets = KeySets(context)

    async def token(self, text: str, wanted: Sequence[str] | None) -> tuple[str, tuple[Scope, ...]]:
        """A token for what is wanted, everything where nothing is said; and what it gives.

        Raises NotProven, NoSuchScope, and what the database raises where it is away.
        """
        context = self._context
        now = context.real_now().timestamp()
        assertion = read_assertion(text, context.settings.public_url + TOKEN_PATH, now)
        partner = await self._partner(assertion)
        key_set = partner.key_set
        key = None if key_set is None else await self._key_sets.find(key_set, assertion.head.kid)
        if key_set is None or key is None or assertion.head.jku not in (None, key_set.url):
            raise NotProven("the partner has no such key")
        check_signature(assertion, key)
        scopes = tuple(scope for scope in partner.scopes if wanted is None or scope in wanted)
        if wanted is not None and len(set(wanted)) != len(scopes):
            raise NoSuchScope
        await self._present(assertion)
        token = Token(
            org_id=assertion.org_id,
            partner_id=assertion.partner_id,
            thumbprint=key.thumbprint,
            source=source_of(key_set),
            ends_at=int(now) + SECONDS,
            scopes=scopes,
        )
        return self._tokens.seal(token), scopes

    async def _partner(self, assertion: Assertion) -> Partner:
        holder = KeyHolder(actor="partner", id=assertion.partner_id)
        try:
            held = await self._context.rights.held(assertion.org_id, holder, via="assertion")
        except Undecodable as error:
            raise NotProven("the partner's stream cannot be read") from error
        if held is None or not isinstance(held.known.state, Partner):
            raise NotProven("there is no such partner, or it is suspended")
        return held.known.state

    async def _present(self, assertion: Assertion) -> None:
        """Of many at once with one id, the primary key lets one in."""
        ends_at = datetime.fromtimestamp(assertion.claims.exp + 2 * LEEWAY, UTC)
        hash_ = sha256(assertion.claims.jti.encode()).digest()
        org_id, now = assertion.org_id, self._context.real_now()
        async with self._context.writing(org_id) as db:
            if not await db.fetchval(PRESENT, org_id, assertion.partner_id, hash_, ends_at, now):
                raise NotProven("it was presented before")
