"""Words that are said nowhere else, put into everything that a person can say, and a look into every place where one of
them might be left."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

from eventstore.vault import Vault
from eventstore.walls import reading
from services.context import Context
from tests.support.database import Database
from tests.support.doors import Doors, event
from tests.support.two_houses import PROGRAM_OF_STAFF

TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('log', 'vault', 'rm', 'keys', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1
"""
SUBJECTS = "SELECT DISTINCT subject_id FROM vault.item WHERE org_id = $1"
READS = (
    "/v1/patients/{}",
    "/v1/patients/{}/adherence",
    "/v1/patients/{}/symptoms",
    "/v1/patients/{}/sessions",
    "/v1/patients/{}/export",
    "/v1/patients/{}/program/today",
    "/v1/patients/{}/visits",
    "/v1/patients/{}/scores",
    "/v1/patients/{}/between-visits",
    "/v1/patients/{}/exercise-pain",
    "/v1/patients/{}/next-morning",
    "/v1/patients/{}/reminders",
    "/v1/patients/{}/messages",
    "/v1/patients/{}/access",
)
"""Everything that may be asked about one patient."""

LISTS = ("/v1/caseload", "/v1/alerts", "/v1/messages/unread")

WORDS = tuple(
    f"canary-{what}"
    for what in (
        *("name", "mail", "phone", "device", "alias", "session", "symptom", "barrier", "flag", "message", "visit"),
        *("cue", "reply", "resolved", "carer"),
    )
)
SEALED = frozenset(WORDS) - {"canary-alias"}  # the partner's own name is kept as a hash from the first


async def enrolled(doors: Doors) -> UUID:
    """A patient of the first clinic who says a canary wherever something can be said."""
    clinic_id, time = str(doors.org.clinic_ids[0]), "2026-03-04T11:00:00Z"
    person = {"name": "canary-name", "email": "canary-mail@patient.test", "phone": "+49 30 canary-phone"}
    alias = "ext:canary-alias"
    about = {"clinic_id": clinic_id, "zone": "Europe/Berlin", **person}
    said: list[tuple[str, Mapping[str, Any]]] = [
        ("patient.enrolled", about),
        ("session.logged", {"note": "canary-session"}),
        ("symptom.reported", {"region": "knee", "level": 8, "note": "canary-symptom"}),
        ("barrier.reported", {"reason": "hurts", "note": "canary-barrier"}),
        ("message.sent", {"text": "canary-message"}),
        ("redflag.reported", {"signs": ["chest_pain"], "note": "canary-flag"}),
    ]
    outcomes = await doors.send(*(event(kind, alias, data) for kind, data in said))
    assert [outcome["status"] for outcome in outcomes] == ["stored"] * len(said), outcomes
    patients = await doors.context.store.read(doors.org.organisation_id, 0, 10_000)
    [patient_id] = {each.subject_id for each in patients if each.type == "session.logged"}
    assert patient_id is not None
    of_patient = {"patient_id": str(patient_id)}
    commands: list[tuple[str, dict[str, Any]]] = [
        ("set-contact-preferences", {"channels": ["push"], "private": {"push": "canary-device"}}),
        ("assign-program", {**PROGRAM_OF_STAFF, "private": {"note": "canary-cue"}}),
        ("record-visit", {"occurred_at": time, "kind": "follow_up", "private": {"note": "canary-visit"}}),
        ("record-score", {"occurred_at": time, "instrument": "psfs", "value": 4}),
        ("give-patient-access", {"bearer": "carer", "private": {"label": "canary-carer"}}),
        ("record-consent", {"purpose": "reminders", "text_version": "2026-1"}),
    ]
    for name, fields in commands:
        answer = await doors.owner.post(f"/v1/commands/{name}", json={**of_patient, **fields})
        assert answer.status_code == 200, (name, answer.text)
    answer = await doors.owner.post(f"/v1/patients/{patient_id}/messages", json={"text": "canary-reply"})
    assert answer.status_code == 200, answer.text
    return patient_id


async def rows_with(url: str, words: Collection[str]) -> list[tuple[str, str]]:
    """Where in a database one of the words stands: table and word. Read as whoever sees everything."""
    db = await asyncpg.connect(url)
    try:
        found = []
        for table in [row[0] for row in await db.fetch(TABLES)]:
            text = "\n".join(row[0] for row in await db.fetch(f"SELECT t::text FROM {table} t"))
            found += [(table, word) for word in words if word in text or word.encode().hex() in text]
        return found
    finally:
        await db.close()


async def queued(url: str) -> str:
    """All that a Valkey database holds, as text. A dump would pack it."""
    valkey: Redis = Redis.from_url(url)
    try:
        held = []
        for key in await valkey.keys("*"):
            kind = (await valkey.execute_command("TYPE", key)).decode()  # type: ignore[no-untyped-call]
            read = {"string": "GET", "hash": "HGETALL", "set": "SMEMBERS"}.get(kind)
            words = (read, key) if read else ("LRANGE" if kind == "list" else "ZRANGE", key, 0, -1)
            held.append(f"{key!r} {await valkey.execute_command(*words)!r}")  # type: ignore[no-untyped-call]
        return "\n".join(held)
    finally:
        await valkey.aclose()


async def what_opens(context: Context, org_id: UUID) -> str:
    """Every text of an organisation that a process which has just begun can open."""
    vault = Vault(context.vault._keys, context.settings.master_key)
    async with reading(context.app, org_id) as db:
        subjects = [row["subject_id"] for row in await db.fetch(SUBJECTS, org_id)]
        return repr([await vault.open(db, org_id, subject_id) for subject_id in subjects])


async def told_at_the_doors(doors: Doors, patient_id: UUID) -> str:
    """Everything that staff and partner get to read of the patient, and of all patients."""
    paths = [*(path.format(patient_id) for path in READS), *LISTS]
    answers = [await asker.get(path) for path in paths for asker in (doors.owner, doors.therapist, doors.partner)]
    return "\n".join(answer.text for answer in answers)


async def left(doors: Doors, database: Database, patient_id: UUID) -> set[tuple[str, str]]:
    """Every place and canary in it."""
    keys = database.servers.postgres_url("postgres", database.keys_name)
    found = set(await rows_with(database.url("postgres"), WORDS)) | set(await rows_with(keys, WORDS))
    for place, text in (
        ("queue", await queued(database.settings.broker_url)),
        ("wake-ups", await queued(database.settings.valkey_url)),
        ("vault", await what_opens(doors.context, doors.org.organisation_id)),
        ("doors", await told_at_the_doors(doors, patient_id)),
    ):
        found |= {(place, word) for word in WORDS if word in text}
    return found
