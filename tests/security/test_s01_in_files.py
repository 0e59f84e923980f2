"""S1: another organisation's ids in a file that is brought in, and its places in a header, tell nothing."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.http import examples
from services.http.operation import Operation
from services.http.positions import AT_LEAST_HEADER
from tests.support.database import Database
from tests.support.import_desk import Desk, json_lines
from tests.support.sweep import EVENT_PLACES, READS, Place, ask, first_example, told, with_ids
from tests.support.two_houses import House, open_house

FRESH = [one for one in READS if AT_LEAST_HEADER in one.headers]
"""What may be asked for no older than a place in the log."""


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def desk(house: House) -> Desk:
    """With all done that was due: the erasure in this house takes what is told of refused lines with it."""
    desk = Desk(house.ours, house.engine)
    await desk.work()
    return desk


def line_of(house: House, kind: str, name: str, other: str) -> dict[str, Any]:
    """An event of this type with our own ids everywhere but for one."""
    ids, example = {**house.here, name: other}, examples.EVENTS[kind]
    return {**example, "id": str(uuid4()), "subject": ids["patient_id"], "data": with_ids(example["data"], ids)}


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_line_that_names_what_is_anothers_ends_like_one_that_names_nothing(
    house: House, desk: Desk, dry_run: bool
) -> None:
    before = (await house.heads())[1]
    pairs = [
        line_of(house, kind, name, other)
        for kind, name in EVENT_PLACES
        for other in (house.elsewhere[name], str(uuid4()))
    ]
    path, _ = await desk.done("events", json_lines(*pairs), dry_run=dry_run)
    ends = [{**line, "line": 0, "id": ""} for line in await desk.told("events", path, "lines")]
    assert (len(ends), {"unknown_patient", "unknown_clinic"} <= {line.get("code") for line in ends}) == (
        len(pairs),
        True,
    )
    assert ends[::2] == ends[1::2]
    assert (await house.heads())[1] == before


async def test_a_roster_that_names_anothers_clinic_or_therapist_ends_like_one_that_names_none(
    house: House, desk: Desk
) -> None:
    named = [house.elsewhere["clinic_id"], str(uuid4())]
    therapists = [house.elsewhere["therapist_id"], str(uuid4())]
    rows = [f"F-{number},{clinic},," for number, clinic in enumerate(named)]
    rows += [f"G-{number},{house.here['clinic_id']},{therapist}," for number, therapist in enumerate(therapists)]
    body = "record_number,clinic,therapist,zone\n" + "\n".join(rows) + "\n"
    path, _ = await desk.done("roster", body.encode(), dry_run=True)
    told = [(line["code"], line["detail"], line["at"]) for line in await desk.told("roster", path)]
    assert [code for code, *_ in told] == ["unknown_clinic", "unknown_clinic", "unknown_staff", "unknown_staff"]
    assert (told[0], told[2]) == (told[1], told[3])


@pytest.mark.parametrize("operation", FRESH, ids=lambda operation: operation.name)
async def test_a_place_in_anothers_log_is_answered_like_one_that_nobody_has(house: House, operation: Operation) -> None:
    place = Place(operation, "header", AT_LEAST_HEADER, first_example(operation))
    page = (await house.theirs.owner.get(f"/v1/patients/{house.elsewhere['patient_id']}/symptoms")).json()
    anothers = page["as_of"]["position"]
    nobodys = anothers[:-1] + ("0" if anothers[-1] != "0" else "1")
    taken, absent = [
        await ask(house.ours.owner, place, house.here, "", {AT_LEAST_HEADER: position})
        for position in (anothers, nobodys)
    ]
    assert (told(taken), taken.status_code) == (told(absent), 410)
