"""S26: clocks and zones: names that are none or look like paths, wall times that are skipped or come twice, and zones
whose rules change after something was stored."""

from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.zones import ZoneChange, local_date
from services.http.body import CSV
from tests.support.both_routes import is_problem
from tests.support.doors import Doors, event

NO_ZONES = (
    "../../etc/passwd",
    "/etc/localtime",
    "Europe/../Europe/Berlin",
    "Europe//Berlin",
    "./Europe/Berlin",
    "Europe/Berlin/",
    "Europe\\Berlin",
    "Europe/Berlin\x00",
    "Europe/Berlin\n",
    "europe/berlin",
    "EUROPE/BERLIN",
    "Mars/Olympus",
    "posixrules",
    "right/Europe/Berlin",
    "posix/Europe/Berlin",
    "tzdata.zi",
    "leapseconds",
    "zone1970.tab",
    "__init__.py",
    "CET-1CEST",
    "UTC+14",
    "+01:00",
    "\uff25urope/Berlin",
    "Europe/Berlin" * 50,
    "",
    " ",
    ".",
    "..",
    "Europe",
)


@pytest.mark.parametrize("zone", NO_ZONES, ids=ascii)
async def test_a_zone_that_is_none_is_refused_wherever_one_is_named(doors: Doors, zone: str) -> None:
    patient_id, clinic_id = str(await doors.enrol()), str(doors.org.clinic_ids[0])
    began = perf_counter()
    answers = [
        await doors.owner.post("/v1/commands/enrol-patient", json={"clinic_id": clinic_id, "zone": zone}),
        await doors.owner.post(
            "/v1/commands/set-patient-zone",
            json={"patient_id": patient_id, "zone": zone, "since": "2026-03-01T00:00:00Z"},
        ),
        await doors.owner.post("/v1/commands/open-clinic", json={"name": "New", "country": "DE", "zone": zone}),
        await doors.send_one(event("patient.enrolled", "ext:zones", {"clinic_id": clinic_id, "zone": zone})),
    ]
    assert perf_counter() - began < 5, "no name makes the doors search"
    for answer in answers:
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["code"] in ("invalid", "unknown_zone")
        assert "/usr" not in answer.text
    report = await doors.send_one(event("session.logged", patient_id, {"zone": zone}))
    assert report.status_code in (200, 400), "a report is never refused for a name that we do not know"


@pytest.mark.parametrize("zone", NO_ZONES[:6])
async def test_a_zone_that_is_none_is_refused_in_a_roster(doors: Doors, zone: str) -> None:
    answer = await doors.owner.post("/v1/imports", json={"kind": "roster", "dry_run": True})
    path = f"/v1/imports/{answer.json()['id']}"
    taken = await doors.owner.put(
        f"{path}/parts/1", content=f'record_number,zone\nA,"{zone}"\n'.encode(), headers={"content-type": CSV}
    )
    assert taken.status_code == 200  # told line by line, like every other fault of a row
    await doors.owner.post(f"{path}/cancel")


@pytest.mark.parametrize(
    "written",
    ["2026-03-29T02:30:00", "2026-10-25T02:30:00", "2026-03-29T02:30:00 Europe/Berlin", "2026-03-04T11:00:00+25:00"],
)
async def test_a_wall_time_without_an_offset_is_no_instant(doors: Doors, written: str) -> None:
    patient_id = await doors.enrol()
    is_problem(await doors.send_one(event("session.logged", patient_id, {}, time=written)), 400, "invalid")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-03-29T02:30:00+01:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped on the wall
        ("2025-10-26T02:30:00+02:00", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # the first of two
        ("2025-10-26T02:30:00+01:00", datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),  # the second
    ],
)
async def test_an_offset_says_which_of_two_it_is_and_stands_where_the_wall_has_none(
    doors: Doors, written: str, instant: datetime
) -> None:
    patient_id = await doors.enrol()
    answer = await doors.send_one(event("session.logged", patient_id, {"zone": "Europe/Berlin"}, time=written))
    assert answer.status_code == 200, answer.text
    stored = await doors.context.store.by_subject(doors.org.organisation_id, patient_id)
    assert stored[-1].occurred_at == instant


def test_a_day_follows_from_the_instant_and_the_zone_alone_also_around_a_change() -> None:
    history = [ZoneChange(datetime(2026, 1, 1, tzinfo=UTC), "Europe/Berlin")]
    berlin = ZoneInfo("Europe/Berlin")
    for day in (date(2026, 3, 29), date(2025, 10, 26)):
        last = datetime.combine(day, time(23, 59, 59), tzinfo=berlin)
        assert local_date(history, last.astimezone(UTC)) == day


async def test_a_zone_whose_rules_change_later_leaves_what_is_stored_as_it_is(doors: Doors) -> None:
    """The log has instants and names of zones, and nothing that was worked out from the rules of the day."""
    patient_id = await doors.enrol()
    await doors.send_one(event("session.logged", patient_id, {"zone": "Europe/Berlin"}))
    stored = await doors.context.store.by_subject(doors.org.organisation_id, patient_id)
    told: Any = [(one.occurred_zone, one.data) for one in stored]
    assert told[-1][0] == "Europe/Berlin"
    assert "+01:00" not in str(told)
    assert '"day"' not in str(told)
