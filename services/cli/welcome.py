"""What `carryover up` prints when everything runs: addresses, keys, and three commands to paste."""

from services.cli.platform import Platform
from services.provision import Provisioned

TEXT = """
Carryover is running.

  API              {url}
  Documentation    {url}/docs
  Data             {data}
  Mail (kept here) {mail}

  Therapist's key  {therapist}
  Owner's key      {owner}
  Partner's key    {partner}

Three commands to paste into another terminal:

1. A partner's app reports pain of 8 in the knee:

curl -sS {url}/v1/events -H 'Authorization: Bearer {partner}' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '{{"specversion":"1.0","id":"'$(date +%s)'","source":"urn:my-app","type":"org.carryover.symptom.reported",
       "subject":"{patient}","time":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'",
       "data":{{"kind":"pain","level":8,"region":"knee","side":"left","timing":"during"}}}}'

2. The therapist sees how much of the program was done:

curl -sS {url}/v1/patients/{patient}/adherence -H 'Authorization: Bearer {therapist}'

3. And the alert that the report raised:

curl -sS '{url}/v1/alerts?status=open' -H 'Authorization: Bearer {therapist}'

Ctrl-C stops everything; the data stays.
"""


def welcome(running: Platform, made: Provisioned) -> str:
    """The text for this run."""
    return TEXT.format(
        url=running.settings.public_url,
        data=running.data,
        mail=running.mail,
        therapist=made.therapist_key,
        owner=made.owner_key,
        partner=made.partner_key,
        patient=made.good_patient_id or "ext:first-patient",
    )
