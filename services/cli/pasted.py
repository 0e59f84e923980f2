"""What a new app is told: its key, its ids, and three commands to paste."""

from collections.abc import Sequence

from msgspec import Struct

from domain.exercise.common import find
from services.cli.welcome import BATCH, ONE_EVENT, PAIN

TEXT = """
The app's key, shown this once: {key}

  API            {url}
  Documentation  {url}/docs/start
  Organisation   {organisation_id}
  App            {partner_id}
  Clinics        {clinics}{owner}

Three commands to paste:

1. {tells}:

{first}

2. The app reads what happened, in order:

curl -sS -w '\\n' '{url}/v1/events?types=symptom.reported&wait=5' -H 'Authorization: Bearer {key}'

3. {then}:

{third}
"""

FORWARD = """\
curl -sS -w '\\n' '{url}/v1/sandbox/clock' -H 'Authorization: Bearer {key}' \\
  -H 'Content-Type: application/json' -d '{{"forward":48}}'"""

ADHERENCE = "sleep 1; curl -sS -w '\\n' '{url}/v1/patients/{patient}/adherence' -H 'Authorization: Bearer {key}'"

APART = "\n                 "


class FirstSteps(Struct, frozen=True, kw_only=True):
    """What was made. Without a patient the first command enrols one."""

    url: str
    key: str
    organisation_id: str
    partner_id: str
    clinic_ids: Sequence[str]
    therapist_id: str
    patient_id: str | None = None  # of a sandbox
    owner_key: str | None = None  # the same


def first_steps(made: FirstSteps) -> str:
    """The text."""
    patient = made.patient_id or "ext:first-patient"
    first = (ONE_EVENT if made.patient_id else BATCH).format(
        url=made.url,
        partner=made.key,
        patient=patient,
        pain=PAIN.format(patient=patient),
        clinic_id=made.clinic_ids[0],
        therapist_id=made.therapist_id,
        exercise_id=find("bridge").exercise_id,
    )
    sandbox = made.patient_id is not None
    return TEXT.format(
        key=made.key,
        url=made.url,
        organisation_id=made.organisation_id,
        partner_id=made.partner_id,
        clinics=APART.join(made.clinic_ids),
        owner=f"\n  Owner's key    {made.owner_key}" if made.owner_key else "",
        tells="A patient reports pain of 8" if sandbox else "The app enrols a patient, who reports pain of 8",
        first=first,
        then="Two days pass" if sandbox else "How much of the program was done (it begins tomorrow)",
        third=(FORWARD if sandbox else ADHERENCE).format(url=made.url, key=made.key, patient=patient),
    ).strip("\n")
