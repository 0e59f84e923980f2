"""From high pain accepted to the alert in the therapist's inbox, at half the highest load.

The inbox is asked over and over, as long as nothing is pushed to the therapist.
"""

from itertools import count
from typing import Any

from bench.half_load import FULL, QUICK, HalfLoad, beside_a_round_trip, half_load
from bench.line import Line, request
from bench.reports import report, seconds_until
from bench.result import Result

GOAL_MS = 300.0
HIGH_PAIN = {"region": "knee", "side": "left", "level": 8.5, "timing": "during"}


async def alert(*, quick: bool) -> Result:
    """Raises BenchFailed for an alert that does not come."""
    size = QUICK if quick else FULL
    async with half_load(size) as half:
        wait = Pains(half).wait
        what = "high pain in the alert inbox, by asking"
        return await beside_a_round_trip("alert", what, half, wait, size, GOAL_MS, quick=quick)


class Pains:
    """One report after the other, each of a patient who has not had an alert."""

    def __init__(self, half: HalfLoad) -> None:
        self._houses = half.settled.houses
        self._turns = iter(half.waiting)
        self._numbers = count()

    async def wait(self, line: Line) -> float:
        """Seconds from the answer that it is stored to the inbox that shows the alert."""
        sender, _ = next(self._turns)
        await report(line, sender, next(self._numbers), "symptom.reported", HIGH_PAIN)
        key = self._houses[sender.organisation].therapist_key
        asked = request("GET", f"/v1/alerts?patient={sender.patient_id}", key=key)
        return await seconds_until(line, asked, _raised)


def _raised(answer: Any) -> bool:
    return [found["rule"] for found in answer["alerts"]] == ["high_pain"]
