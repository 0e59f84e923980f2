"""`carryover parked` as an operator uses it: who is set aside, why, and trying again."""

import json
from uuid import UUID

import pytest

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from tests.support.choosy import GARBLED, tell_unread
from tests.support.clinic_day import ClinicDay
from tests.support.command import Told, carryover
from tests.support.database import Database
from tests.support.feed import CODEC
from tests.support.levels import pain
from tests.support.tampering import Change, change_event, superuser
from workers.reactor import Alerting


async def parked(database: Database, *words: str) -> Told:
    return await carryover(database.settings, "parked", *words)


@pytest.fixture
async def day(context: Context, engine_pool: Pool, clock: SetClock) -> ClinicDay:
    """A patient with a symptom that nobody can read, and a high pain behind it, at the end of the log."""
    day = await ClinicDay.open(context)
    await tell_unread(engine_pool, day.org_id, day.patient_id, GARBLED, clock.instant)
    await day.pain("high", 90)
    while await run_once(engine_pool, [Alerting(context)]) or await run_once(engine_pool):
        pass
    return day


UNREAD = 5
"""The position of what nobody can read: behind the organisation, the clinic, the therapist and the patient."""


async def test_who_is_parked_is_listed_and_the_event_at_fault_is_shown(database: Database, day: ClinicDay) -> None:
    listed = await parked(database, "list")
    assert (listed.code, listed.err) == (0, "")
    assert [line.split()[0] for line in listed.lines] == ["READER", "symptoms", "caseload", "alerting"]
    found = json.loads((await parked(database, "list", "--json")).out)
    error = found[0].pop("error")
    assert error.startswith("Undecodable: symptom.reported v1: ")
    assert {name: found[0][name] for name in found[0] if name != "since"} == {
        "org_id": str(day.org_id),
        "reader": "symptoms",
        "build": 1,
        "version": 1,
        "live": True,
        "subject_id": str(day.patient_id),
        "pos": UNREAD,
        "waiting": 2,
    }
    [one] = json.loads((await parked(database, "list", "--json", "--reader", "caseload")).out)
    assert one["reader"] == "caseload"

    shown = await parked(database, "show", "symptoms", str(day.patient_id))
    assert shown.lines[2:] == [f"error: {error}", shown.lines[3]]
    assert shown.lines[3].startswith(f"event: symptom.reported v1, position {UNREAD}, recorded at 2026-")
    with_body = await parked(database, "show", "symptoms", str(day.patient_id), "--body")
    assert with_body.lines == [*shown.lines, GARBLED.data.decode()]
    stranger = UUID(int=7)
    nobody = await parked(database, "show", "symptoms", str(stranger))
    assert (nobody.code, nobody.err) == (1, f"carryover: symptoms has not set {stranger} aside\n")


async def test_in_vain_is_exit_code_1_and_mended_it_all_comes_in(database: Database, day: ClinicDay) -> None:
    whom = f"build 1, organisation {day.org_id}, subject {day.patient_id}"
    in_vain = await parked(database, "retry", "symptoms", str(day.patient_id))
    assert (in_vain.code, in_vain.out, in_vain.err.count("\n")) == (1, "", 1)
    assert in_vain.err.startswith(
        f"symptoms {whom}: 0 events applied; position {UNREAD} cannot be digested: Undecodable"
    )
    async with superuser(database) as db:  # what a program that understands it sees
        body = CODEC.encode(pain(day.patient_id, 25).event)[2].decode()
        await change_event(db, day.org_id, UNREAD, Change("data", f"'{body}'"))
    one = await parked(database, "retry", "symptoms")
    assert one == (0, f"symptoms {whom}: 2 events applied, nothing waits any more.\n", "")
    rest = await parked(database, "retry", "--all", "--organisation", str(day.org_id))
    assert (rest.code, rest.lines) == (
        0,
        [
            f"caseload {whom}: 2 events applied, nothing waits any more.",
            f"alerting {whom}: 3 events applied, nothing waits any more.",
        ],
    )
    assert [json.loads(line)["event"] for line in rest.err.splitlines()] == ["alert_raised"]
    assert [getattr(event, "rule", None) for event in await day.told()] == ["not_watched", "high_pain"]
    assert await parked(database, "list") == (0, "Nobody is parked.\n", "")
    assert await parked(database, "retry", "--all") == (0, "Nobody is parked.\n", "")


async def test_retry_asks_whom_to_try(database: Database) -> None:
    told = await parked(database, "retry")
    assert told.code == 2
    assert told.err.splitlines()[-1] == "Error: Give a READER, or --all."
