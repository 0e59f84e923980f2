"""From a session accepted to the patient's number that counts it, at half the highest load."""

from itertools import count
from typing import Any

import msgspec

from bench.half_load import FULL, QUICK, HalfLoad, beside_a_round_trip, half_load
from bench.line import Line, request
from bench.reports import report, seconds_until
from bench.result import Result
from bench.rounds import BenchFailed

GOAL_MS = 50.0
SESSIONS_EACH = 20  # of one patient; the program asks for more of them a day


async def lag(*, quick: bool) -> Result:
    """Raises BenchFailed for a number that is wrong, or that does not come."""
    size = QUICK if quick else FULL
    async with half_load(size) as half:
        wait = Sessions(half).wait
        return await beside_a_round_trip("lag", "a session in the adherence", half, wait, size, GOAL_MS, quick=quick)


class Sessions:
    """One session after the other, of each patient in turn."""

    def __init__(self, half: HalfLoad) -> None:
        self._turns = ((person, done) for done in range(1, SESSIONS_EACH + 1) for person in half.waiting)
        self._numbers = count()

    async def wait(self, line: Line) -> float:
        """Seconds from the answer that it is stored to the answer that counts it."""
        (sender, entry), done = next(self._turns)
        data = {"entries": [msgspec.to_builtins(entry)]}
        position = await report(line, sender, next(self._numbers), "session.logged", data)
        asked = request("GET", f"/v1/patients/{sender.patient_id}/adherence?at_least={position}", key=sender.key)

        def counted(answer: Any) -> bool:
            if answer["as_of"]["stale"]:
                return False
            if answer["adherence"]["today"]["done"] != str(done):
                raise BenchFailed(f"{done} sessions were stored today, and the answer says {answer}")
            return True

        return await seconds_until(line, asked, counted)
