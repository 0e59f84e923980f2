"""The account of a member of staff: the login, and the password where there is one."""

from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection

BY_LOGIN = (
    "SELECT staff_id, login_hash, password_hash, vouched FROM access.account WHERE org_id = $1 AND login_hash = $2"
)

OF_STAFF = "SELECT staff_id, login_hash, password_hash, vouched FROM access.account WHERE org_id = $1 AND staff_id = $2"

# Of two who want one login the first has it; who has an account keeps its password until another is set. What was said
# for the address so far is not said for another one.
OPEN = """
INSERT INTO access.account AS a (org_id, staff_id, login_hash) VALUES ($1, $2, $3)
ON CONFLICT (org_id, staff_id) DO UPDATE
SET login_hash = excluded.login_hash, vouched = a.vouched AND a.login_hash = excluded.login_hash
"""

# For somebody invited, before anything was accepted: nothing is taken from anybody.
PREPARE = """
INSERT INTO access.account (org_id, staff_id, login_hash, vouched) VALUES ($1, $2, $3, true) ON CONFLICT DO NOTHING
"""

VOUCH = "UPDATE access.account SET vouched = true WHERE org_id = $1 AND staff_id = $2"

SET_PASSWORD = "UPDATE access.account SET password_hash = $3 WHERE org_id = $1 AND staff_id = $2"  # noqa: S105 (SQL)


# Whether anything lets this person in already.
IN_USE = """
SELECT EXISTS (SELECT FROM access.account WHERE org_id = $1 AND staff_id = $2 AND password_hash IS NOT NULL)
  OR EXISTS (SELECT FROM access.passkey WHERE org_id = $1 AND staff_id = $2)
  OR EXISTS (SELECT FROM access.identity WHERE org_id = $1 AND staff_id = $2)
"""


class Account(Struct, frozen=True):
    """`vouched`: the login is known to be the person's own address."""

    staff_id: UUID
    login_hash: bytes
    password_hash: str | None
    vouched: bool


async def by_login(db: Connection, org_id: UUID, login: bytes) -> Account | None:
    row = await db.fetchrow(BY_LOGIN, org_id, login)
    return None if row is None else Account(**dict(row))


async def of_staff(db: Connection, org_id: UUID, staff_id: UUID) -> Account | None:
    row = await db.fetchrow(OF_STAFF, org_id, staff_id)
    return None if row is None else Account(**dict(row))


async def in_use(db: Connection, org_id: UUID, staff_id: UUID) -> bool:
    """Whether the invitation was accepted: by a password, a passkey or a provider."""
    return bool(await db.fetchval(IN_USE, org_id, staff_id))


async def open_account(db: Connection, org_id: UUID, staff_id: UUID, login: bytes) -> None:
    """Raises asyncpg's UniqueViolationError where the login is another's."""
    await db.execute(OPEN, org_id, staff_id, login)


async def vouch(db: Connection, org_id: UUID, staff_id: UUID) -> None:
    """For who has just come by a link that was mailed to the address of their login."""
    await db.execute(VOUCH, org_id, staff_id)


async def prepare(db: Connection, org_id: UUID, staff_id: UUID, login: bytes) -> None:
    """An account under the address that was said of somebody, which nothing lets in yet."""
    await db.execute(PREPARE, org_id, staff_id, login)


async def set_password(db: Connection, org_id: UUID, staff_id: UUID, password_hash: str) -> None:
    await db.execute(SET_PASSWORD, org_id, staff_id, password_hash)
