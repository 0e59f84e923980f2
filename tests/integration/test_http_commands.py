"""What staff decide over HTTP: done once under one name, at the version they saw, within their reach; keys once."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from eventstore.cursor import encode_cursor
from eventstore.directory import find_link
from services.context import Context
from services.keys import LINK_KIND, KeyHolder, holder_of, key_hash
from tests.support.doors import Doors, client, open_doors
from tests.support.invited import own_key


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def enrolment(clinic_id: UUID) -> dict[str, object]:
    return {"clinic_id": str(clinic_id), "zone": "Europe/Berlin"}


async def test_a_patient_is_enrolled_and_the_answer_says_where(doors: Doors) -> None:
    body = {**enrolment(doors.org.clinic_ids[0]), "private": {"name": "Ada", "phone": "1"}}
    answer = await doors.therapist.post("/v1/commands/enrol-patient", json=body)
    head = await doors.context.store.head(doors.org.organisation_id)
    assert head is not None
    done = answer.json()
    place = encode_cursor(head.pos, head.chain)
    patient_id = UUID(done.pop("id"))
    assert (answer.status_code, done) == (200, {"status": "stored", "position": place, "version": 1})
    assert (answer.headers["etag"], answer.headers["carryover-position"]) == ('"1"', place)
    async with doors.context.reading(doors.org.organisation_id) as db:
        sealed = await doors.context.vault.open(db, doors.org.organisation_id, patient_id)
    assert list(sealed.values()) == [{"name": "Ada", "phone": "1"}]


async def test_the_exact_name_of_the_command_is_an_address_too(doors: Doors) -> None:
    body = enrolment(doors.org.clinic_ids[0])
    assert (await doors.owner.post("/v1/commands/EnrolPatient", json=body)).status_code == 200


async def test_the_same_idempotency_key_does_it_once(doors: Doors) -> None:
    body, headers = enrolment(doors.org.clinic_ids[0]), {"idempotency-key": "front desk 17"}
    first = await doors.owner.post("/v1/commands/enrol-patient", json=body, headers=headers)
    again = await doors.owner.post("/v1/commands/enrol-patient", json=body, headers=headers)
    assert again.json() == first.json()


async def test_the_same_idempotency_key_with_another_body_is_refused(doors: Doors) -> None:
    headers = {"idempotency-key": str(uuid4())}
    first, second = (enrolment(clinic_id) for clinic_id in doors.org.clinic_ids)
    await doors.owner.post("/v1/commands/enrol-patient", json=first, headers=headers)
    answer = await doors.owner.post("/v1/commands/enrol-patient", json=second, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "id_reused")


async def test_somebody_elses_idempotency_key_is_another_one(doors: Doors) -> None:
    body, headers = enrolment(doors.org.clinic_ids[0]), {"idempotency-key": "17"}
    first = await doors.owner.post("/v1/commands/enrol-patient", json=body, headers=headers)
    second = await doors.therapist.post("/v1/commands/enrol-patient", json=body, headers=headers)
    assert (second.json()["status"], second.json()["id"] == first.json()["id"]) == ("stored", False)


async def test_who_names_an_old_version_is_told(doors: Doors) -> None:
    patient_id = await doors.enrol()
    consent = {"patient_id": str(patient_id), "purpose": "reminders", "text_version": "1"}
    seen = {"if-match": '"1"'}
    first = await doors.owner.post("/v1/commands/record-consent", json=consent, headers=seen)
    second = await doors.owner.post("/v1/commands/record-consent", json={**consent, "purpose": "sharing"}, headers=seen)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"]) == (412, "version_conflict")


async def test_asking_for_what_already_is_changes_nothing(doors: Doors) -> None:
    patient_id = await doors.enrol()
    consent = {"patient_id": str(patient_id), "purpose": "reminders", "text_version": "1"}
    await doors.owner.post("/v1/commands/record-consent", json=consent)
    again = await doors.owner.post("/v1/commands/record-consent", json=consent)
    assert again.json() == {"status": "unchanged", "version": 2}


async def test_an_event_in_the_log_names_the_request_it_came_with(doors: Doors) -> None:
    patient_id = await doors.enrol()
    consent = {"patient_id": str(patient_id), "purpose": "reminders", "text_version": "1"}
    answer = await doors.owner.post("/v1/commands/record-consent", json=consent)
    events = await doors.context.store.load(doors.org.organisation_id, [patient_id])
    assert events[-1].correlation_id == UUID(answer.headers["carryover-request"])


async def test_a_new_partner_gets_its_key_once(doors: Doors) -> None:
    body = {"name": "Knee app", "scopes": ["reports"], "clinics": [str(doors.org.clinic_ids[0])]}
    headers = {"idempotency-key": "new partner"}
    first = (await doors.owner.post("/v1/commands/register-partner", json=body, headers=headers)).json()
    again = (await doors.owner.post("/v1/commands/register-partner", json=body, headers=headers)).json()
    assert "api_key" not in again
    link = await find_link(doors.context.app, LINK_KIND, key_hash(first["api_key"].encode()))
    assert link is not None
    assert (
        holder_of(link.about)
        == KeyHolder(
            actor="partner",
            id=UUID(first["id"]),
            scopes=("reports",),  # type: ignore[arg-type]  # equal to the member
            clinics=doors.org.clinic_ids[:1],
        )
    )
    async with client(doors.app, first["api_key"]) as partner:
        assert (await partner.get("/v1/whoami")).json()["id"] == first["id"]


async def test_nobody_hands_out_more_than_they_hold(doors: Doors) -> None:
    admin = {"role": "admin", "clinics": [str(doors.org.clinic_ids[0])], "private": {"name": "Ada"}}
    made = await doors.owner.post("/v1/commands/invite-staff", json=admin)
    key = await own_key(doors.app, made.json()["invitation"])
    async with client(doors.app, key) as limited:
        for body in (
            {"role": "owner", "clinics": admin["clinics"]},
            {"role": "therapist", "clinics": []},
            {"role": "therapist", "clinics": [str(clinic_id) for clinic_id in doors.org.clinic_ids]},
        ):
            answer = await limited.post("/v1/commands/invite-staff", json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        answer = await limited.post("/v1/commands/register-partner", json={"name": "All", "scopes": ["read"]})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_therapist_invites_nobody_and_a_partner_commands_nothing(doors: Doors) -> None:
    invited = await doors.therapist.post("/v1/commands/invite-staff", json={"role": "assistant"})
    opened = await doors.partner.post("/v1/commands/open-clinic", json={})
    assert (invited.status_code, opened.status_code) == (403, 403)


async def test_the_services_own_commands_have_no_address(doors: Doors) -> None:
    for name in ("raise-alert", "register-organisation", "record-alert-delivered"):
        answer = await doors.owner.post(f"/v1/commands/{name}", json={})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("enrol-patient", "command_id"),
        ("enrol-patient", "at"),
        ("enrol-patient", "org_id"),
        ("open-clinic", "private"),
        ("acknowledge-alert", "staff_id"),
    ],
)
async def test_nobody_fills_in_what_the_service_fills_in(doors: Doors, name: str, field: str) -> None:
    answer = await doors.owner.post(f"/v1/commands/{name}", json={field: str(uuid4())})
    assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, "invalid", f"/{field}")


async def test_ratings_are_given_in_points(doors: Doors) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    body = {"clinic_id": clinic_id, "policy": {"high_pain": 6.5}}
    assert (await doors.owner.post("/v1/commands/set-clinic-policy", json=body)).status_code == 200
    events = await doors.context.store.load(doors.org.organisation_id, [doors.org.clinic_ids[0]])
    assert '"high_pain":65' in events[-1].data


async def test_a_therapist_of_one_clinic_meets_patients_of_another_as_if_there_were_none(doors: Doors) -> None:
    foreign = await doors.enrol(clinic=1)
    for patient_id in (foreign, uuid4()):
        consent = {"patient_id": str(patient_id), "purpose": "reminders", "text_version": "1"}
        answer = await doors.therapist.post("/v1/commands/record-consent", json=consent)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient")
    for clinic_id in (doors.org.clinic_ids[1], uuid4()):
        answer = await doors.therapist.post("/v1/commands/enrol-patient", json=enrolment(clinic_id))
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_clinic")
