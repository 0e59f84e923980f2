"""A connection to Postgres that is the same with a pooler in between and without: its limits, and what it prepared."""

import time
from typing import TYPE_CHECKING, Any, ClassVar

import asyncpg

from eventstore.limits import Limits, local

if TYPE_CHECKING:

    class _Connection(asyncpg.Connection[asyncpg.Record]):
        """The driver's, with what its stubs leave out."""

        async def _get_statement(self, query: str, *args: Any, **how: Any) -> Any: ...
        def _drop_global_statement_cache(self) -> None: ...

else:
    _Connection = asyncpg.Connection

# Whether the one who answers is the one who was connected to, and which limits hold.
HOLDS = """
SELECT pg_backend_pid() AS pid, current_setting('statement_timeout') AS statement_timeout,
  current_setting('lock_timeout') AS lock_timeout,
  current_setting('idle_in_transaction_session_timeout') AS idle_in_transaction_session_timeout,
  current_setting('jit') AS jit
"""


class LimitedConnection(_Connection):
    """Knows whether a pooler stands between. With each BEGIN it says the limits that would not hold otherwise."""

    behind_pooler = False
    _with_begin = ""
    _anew: ClassVar[str] = ""
    """Ends each statement behind a pooler after a migration changed what one of them answers.

    The pooler knows a statement by its text, and keeps it prepared under the old answer's form, which Postgres refuses
    from then on: prepared again by the same text, it would be refused again, until the pooler lets its connection go.
    """

    async def hold(self, limits: Limits) -> None:
        """Find out which limits hold by themselves. Once, when the connection is made."""
        holds = await self.fetchrow(HOLDS)
        if holds is None:
            raise asyncpg.InterfaceError("the server did not say which limits hold")
        self.behind_pooler = holds["pid"] != self.get_server_pid()
        self._with_begin = local({name: value for name, value in limits.settings().items() if holds[name] != value})

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109  # the driver's own
        """As the driver's; its transactions begin here."""
        if self._with_begin and not args and query.startswith("BEGIN"):
            query += self._with_begin
        return await super().execute(query, *args, timeout=timeout)

    async def _get_statement(self, query: str, *args: Any, **how: Any) -> Any:
        return await super()._get_statement(query + self._anew if self.behind_pooler else query, *args, **how)

    def _drop_global_statement_cache(self) -> None:
        """The driver does so when Postgres refuses a statement because its answer's form has changed."""
        if self.behind_pooler:
            LimitedConnection._anew = f" -- {time.time_ns()}"
        super()._drop_global_statement_cache()
