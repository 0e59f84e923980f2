"""The text of the first minute names what exists, whether or not patients were made."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.cli.first_sign_ins import FirstSignIns, SignsIn
from services.cli.welcome import text_for
from services.http.cloud_events import read_envelope, split_batch
from services.provision import Provisioned

CLINIC, THERAPIST, PATIENT = (UUID(int=number) for number in (2, 4, 6))
EMPTY = Provisioned(
    organisation_id=UUID(int=1),
    clinic_ids=(CLINIC,),
    owner_id=UUID(int=3),
    therapist_ids=(THERAPIST,),
    partner_id=UUID(int=5),
    owner_key="owner's",
    therapist_key="therapist's",
    partner_key="partner's",
)
DEMONSTRATION = replace(EMPTY, good_patient_id=PATIENT)
URL = "http://localhost:8080"
INVITED = FirstSignIns(invitation=f"{URL}/sign-in/invitation#token")
PEOPLE = FirstSignIns(people=(SignsIn("owner", "owner@clinic.example", "abcd-efgh"),))


def body(made: Provisioned) -> bytes:
    """What the first command sends, with its two times filled in."""
    text = text_for(URL, "/data", "/data/mail.jsonl", made, PEOPLE)
    (sent,) = re.findall(r"-d '(.*?[}\]])'\n", text, flags=re.DOTALL)
    now = {"'$(date +%s)'": "1", "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'": "2026-06-09T07:30:00Z"}
    for command, said in now.items():
        assert sent.count(command) == 1
        sent = sent.replace(command, said)
    return str(sent).encode()


def test_where_there_are_patients_one_of_them_reports_pain() -> None:
    envelope = read_envelope(body(DEMONSTRATION))
    assert (envelope.type, envelope.subject) == ("org.carryover.symptom.reported", str(PATIENT))


def test_where_there_are_none_the_first_command_enrols_one_with_a_program_who_reports_pain() -> None:
    envelopes = [read_envelope(item) for item in split_batch(body(EMPTY))]
    assert [envelope.type.removeprefix("org.carryover.") for envelope in envelopes] == [
        "patient.enrolled",
        "program.assigned",
        "symptom.reported",
    ]
    assert {envelope.subject for envelope in envelopes} == {"ext:first-patient"}
    enrolled: Any = json.loads(bytes(envelopes[0].data))  # type: ignore[arg-type]
    assert (enrolled["clinic_id"], enrolled["therapist_id"]) == (str(CLINIC), str(THERAPIST))


@pytest.mark.parametrize("made", [EMPTY, DEMONSTRATION], ids=["empty", "demonstration"])
def test_every_key_and_clinic_stands_in_it(made: Provisioned) -> None:
    text = text_for(URL, "/data", "/data/mail.jsonl", made, PEOPLE)
    assert all(key in text for key in (made.owner_key, made.therapist_key, made.partner_key))
    assert all(str(clinic_id) in text for clinic_id in made.clinic_ids)


def test_it_says_where_to_sign_in_and_with_what() -> None:
    text = text_for(URL, "/data", "/data/mail.jsonl", DEMONSTRATION, PEOPLE)
    assert f"  Sign in          {URL}/sign-in?organisation={DEMONSTRATION.organisation_id}\n" in text
    assert "  as owner         owner@clinic.example, password abcd-efgh\n" in text


def test_the_owner_of_an_empty_organisation_is_given_the_invitation() -> None:
    text = text_for(URL, "/data", "/data/mail.jsonl", EMPTY, INVITED)
    assert f"  Sign in          {URL}/sign-in/invitation#token\n" in text
    assert "?organisation=" not in text
