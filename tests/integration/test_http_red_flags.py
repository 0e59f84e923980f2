"""A red flag at the doors: stored with its hold and alert, and answered with whom to call whatever becomes of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.alert.events import AlertAttached, AlertRaised
from domain.decider import Event
from domain.partner.events import Scope
from domain.patient.commands import ReportRedFlag
from domain.patient.events import RedFlagReported, RedFlagSign
from eventstore.walls import Pool, reading
from projections.runner import run_once
from services.actor import system
from services.call import Call
from services.clock import SetClock
from services.context import Context
from services.execute import execute
from services.http.cloud_events import BATCH, ONE
from tests.support.doors import Doors, client, event, open_doors
from tests.support.readings import BRIDGE, folded, read
from tests.support.red_flags import SIGNS, about, flag, reads_german, text
from workers.reactor import Alerting

URGENT = "SELECT kind FROM log.effect WHERE org_id = $1 AND urgent ORDER BY kind"


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_it_is_answered_with_whom_to_call_and_the_hold_and_the_alert_are_there(
    doors: Doors, engine_pool: Pool
) -> None:
    patient_id = await doors.enrol()
    sent = flag(patient_id)
    answer = await doors.send_one(sent)
    assert (answer.status_code, answer.json()["status"]) == (200, "stored")
    assert answer.json()["emergency"] == text("DE", "en")
    assert [type(each) for each in await about(doors, patient_id)] == [RedFlagReported, AlertRaised]
    async with reading(engine_pool, doors.org.organisation_id) as db:
        assert [row["kind"] for row in await db.fetch(URGENT, doors.org.organisation_id)] == [
            "alert.deliver",
            "alert.tell",
        ]
    again = await doors.send_one(sent)
    assert (again.json()["status"], again.json()["emergency"]) == ("duplicate", text("DE", "en"))


async def test_the_reactor_finds_what_the_door_has_raised(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await doors.send(flag(patient_id), flag(patient_id))
    there = await about(doors, patient_id)
    assert sorted(type(each).__name__ for each in there) == [
        "AlertAttached",
        "AlertRaised",
        "RedFlagReported",
        "RedFlagReported",
    ]
    while await run_once(engine_pool, [Alerting(doors.context)]):
        pass
    assert await about(doors, patient_id) == there


async def test_the_reactor_raises_what_no_door_has_raised(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    patient_id, org_id = await doors.enrol(), doors.org.organisation_id
    for number in (1, 2):
        report = ReportRedFlag(
            command_id=UUID(int=number),
            at=clock.instant,
            patient_id=patient_id,
            occurred_at=clock.instant,
            signs=(RedFlagSign.BREATHLESSNESS,),
        )
        await execute(doors.context, Call(actor=system(org_id, "test"), command=report))
    while await run_once(engine_pool, [Alerting(doors.context)]):
        pass
    *reports, raised, attached = await about(doors, patient_id)
    assert isinstance(raised, AlertRaised)
    assert isinstance(attached, AlertAttached)
    assert (len(reports), raised.facts, attached.fact) == (2, (UUID(int=1),), UUID(int=2))
    async with reading(engine_pool, org_id) as db:
        urgent = [row["kind"] for row in await db.fetch(URGENT, org_id)]
    assert urgent == ["alert.deliver", "alert.tell", "alert.tell"]


async def test_the_text_is_in_the_patients_language_whatever_is_asked_for(doors: Doors) -> None:
    patient_id = await doors.enrol()
    await reads_german(doors, patient_id)
    headers = {"content-type": ONE, "accept-language": "fr"}
    answer = await doors.partner.post("/v1/events", json=flag(patient_id), headers=headers)
    assert answer.json()["emergency"] == text("DE", "de")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"data": {"signs": ["a headache"]}}, "invalid", id="an unknown sign"),
        pytest.param({"data": {"signs": []}}, "invalid", id="no sign"),
        pytest.param({"data": {**SIGNS, "note": "\0"}}, "invalid", id="a text that cannot be stored"),
        pytest.param({"time": "yesterday"}, "invalid", id="an envelope that cannot be read"),
        pytest.param({"subject": str(UUID(int=404))}, "unknown_patient", id="an unknown patient"),
        pytest.param({"subject": "ext:nobody"}, "unknown_patient", id="one the partner never named"),
    ],
)
@pytest.mark.parametrize("batch", [False, True], ids=["alone", "in a batch"])
async def test_what_is_refused_is_answered_with_the_text_too(
    doors: Doors, change: dict[str, Any], code: str, batch: bool
) -> None:
    patient_id = await doors.enrol()
    await reads_german(doors, patient_id)
    sent = {**flag(patient_id), **change}
    headers = {"content-type": BATCH if batch else ONE, "accept-language": "it, es-MX;q=0.9, fr;q=0.5"}
    answer = await doors.partner.post("/v1/events", json=[sent] if batch else sent, headers=headers)
    said = answer.json()["outcomes"][0] if batch else answer.json()
    known = "data" in change
    assert said["code"] == code
    assert said["emergency"] == text("DE" if known else None, "de" if known else "es", told=False)
    assert await about(doors, patient_id) == [each for each in await about(doors, patient_id) if not is_flag(each)]


def is_flag(event: Event) -> bool:
    return isinstance(event, RedFlagReported | AlertRaised)


async def test_nothing_of_a_patient_is_told_to_a_partner_that_does_not_reach_the_clinic(doors: Doors) -> None:
    hill = str(doors.org.clinic_ids[1])
    body = {"name": "Other", "scopes": [Scope.REPORTS], "clinics": [hill]}
    key = (await doors.owner.post("/v1/commands/register-partner", json=body)).json()["api_key"]
    patient_id = await doors.enrol()
    await reads_german(doors, patient_id)
    await doors.send_one(flag(patient_id))  # so that the process knows where he is treated
    async with client(doors.app, key) as other:
        answer = await other.post("/v1/events", json=flag(patient_id), headers={"content-type": ONE})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient")
    assert answer.json()["emergency"] == text(None, "en", told=False)


async def test_a_key_without_the_scope_is_refused_with_the_text(doors: Doors) -> None:
    body = {"name": "Reader", "scopes": [Scope.READ]}
    key = (await doors.owner.post("/v1/commands/register-partner", json=body)).json()["api_key"]
    patient_id = await doors.enrol()
    async with client(doors.app, key) as other:
        answer = await other.post("/v1/events", json=flag(patient_id), headers={"content-type": ONE})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert answer.json()["emergency"] == text("DE", "en", told=False)


async def test_staff_at_the_partners_door_are_told_whom_to_call(doors: Doors) -> None:
    sent = flag(await doors.enrol())
    answer = await doors.therapist.post("/v1/events", json=sent, headers={"content-type": ONE})
    assert (answer.status_code, answer.json()["emergency"]) == (403, text(None, "en", told=False))


async def test_a_batch_that_is_no_json_is_answered_with_whom_to_call(doors: Doors) -> None:
    broken = b'[{"type": "org.carryover.redflag.reported"'
    headers = {"content-type": BATCH, "accept-language": "de"}
    answer = await doors.partner.post("/v1/events", content=broken, headers=headers)
    assert (answer.json()["code"], answer.json()["emergency"]) == ("malformed_json", text(None, "de", told=False))


async def test_an_id_that_another_report_has_is_refused_with_the_text_and_the_clinic_is_told(doors: Doors) -> None:
    patient_id = await doors.enrol()
    session = event("session.logged", patient_id, {})
    await doors.send_one(session)
    answer = await doors.send_one(flag(patient_id, id=session["id"]))
    assert (answer.status_code, answer.json()["code"]) == (422, "id_reused")
    assert answer.json()["emergency"] == text("DE", "en")
    assert [type(each) for each in (await about(doors, patient_id))[1:]] == [AlertRaised]


async def test_among_a_thousand_sessions_it_goes_first_and_has_its_own_text(doors: Doors) -> None:
    patient_id = await doors.enrol()
    sessions = [event("session.logged", patient_id, {}) for _ in range(999)]
    outcomes = await doors.send(*sessions[:600], flag(patient_id), *sessions[600:])
    assert {outcome["status"] for outcome in outcomes} == {"stored"}
    assert [place for place, outcome in enumerate(outcomes) if "emergency" in outcome] == [600]
    assert outcomes[600]["emergency"] == text("DE", "en")
    assert [type(each) for each in (await about(doors, patient_id))[:2]] == [RedFlagReported, AlertRaised]


async def test_one_of_somebody_whom_the_same_batch_enrols_waits_for_the_enrolment(doors: Doors) -> None:
    enrolment = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin", "language": "fr"}
    subject = f"ext:{uuid4()}"
    outcomes = await doors.send(
        event("session.logged", subject, {}), event("patient.enrolled", subject, enrolment), flag(subject)
    )
    assert [outcome["status"] for outcome in outcomes] == ["refused", "stored", "stored"]
    assert outcomes[2]["emergency"] == text("DE", "fr")


async def test_words_about_a_red_flag_are_none(doors: Doors) -> None:
    patient_id = await doors.enrol()
    note = {"note": "I meant to send an org.carryover.redflag.reported and did not."}
    [outcome] = await doors.send(event("session.logged", patient_id, note))
    assert (outcome["status"], "emergency" in outcome) == ("stored", False)


class TestStaff:
    async def test_staff_report_one_and_are_told_whom_to_call(self, doors: Doors) -> None:
        patient_id = await doors.enrol()
        await reads_german(doors, patient_id)
        receipt = await doors.does("report-red-flag", patient_id, occurred_at="2026-03-04T11:00:00Z", **SIGNS)
        assert (receipt["status"], receipt["emergency"]) == ("stored", text("DE", "de"))
        report, alert = (await about(doors, patient_id))[1:]
        assert isinstance(report, RedFlagReported)
        assert isinstance(alert, AlertRaised)
        assert receipt["id"] == str(report.red_flag_id)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            pytest.param({"patient_id": str(UUID(int=404)), **SIGNS}, "unknown_patient", id="an unknown patient"),
            pytest.param({"signs": []}, "invalid", id="a wrong form"),
        ],
    )
    async def test_what_is_refused_has_the_text_too(self, doors: Doors, fields: dict[str, Any], code: str) -> None:
        body = {"patient_id": str(await doors.enrol()), "occurred_at": "2026-03-04T11:00:00Z", **fields}
        headers = {"accept-language": "es"}
        answer = await doors.therapist.post("/v1/commands/report-red-flag", json=body, headers=headers)
        assert (answer.json()["code"], answer.json()["emergency"]) == (code, text(None, "es", told=False))

    async def test_whoever_has_no_key_is_told_whom_to_call_and_nothing_more(self, doors: Doors) -> None:
        answer = await doors.nobody.post("/v1/commands/report-red-flag", json={}, headers={"accept-language": "fr"})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.json()["emergency"] == text(None, "fr", told=False)

    async def test_the_program_of_today_is_on_hold_until_staff_clear_it(
        self, doors: Doors, engine_pool: Pool, clock: SetClock
    ) -> None:
        patient_id = await doors.enrol()
        line = {**BRIDGE, "schedule": {"kind": "fixed", "times_a_day": 2}}
        await doors.send(event("program.assigned", patient_id, {"prescriptions": [line]}))
        clock.instant += timedelta(days=1)
        done = event("session.logged", patient_id, {"entries": [{"exercise_id": BRIDGE["exercise_id"]}]})
        await doors.send(flag(patient_id), {**done, "time": clock.instant.isoformat()})
        await folded(engine_pool)
        [session] = (await read(doors.partner, f"/v1/patients/{patient_id}/sessions"))["sessions"]
        assert [each["because"] for each in session["not_counted"]] == ["on_hold"]
        today = (await read(doors.partner, f"/v1/patients/{patient_id}/program/today"))["today"]
        assert (today["due"], today["hold"]) == ([], {"first_day": today["day"], "last_day": None})
        nobody = await doors.partner.post("/v1/commands/clear-red-flag", json={"patient_id": str(patient_id)})
        assert (nobody.status_code, nobody.json()["code"]) == (403, "forbidden")
        receipts = [await doors.does("clear-red-flag", patient_id, first_day=today["day"]) for _ in range(2)]
        assert [receipt["status"] for receipt in receipts] == ["stored", "unchanged"]
        await folded(engine_pool)
        today = (await read(doors.partner, f"/v1/patients/{patient_id}/program/today"))["today"]
        assert (len(today["due"]), today["hold"]) == (1, None)
