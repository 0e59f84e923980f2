"""S33: a patient is erased. Nothing of her is read, opened or rebuilt any more, in no process and from no backup."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest
from msgspec import Struct

from eventstore.vault import PersonErased
from eventstore.verify import verify
from eventstore.walls import Pool, walled
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from services.records.erasing import AGAIN_AFTER
from tests.support.audited import noting
from tests.support.canaries import READS, SEALED, WORDS, enrolled, left, what_opens
from tests.support.command import carryover
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.dump import dumped, dumped_as_text, restored
from tests.support.erasing import all_done, erases
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.times import NOON
from tests.support.waiting import until
from workers.erasing_again import Became, erase_again, list_erased

MENTIONS = "SELECT count(*) FROM {} t WHERE t::text LIKE '%' || $1::uuid::text || '%'"
STAYS = {
    *("log.events", "log.erased", "log.erased_rows", "access.erasure"),
    *("access.audit", "access.audit_patient", "access.break_glass"),
}
NAMES_NOBODY = {
    "log.feed_head": "of organisations",
    "log.checkpoint": "of readers",
    "log.command_key": "digests of wishes",
    "log.directory": "keys of staff and partners",
    "log.effect": "by its payload: log.erase_rows has a line for it",
    "rm.dry_run": "by its parts: log.erase_rows has a line for it",
    "rm.dry_run_part": "by its list of patients: log.erase_rows has a line for it",
    "rm.alerting_clinic": "of clinics",
    "rm.rounds_clinic": "of clinics",
    "rm.alert_inbox_clinic": "of clinics",
    "rm.alert_inbox_lead": "of staff",
    "rm.alert_inbox_staff": "of staff",
    "rm.house_member": "of staff",
    "access.account": "of staff",
    "access.attempt": "of who tries to sign in",
    "access.assertion": "of partners",
    "access.key_use": "of partners",
    "access.webhook": "of partners",
    "access.audit_head": "of organisations",
    "access.device": "of staff",
    "access.looked": "of staff",
    "access.identity": "of staff",
    "access.one_time": "of staff",
    "access.passkey": "of staff",
    "access.personal_key": "of staff",
    "access.recovery_code": "of staff",
    "access.sign_in": "of staff",
    "access.totp": "of staff",
    "access.totp_step": "of staff",
    "access.import": "counts",
    "access.import_part": "sealed files, destroyed when the import ends",
    "access.import_slice": "letters; why lines were refused goes: log.erase_rows has a line for it",
    "access.departure": "of organisations",
    "access.exercise_media": "of exercises: patients are shown in none without their consent, and named in none",
    "access.exercise_media_piece": "as above",
    "access.departure_rows": "counts",
    "access.once": "digests of wishes; sealed answers go: log.erase_rows has a line for it",
    "access.organisation_export": "of everybody: log.erase_rows has a line for it",
    "access.sandbox_clock": "of organisations",
    "access.organisation_part": "of everybody: log.erase_rows has a line for it",
}


class House(Struct):
    """An organisation with a patient who was erased, and the same one in another process."""

    database: Database
    doors: Doors
    engine: Pool
    elsewhere: Context
    patient_id: UUID
    erasure_id: str
    before: set[tuple[str, str]]  # the places where something of her was, before
    key_open_elsewhere: bool

    @property
    def org_id(self) -> UUID:
        return self.doors.org.organisation_id

    async def works(self) -> None:
        """Everything that follows is done, as engine and workers do it."""
        await all_done(self.doors, self.engine)


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_context(database.settings, clock=clock) as elsewhere,
        open_doors(context) as doors,
        open_engine_pool(database.settings) as engine,
    ):
        org_id = doors.org.organisation_id
        await doors.enrol()  # somebody else, who stays
        patient_id = await enrolled(doors)
        await all_done(doors, engine)
        [alert] = [a for a in (await doors.owner.get("/v1/alerts")).json()["alerts"] if a["rule"] == "red_flag"]
        resolution = {"resolution": "called", "private": {"note": "canary-resolved"}}
        answer = await doors.owner.post(f"/v1/alerts/{alert['alert_id']}/resolve", json=resolution)
        assert answer.status_code == 200, answer.text
        await all_done(doors, engine)
        before = await left(doors, database, patient_id)
        await elsewhere.vault.seal(org_id, patient_id, patient_id, {"note": "open"})
        open_elsewhere = elsewhere.vault._remembered((org_id, patient_id)) is not None
        erasure_id = await erases(doors, patient_id)
        await all_done(doors, engine)
        yield House(database, doors, engine, elsewhere, patient_id, erasure_id, before, open_elsewhere)


async def test_the_look_finds_every_word_before_and_none_afterwards(house: House) -> None:
    assert {word for place, word in house.before if place == "vault"} == SEALED
    assert {word for place, word in house.before if place == "doors"} >= {"canary-name", "canary-message"}
    assert {place for place, _ in house.before} == {"vault", "doors"}  # in no table and no queue, not even then
    assert await left(house.doors, house.database, house.patient_id) == set()


async def test_no_table_mentions_her_but_the_log_the_audit_and_what_proves_the_erasure(house: House) -> None:
    db = await asyncpg.connect(house.database.url("postgres"))
    tables = [*STAYS, *(row["place"] for row in await db.fetch("SELECT place FROM log.of_people()"))]
    mentions = {table for table in tables if await db.fetchval(MENTIONS.format(table), house.patient_id)}
    await db.close()
    assert mentions <= STAYS
    assert {"log.events", "log.erased", "access.erasure"} <= mentions


async def test_every_read_is_answered_like_one_of_nobody(house: House) -> None:
    nobody = UUID(int=5)
    for path in READS:
        for asker in (house.doors.owner, house.doors.therapist, house.doors.partner):
            answers = [await asker.get(path.format(who)) for who in (house.patient_id, nobody)]
            hers, nobodys = ({**answer.json(), "instance": ""} for answer in answers)
            assert hers == nobodys
            assert answers[0].status_code in (403, 404)


async def test_every_report_is_refused_and_a_red_flag_still_says_whom_to_call(house: House) -> None:
    for subject in (house.patient_id, "ext:canary-alias"):
        outcomes = await house.doors.send(
            event("session.logged", subject, {"note": "late"}),
            event("symptom.reported", subject, {"region": "knee", "level": 3}),
            event("redflag.reported", subject, {"signs": ["chest_pain"], "note": "late"}),
        )
        assert [(each["status"], each["code"]) for each in outcomes] == [("refused", "unknown_patient")] * 3
        assert outcomes[2]["emergency"]["text"]


async def test_every_wish_of_staff_is_refused_as_for_nobody(house: House) -> None:
    for command, fields in (
        ("set-contact-preferences", {"channels": ["email"], "private": {"name": "late"}}),
        ("discharge-patient", {"reason": "other"}),
        ("report-red-flag", {"occurred_at": "2026-03-04T11:00:00Z", "signs": ["chest_pain"]}),
    ):
        body = {"patient_id": str(house.patient_id), **fields}
        answer = await house.doors.owner.post(f"/v1/commands/{command}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient"), command


async def test_other_processes_let_go_of_her_at_once(house: House) -> None:
    assert house.key_open_elsewhere

    async def forgotten() -> bool:
        return house.elsewhere.vault._remembered((house.org_id, house.patient_id)) is None

    await until(forgotten)
    with pytest.raises(PersonErased):
        await house.elsewhere.vault.seal(house.org_id, house.patient_id, house.patient_id, {"note": "new"})


async def test_the_chain_verifies_and_read_models_built_anew_have_nothing_of_her(house: House) -> None:
    assert (await verify(house.engine)).faults == ()
    await assert_rebuilt_is_live(house.engine, [house.org_id])
    assert await left(house.doors, house.database, house.patient_id) == set()


async def test_the_certificate_says_what_is_gone_and_what_is_left_and_why(house: House) -> None:
    path = f"/v1/erasures/{house.erasure_id}"
    async with noting(house.doors.context, house.org_id) as lines:
        told = (await house.doors.owner.get(path)).json()
        page = await house.doors.owner.get(f"{path}/page")
    assert [(line.kind, line.operation, line.patients) for line in lines] == [
        ("read", "oneErasure", {str(house.patient_id)}),
        ("read", "erasurePage", {str(house.patient_id)}),
    ]
    gone = {line["place"]: line["rows"] for line in told["destroyed"]}
    assert {"vault.item", "vault.alias", "rm.caseload_patient", "rm.alerting_patient", "rm.rounds_known"} <= set(gone)
    assert gone["vault.alias"] == 1
    left_there = {line["place"]: line["rows"] for line in told["remains"]}
    assert left_there["log.events"] > 10
    assert left_there.keys() >= STAYS
    assert (told["patient_id"], told["reason"]) == (str(house.patient_id), "ordered")
    assert told["asked_by"] == f"staff:{house.doors.org.owner_id}"
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert told["hash"] in page.text
    assert (await house.doors.therapist.get(path)).status_code == 403
    assert (await house.doors.owner.get(f"/v1/erasures/{UUID(int=5)}")).status_code == 404


async def test_a_table_of_people_cannot_be_forgotten(house: House) -> None:
    """Each new one says whom a row is about in `patient_id` or `subject_id`, or stands here with a reason."""
    db = await asyncpg.connect(house.database.url("postgres"))
    named = {row["place"] for row in await db.fetch("SELECT place FROM log.of_people()")}
    tables = {
        row[0]
        for row in await db.fetch("""
        SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition""")
    }
    await db.execute("CREATE TABLE rm.made_up (org_id uuid NOT NULL, patient_id uuid NOT NULL)")
    assert "rm.made_up" in {row["place"] for row in await db.fetch("SELECT place FROM log.of_people()")}
    await db.execute("DROP TABLE rm.made_up")
    await db.close()
    assert tables - named - STAYS == set(NAMES_NOBODY)


async def test_the_command_line_lists_shows_and_applies(house: House, tmp_path: Path) -> None:
    settings, org_id = house.database.settings, str(house.org_id)
    told = await carryover(settings, "erasures", "list", "--json", "--organisation", org_id)
    lines = [msgspec.json.decode(line) for line in told.lines if line.startswith("{")]
    assert str(house.patient_id) in {line["patient_id"] for line in lines}
    shown = await carryover(settings, "erasures", "show", org_id, house.erasure_id)
    assert msgspec.json.decode(shown.out)["patient_id"] == str(house.patient_id)
    assert (await carryover(settings, "erasures", "show", org_id, str(UUID(int=5)))).code == 1
    file = tmp_path / "erasures.jsonl"
    file.write_text("\n".join(line for line in told.lines if str(house.patient_id) in line))
    applied = await carryover(settings, "erasures", "apply", str(file))
    assert (applied.code, applied.lines) == (0, [f"{house.patient_id}  {Became.SWEPT}"]), applied.err


async def test_no_word_of_hers_is_in_the_text_of_a_dump(house: House, tmp_path: Path) -> None:
    """Of a plain one, as it lies in somebody's folder."""
    restored_text = await dumped_as_text(house.database, tmp_path)
    assert str(house.org_id) in restored_text
    assert [word for word in WORDS if word in restored_text] == []


