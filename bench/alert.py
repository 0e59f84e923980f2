"""From high pain accepted to the alert in the therapist's live stream, at half the highest load."""

from itertools import count
from time import perf_counter

from bench.half_load import FULL, QUICK, HalfLoad, beside_a_round_trip, half_load
from bench.line import Line
from bench.reports import report
from bench.result import Result
from bench.streams import Ears, ears

GOAL_MS = 300.0
HIGH_PAIN = {"region": "knee", "side": "left", "level": 8.5, "timing": "during"}


async def alert(*, quick: bool) -> Result:
    """Raises BenchFailed for an alert that does not come."""
    size = QUICK if quick else FULL
    async with half_load(size) as half:
        keys = [house.therapist_key for house in half.settled.houses]
        async with ears(half.context.settings.http_port, keys) as heard:
            wait = Pains(half, heard).wait
            what = "high pain in the therapist's live stream"
            return await beside_a_round_trip("alert", what, half, wait, size, GOAL_MS, quick=quick)


class Pains:
    """One report after the other, each of a patient who has not had an alert."""

    def __init__(self, half: HalfLoad, heard: Ears) -> None:
        self._heard = heard
        self._turns = iter(half.waiting)
        self._numbers = count()

    async def wait(self, line: Line) -> float:
        """Seconds from the answer that it is stored to the stream that tells of the alert; 0 where that was first."""
        sender, _ = next(self._turns)
        await report(line, sender, next(self._numbers), "symptom.reported", HIGH_PAIN)
        accepted = perf_counter()
        return max(0.0, await self._heard.raised(sender.patient_id, "high_pain") - accepted)
