"""S31: pages, positions and bounds in an address that are forged, stale, somebody else's or no such thing."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.times import NOON
from workers.reactor import Alerting

PAIN = {"region": "knee", "level": 9}


async def folded(engine: Pool, doors: Doors) -> None:
    while await run_once(engine, [Alerting(doors.context)]) or await run_once(engine):
        pass


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    """A patient of the second clinic, then fifty-two of the first, each with an alert: two pages of either list."""
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as opened,
    ):
        for clinic in [1] + [0] * 52:
            await opened.send(event("symptom.reported", await opened.enrol(clinic), PAIN))
        await folded(engine, opened)
        yield opened


async def cursor_of(doors: Doors, path: str) -> str:
    page = (await doors.owner.get(path)).json()
    found: str = page["next_cursor"]
    assert found, path
    return found


def changed(cursor: str, old: bytes, new: bytes) -> str:
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert old in raw
    return urlsafe_b64encode(raw.replace(old, new)).rstrip(b"=").decode()


CLINIC = re.compile(r'"clinic_id":"([^"]+)"')
LISTS = ["/v1/caseload", "/v1/alerts"]


@pytest.mark.parametrize("path", LISTS)
async def test_a_page_goes_on_where_the_one_before_ended_and_only_with_what_the_asker_may_see(
    doors: Doors, path: str
) -> None:
    near, far = map(str, doors.org.clinic_ids)
    first = await doors.owner.get(path)
    rest = {"cursor": first.json()["next_cursor"]}
    second, therapists = [await asker.get(path, params=rest) for asker in (doors.owner, doors.therapist)]
    assert Counter(CLINIC.findall(first.text + second.text)) == {near: 52, far: 1}
    assert set(CLINIC.findall(therapists.text)) == {near}


@pytest.mark.parametrize("path", LISTS)
async def test_a_page_that_was_made_up_is_refused(doors: Doors, path: str) -> None:
    good = await cursor_of(doors, path)
    (other,) = [other for other in LISTS if other != path]
    forged = [
        "",
        "=",
        "a",
        "ä",
        "\0",
        "' OR 1=1 --",
        good[:-1],
        good[1:],
        good + "A",
        good + "!",
        good + "=",
        good + "\n",
        "A" * 401,
        changed(good, b"2026-", b"2025-"),
        changed(good, b"Z", b""),
        changed(good, b'"}', b'","x":1}'),
        urlsafe_b64encode(b"x" * 12 + b"[" * 200).decode(),
        await cursor_of(doors, other),
    ]
    for cursor in forged:
        answer = await doors.owner.get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), cursor


@pytest.mark.parametrize("path", ["/v1/caseload", "/v1/alerts", "/v1/patients/{patient_id}/symptoms"])
async def test_a_position_that_is_none(doors: Doors, path: str) -> None:
    address = path.format(patient_id=await doors.enrol())
    good = (await doors.owner.get(address)).json()["as_of"]["position"]
    for position in ("", "0", "-1", "*", good.upper(), good + " ", good[:-1], good + "0", "v" * 26, "f" * 32, "\0"):
        answer = await doors.owner.get(address, params={"at_least": position})
        expected = 200 if position == good else 400
        assert (answer.status_code, answer.json().get("code", "bad_cursor")) == (expected, "bad_cursor"), position
    named = await doors.owner.get(address, headers={"carryover-at-least": "soon"})
    assert (named.status_code, named.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "201"),
        ("limit", "1e9"),
        ("limit", "99999999999999999999"),
        ("limit", "1_0"),
        ("limit", "٣"),
        ("limit", "null"),
        ("limit", ""),
        ("therapist", "null"),
        ("therapist", "NULL"),
        ("therapist", ""),
        ("therapist", "me"),
        ("clinic", "*"),
        ("nobody_knows", "1"),
        ("limit\0", "1"),
    ],
)
async def test_a_parameter_that_is_none(doors: Doors, name: str, value: str) -> None:
    answer = await doors.owner.get("/v1/caseload", params={name: value})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


BOUNDED = [
    "/v1/patients/{patient_id}/symptoms",
    "/v1/patients/{patient_id}/exercise-pain",
    "/v1/clinics/{clinic_id}/exercise-pain",
    "/v1/clinics/{clinic_id}/hurts",
    "/v1/clinics/{clinic_id}/visits",
]
LIMITED = {"/v1/clinics/{clinic_id}/exercise-pain", "/v1/clinics/{clinic_id}/hurts"}  # in how long a stretch may be


@pytest.mark.parametrize("time", ["2026-01-01T00:00:00", "2026-01-01", "now", "", "2026-01-01T00:00:00+25:00"])
async def test_a_bound_that_is_no_instant(doors: Doors, time: str) -> None:
    for path in BOUNDED:
        address = path.format(patient_id=await doors.enrol(), clinic_id=doors.org.clinic_ids[0])
        for name in ("from", "to"):
            answer = await doors.owner.get(address, params={name: time})
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_bound_at_the_end_of_the_calendar_is_one(doors: Doors, time: str) -> None:
    for path in BOUNDED:
        address = path.format(patient_id=await doors.enrol(), clinic_id=doors.org.clinic_ids[0])
        for name in ("from", "to"):
            too_long = path in LIMITED and name == "from" and time.startswith("0001")
            expected = (400, "invalid_parameter") if too_long else (200, None)
            answer = await doors.owner.get(address, params={name: time})
            assert (answer.status_code, answer.json().get("code")) == expected
