"""Whether there is such an organisation, asked so that nobody can tell from the answer or from how long it takes."""

from hashlib import sha256
from uuid import UUID

from services.accounts.emails import canonical, login_hash
from services.context import Context

NOWHERE = UUID(int=0)
"""Where tries are counted that name no organisation of ours."""


async def house_of(context: Context, org_id: UUID) -> UUID:
    """The organisation, or NOWHERE."""
    return NOWHERE if await context.store.head(org_id) is None else org_id


async def login_at(context: Context, house: UUID, email: str) -> bytes:
    """The login's hash there; for NOWHERE no key is made."""
    if house == NOWHERE:
        return sha256(canonical(email).encode()).digest()
    return await login_hash(context.vault, house, email)
