"""Bringing in a roster: tried first, then meant; repeated it changes nothing."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx2
import msgspec
import pytest

from services.cli.bringing import Brought, CannotBring, bring_file
from services.http.body import CSV
from services.imports.enrolling import ROSTER
from tests.support.both_routes import is_problem
from tests.support.database import Database
from tests.support.import_desk import Desk, counts, open_desk

HEAD = "record_number,name,email,clinic,therapist,language,zone\n"
KIM = "kim@test"


@pytest.fixture(scope="module")
async def opened(template: Database) -> AsyncIterator[Desk]:
    async with open_desk(template) as desk:
        yield desk


@pytest.fixture
async def desk(opened: Desk) -> AsyncIterator[Desk]:
    yield opened
    await opened.cancel_all()


async def patient_of(desk: Desk, record_number: str) -> UUID:
    org_id = desk.doors.org.organisation_id
    return uuid5(org_id, (await desk.doors.context.vault.alias_hash(org_id, ROSTER, record_number)).hex())


async def test_patients_are_enrolled_with_what_the_roster_says(desk: Desk) -> None:
    rows = f"A-1,Ada Example,ada@example.test,harbour,{KIM.upper()},de,Europe/Vienna\nA-2,,,Hill,,,\n"
    roster = (HEAD + rows).encode()
    _, tried = await desk.done("roster", roster, dry_run=True)
    assert (tried["state"], counts(tried)) == ("done", {"good": 2, "empty": 1})
    _, meant = await desk.done("roster", roster, digest=tried["digest"])
    assert (meant["state"], counts(meant)) == ("done", {"stored": 2, "empty": 1})
    found = [
        (await desk.doors.owner.get(f"/v1/patients/{await patient_of(desk, number)}")).status_code
        for number in ("A-1", "A-2")
    ]
    one = await desk.doors.context.store.load(desk.doors.org.organisation_id, [await patient_of(desk, "A-1")])
    decoded = desk.doors.context.codec.decode(one[0].type, one[0].schema_v, one[0].data)
    assert (decoded.zone, decoded.language) == ("Europe/Vienna", "de")
    assert (decoded.clinic_id, decoded.therapist_id) == (
        *(desk.doors.org.clinic_ids[0], desk.doors.org.therapist_ids[0]),
    )
    async with desk.doors.context.reading(desk.doors.org.organisation_id) as db:
        sealed = await desk.doors.context.vault.open(db, desk.doors.org.organisation_id, await patient_of(desk, "A-1"))
    assert list(sealed.values()) == [{"name": "Ada Example", "email": "ada@example.test"}]
    assert set(found) <= {200, 404}  # the read models have not been asked to follow

    _, again = await desk.done("roster", roster, digest=tried["digest"])
    assert counts(again) == {"duplicate": 2, "empty": 1}
    other = (HEAD + "A-1,Ada Other,,Harbour,,,\n").encode()
    _, tried = await desk.done("roster", other, dry_run=True)
    assert counts(tried) == {"duplicate": 1, "empty": 1}
    _, changed = await desk.done("roster", other, digest=tried["digest"])
    assert counts(changed) == {"unchanged": 1, "empty": 1}
    assert await desk.doors.context.store.load(desk.doors.org.organisation_id, [await patient_of(desk, "A-1")]) == one


async def test_a_try_says_of_each_line_what_would_become_of_it(desk: Desk) -> None:
    before = await desk.doors.context.store.head(desk.doors.org.organisation_id)
    rows = [
        "B-1,Bo,,Hill,,,",
        "B-2,Bo,,Nowhere,,,",
        "B-3,Bo,,Hill,nobody@test,,",
        "B-4,Bo,,Hill,,tlh,",
        "B-5,Bo,,Hill,,,Europe/../Berlin",
        ",Bo,,Hill,,,",
        "B-7,Bo,,,,,",
        "B-8,Bo",
        "B-1,Bo again,,Hill,,,",
    ]
    path, tried = await desk.done("roster", (HEAD + "\n".join(rows)).encode(), dry_run=True)
    told = await desk.told("roster", path, "lines")
    assert [(line["line"], line["status"], line.get("code"), line.get("at")) for line in told] == [
        (1, "empty", None, None),
        (2, "good", None, None),
        (3, "refused", "unknown_clinic", "/clinic"),
        (4, "refused", "unknown_staff", "/therapist"),
        (5, "refused", "invalid", "/language"),
        (6, "refused", "invalid", "/zone"),
        (7, "refused", "invalid", "/record_number"),
        (8, "refused", "invalid", "/clinic"),
        (9, "refused", "invalid", None),
        (10, "duplicate", None, None),
    ]
    assert (tried["lines"], tried["done"]) == (10, 10)
    assert await desk.doors.context.store.head(desk.doors.org.organisation_id) == before


async def test_only_what_was_tried_is_meant(desk: Desk) -> None:
    is_problem(await desk.doors.owner.post("/v1/imports", json={"kind": "roster"}), 409, "not_tried")
    _, tried = await desk.done("roster", b"record_number,clinic\nC-1,Hill\n", dry_run=True)
    untried = b"record_number,clinic\nC-2,Hill\n"
    for digest, body in ((tried["digest"], untried), (sha256(sha256(untried).digest()).hexdigest(), untried)):
        path = await desk.begin("roster", digest=digest)
        await desk.put("roster", path, 1, body)
        is_problem(await desk.doors.owner.post(f"{path}/start"), 409, "not_tried")


async def test_an_unknown_column_is_refused_with_those_that_are_known(desk: Desk) -> None:
    path = await desk.begin("roster", dry_run=True)
    answer = await desk.put("roster", path, 1, b"record_number,date_of_birth\n")
    is_problem(answer, 400, "malformed_csv")
    assert "therapist, language, zone" in answer.json()["detail"]
    is_problem(await desk.doors.owner.put(f"{path}/parts/1", content=b"{}"), 415, "unsupported_media_type")
    is_problem(
        await desk.doors.owner.put(f"{path}/parts/1", json={}, headers={"content-type": f"{CSV}; charset=latin-1"}),
        *(415, "unsupported_media_type"),
    )


async def test_the_command_line_brings_a_file_in_and_writes_down_what_was_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(HEAD + "D-1,Dee,,Hill,,,\nD-2,Dee,,Nowhere,,,\n")

    async def bring(**more: Any) -> Brought:
        return await bring_file(
            *("roster", file, "http://carryover.test", desk.doors.org.owner_key),
            transport=WhoseWorkersWork(desk),
            look_every=0,
            **more,
        )

    tried = await bring(dry_run=True)
    done = await bring(dry_run=False, digest=tried.digest)
    assert (tried.said, done.said) == ("1 good, 1 refused, 1 empty", "1 stored, 1 refused, 1 empty")
    assert msgspec.json.decode(done.refusals_file.read_bytes()) == {
        "line": 3,
        "code": "unknown_clinic",
        "detail": "There is no such clinic.",
        "at": "/clinic",
    }
    with pytest.raises(CannotBring, match="A roster is tried first"):
        await bring(dry_run=False)


class WhoseWorkersWork(httpx2.AsyncBaseTransport):
    """To the doors, as if over a network; before each look at an import the workers have done what is due."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._doors = httpx2.ASGITransport(desk.doors.app)  # type: ignore[arg-type]

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            await self._desk.work()
        return await self._doors.handle_async_request(request)
