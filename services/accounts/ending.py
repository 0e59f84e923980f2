"""The end of an account: whoever left is let in by nothing of it, and their login is free for whoever comes next."""

from uuid import UUID

from eventstore.walls import Connection

# All that lets one person in, or is waiting to.
END = """
WITH
  sign_in AS (DELETE FROM access.sign_in WHERE org_id = $1 AND staff_id = $2),
  personal_key AS (DELETE FROM access.personal_key WHERE org_id = $1 AND staff_id = $2),
  identity AS (DELETE FROM access.identity WHERE org_id = $1 AND staff_id = $2),
  passkey AS (DELETE FROM access.passkey WHERE org_id = $1 AND staff_id = $2),
  totp AS (DELETE FROM access.totp WHERE org_id = $1 AND staff_id = $2),
  totp_step AS (DELETE FROM access.totp_step WHERE org_id = $1 AND staff_id = $2),
  recovery_code AS (DELETE FROM access.recovery_code WHERE org_id = $1 AND staff_id = $2),
  one_time AS (DELETE FROM access.one_time WHERE org_id = $1 AND staff_id = $2),
  device AS (DELETE FROM access.device WHERE org_id = $1 AND staff_id = $2)
DELETE FROM access.account WHERE org_id = $1 AND staff_id = $2
"""


async def end_account(db: Connection, org_id: UUID, staff_id: UUID) -> None:
    """Done again it does nothing."""
    await db.execute(END, org_id, staff_id)