async def test_the_engine_erases_rows_of_nobody_of_whom_the_log_does_not_say_so(house: House) -> None:
    kept = await house.doors.enrol()
    async with house.engine.acquire() as db, db.transaction():
        await walled(db, [house.org_id])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute("SELECT log.erase_rows($1, $2)", house.org_id, kept)


async def test_a_backup_from_before_gives_nothing_once_the_list_is_applied(template: Database, tmp_path: Path) -> None:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_doors(context) as doors,
        open_engine_pool(database.settings) as engine,
    ):
        org_id, patient_id = doors.org.organisation_id, await enrolled(doors)
        await all_done(doors, engine)
        dump = await dumped(database, tmp_path)
        await erases(doors, patient_id)
        await all_done(doors, engine)
        await restored(database, dump)
        opened = await what_opens(context, org_id)
        assert [word for word in WORDS if word in opened] == []  # the keys were not in it
        listed = await list_erased(context, engine, [org_id])
        assert [one.patient_id for one in listed] == [patient_id]
        assert await erase_again(context, engine, listed) == [(listed[0], Became.ERASED_AGAIN)]
        assert await erase_again(context, engine, listed) == [(listed[0], Became.SWEPT)]
        clock.instant += AGAIN_AFTER
        await all_done(doors, engine)
        assert await left(doors, database, patient_id) == set()
        assert (await doors.owner.get(f"/v1/patients/{patient_id}")).status_code == 404
        await assert_rebuilt_is_live(engine, [org_id])
