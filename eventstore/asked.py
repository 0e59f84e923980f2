"""What one caller asks of group commit: many appends in several calls of the store, and one answer to wait for."""

import asyncio

from eventstore.records import Outcome, Status

_NONE = Outcome(Status.UNKNOWN_FEED)  # until the real one is here


class Asked:
    """What one caller has asked for: the outcomes as they come, and the future of all of them."""

    __slots__ = ("_left", "_outcomes", "future")

    def __init__(self, count: int) -> None:
        self._outcomes: list[Outcome] = [_NONE] * count
        self._left = count
        self.future: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()

    def answer(self, place: int, outcome: Outcome) -> None:
        self._outcomes[place] = outcome
        self._left -= 1
        if not self._left and not self.future.done():
            self.future.set_result(self._outcomes)

    def fail(self, error: Exception) -> None:
        """The first error is the caller's; the others of its appends go their way."""
        self._left = -1
        if not self.future.done():
            self.future.set_exception(error)
