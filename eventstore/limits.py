"""How long Postgres lets a statement take, wait and lie idle: said when a connection is made, or in each transaction.

A pooler in between (PgBouncer in transaction mode) drops what a connection says when it is made, and whatever is set
for a session may be met by somebody else. There the limits that do not hold by themselves are set with each BEGIN, in
the same message. A single statement has those of its role (bootstrap.sql).
"""

from collections.abc import Mapping

from msgspec import Struct

IDLE_IN_TRANSACTION_SECONDS = 60
APPLICATION = "carryover"
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


class Limits(Struct, frozen=True):
    """`statement_seconds` for one statement, `lock_seconds` of it for a lock; 0: no limit of its own."""

    statement_seconds: int
    lock_seconds: int

    def settings(self) -> dict[str, str]:
        """By their names in Postgres, written as it shows them."""
        return {
            "statement_timeout": as_shown(self.statement_seconds),
            "lock_timeout": as_shown(self.lock_seconds),
            "idle_in_transaction_session_timeout": as_shown(IDLE_IN_TRANSACTION_SECONDS),
            "jit": "off",  # our statements are short; compiling them costs more than they do
        }


def as_shown(seconds: int) -> str:
    """As Postgres shows a time: in the largest unit that it is a multiple of."""
    return next((f"{seconds // size}{unit}" for unit, size in UNITS if seconds and seconds % size == 0), "0")


def local(missing: Mapping[str, str]) -> str:
    """Statements that set them until the transaction ends."""
    return "".join(f" SET LOCAL {name} = '{value}';" for name, value in missing.items())
