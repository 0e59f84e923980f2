"""Whom and what a therapist asks for in a large log, one question after the other; every answer is looked at."""

from collections.abc import Awaitable, Callable, Iterator
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from bench import naive
from bench.histories import CASELOAD
from bench.large import Large
from bench.line import Line, lines, request
from bench.rounds import BenchFailed, Sample, delays
from services.provision import Provisioned

PAGE = 200  # patients: the most that one answer has
DAY_PAGE = 40  # patients on the first page of a day

Question = Callable[[Line], Awaitable[None]]


class Asking:
    """Asks about one patient or one caseload after the other, drawn from all organisations."""

    def __init__(self, large: Large) -> None:
        rng = Random("who is asked for")
        self._patients = _drawn(rng, large.houses, large.year.patient_ids)
        self._therapists = _drawn(rng, large.houses, large.year.therapist_ids)

    async def a_patient(self, line: Line) -> None:
        """The adherence. Raises BenchFailed where it is not there, or not of today."""
        house, patient_id = next(self._patients)
        answer = await _asked(line, house, f"/v1/patients/{patient_id}/adherence")
        if answer["as_of"]["lag_events"] or answer["adherence"]["patient_id"] != str(patient_id):
            raise BenchFailed(f"the adherence of {patient_id} is not what was asked for: {answer}")

    async def a_caseload(self, line: Line) -> None:
        """All pages of it. Raises BenchFailed unless everybody is in it, with a name and with numbers."""
        house, therapist_id = next(self._therapists)
        seen, query = 0, {"therapist": str(therapist_id), "limit": PAGE}
        while True:
            answer = await _asked(line, house, f"/v1/caseload?{urlencode(query)}")
            for patient in answer["patients"]:
                if patient["name"] is None or patient["last_7_days"] is None:
                    raise BenchFailed(f"a line of the caseload is not whole: {patient}")
            seen += len(answer["patients"])
            if answer["next_cursor"] is None:
                break
            query["cursor"] = answer["next_cursor"]
        if seen != CASELOAD:
            raise BenchFailed(f"the caseload of {therapist_id} has {seen} patients and not {CASELOAD}")

    async def a_day(self, line: Line) -> None:
        """The first page of who needs somebody. Raises BenchFailed unless everybody on it has a name and numbers."""
        house, therapist_id = next(self._therapists)
        answer = await _asked(line, house, f"/v1/today?{urlencode({'therapist': str(therapist_id)})}")
        whole = [one for one in answer["patients"] if one["name"] is not None and one["last_7_days"] is not None]
        if answer["counts"]["patients"] != CASELOAD or len(whole) != DAY_PAGE:
            raise BenchFailed(f"the day of {therapist_id} is not whole: {answer['counts']}, {len(whole)} lines")


async def _asked(line: Line, house: Provisioned, path: str) -> Any:
    reply = await line.ask(request("GET", path, key=house.owner_key))
    return msgspec.json.decode(reply.body)


async def select(line: Line) -> None:
    """Of the naive service: what SELECT 1 gives."""
    if (reply := await line.ask(request("GET", naive.ONE_PATH))).body != b'{"one":1}':
        raise BenchFailed(f"SELECT 1 was answered {reply.body!r}")


async def one_after_the_other(port: int, ask: Question, count: int) -> Sample:
    """So many questions on one connection, and how long each answer took."""
    seconds = []
    async with lines(port, 1) as [line]:
        began = perf_counter()
        for _ in range(count):
            asked = perf_counter()
            await ask(line)
            seconds.append(perf_counter() - asked)
        return delays(seconds, perf_counter() - began)


def _drawn(rng: Random, houses: list[Provisioned], ids: list[UUID]) -> Iterator[tuple[Provisioned, UUID]]:
    """Without end; hardly ever the same one again soon."""
    while True:
        yield rng.choice(houses), rng.choice(ids)
