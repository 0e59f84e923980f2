"""What `carryover up` prints when everything runs: addresses, keys, and three commands to paste."""

from typing import TYPE_CHECKING
from uuid import UUID

from domain.exercise.common import find
from services.provision import Provisioned

if TYPE_CHECKING:  # where the embedded servers are not installed, an app's first steps are told all the same
    from services.cli.first_sign_ins import FirstSignIns
    from services.cli.platform import Platform

TEXT = """
Carryover is running.

{sign_in}

  API              {url}
  Documentation    {url}/docs
  Data             {data}
  Mail (kept here) {mail}

  Therapist's key  {therapist}
  Owner's key      {owner}
  Partner's key    {partner}
  Clinics          {clinics}

Three commands to paste into another terminal:

1. A partner's app {tells}:

{first}

2. A second later {sees} how much of the program was done{when}:

sleep 1; curl -sS -w '\\n' '{url}/v1/patients/{patient}/adherence' -H 'Authorization: Bearer {reader}'

3. And the therapist the alert that the report raised:

curl -sS -w '\\n' '{url}/v1/alerts?status=open' -H 'Authorization: Bearer {therapist}'

Ctrl-C stops everything; the data stays.
"""

SIGN_IN = """\
  Sign in          {url}/sign-in?organisation={organisation}
{people}"""
PERSON = "  as {who:<13} {email}, password {password}"
INVITED = """\
  Sign in          {link}
                   (the owner's invitation, good once and for a week: choose a password there)"""

CLINICS_APART = "\n                   "

ONE_EVENT = """\
curl -sS -w '\\n' '{url}/v1/events' -H 'Authorization: Bearer {partner}' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '{pain}'"""

# Enrolling twice is answered `duplicate`: the command may be pasted again.
BATCH = """\
curl -sS -w '\\n' '{url}/v1/events' -H 'Authorization: Bearer {partner}' \\
  -H 'Content-Type: application/cloudevents-batch+json' \\
  -d '[{{"specversion":"1.0","id":"enrolled","source":"urn:my-app","type":"org.carryover.patient.enrolled",
        "subject":"{patient}","time":"2026-01-01T08:00:00Z",
        "data":{{"clinic_id":"{clinic_id}","therapist_id":"{therapist_id}","zone":"Europe/Oslo"}}}},
       {{"specversion":"1.0","id":"program","source":"urn:my-app","type":"org.carryover.program.assigned",
        "subject":"{patient}","time":"2026-01-01T08:00:00Z",
        "data":{{"prescriptions":[{{"exercise_id":"{exercise_id}","deficit":"strength",
          "dose":{{"sets":3,"reps":10}},"schedule":{{"kind":"fixed","times_a_day":1}}}}]}}}},
       {pain}]'"""

PAIN = """\
{{"specversion":"1.0","id":"'$(date +%s)'","source":"urn:my-app","type":"org.carryover.symptom.reported",
        "subject":"{patient}","time":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'",
        "data":{{"kind":"pain","level":8,"region":"knee","side":"left","timing":"during"}}}}"""


def welcome(running: "Platform", made: Provisioned, sign_ins: "FirstSignIns") -> str:
    """The text for this run. Where no patients were made, the first command enrols one."""
    return text_for(running.settings.public_url, str(running.data), str(running.mail), made, sign_ins)


def text_for(url: str, data: str, mail: str, made: Provisioned, sign_ins: "FirstSignIns") -> str:
    """The same from its parts."""
    patient: UUID | str = made.good_patient_id or "ext:first-patient"
    body = ONE_EVENT if made.good_patient_id else BATCH
    return TEXT.format(
        sign_in=_sign_in(url, made.organisation_id, sign_ins),
        url=url,
        data=data,
        mail=mail,
        therapist=made.therapist_key,
        owner=made.owner_key,
        partner=made.partner_key,
        clinics=CLINICS_APART.join(str(clinic_id) for clinic_id in made.clinic_ids),
        patient=patient,
        reader=made.therapist_key if made.good_patient_id else made.partner_key,
        tells="reports pain of 8 in the knee" if made.good_patient_id else "enrols a patient, who reports pain of 8",
        sees="the therapist sees" if made.good_patient_id else "the app sees",
        when="" if made.good_patient_id else " (it begins tomorrow)",
        first=body.format(
            url=url,
            partner=made.partner_key,
            patient=patient,
            pain=PAIN.format(patient=patient),
            clinic_id=made.clinic_ids[0],
            therapist_id=made.therapist_ids[0],
            exercise_id=find("bridge").exercise_id,
        ),
    )


def _sign_in(url: str, organisation_id: UUID, sign_ins: "FirstSignIns") -> str:
    if sign_ins.invitation is not None:
        return INVITED.format(link=sign_ins.invitation)
    people = "\n".join(PERSON.format(who=one.who, email=one.email, password=one.password) for one in sign_ins.people)
    return SIGN_IN.format(url=url, organisation=organisation_id, people=people).rstrip()
