"""What stands between a restored database and open doors: is it whole, what is lost, who is erased again, do the
numbers follow."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct, field

from eventstore.anchors import Anchor
from eventstore.pools import opened_pool
from eventstore.verify import Fault, verify
from eventstore.walls import Pool
from projections.builds import claimed, drop_beside
from projections.catalogue import PROJECTIONS
from projections.rebuild import organisations_with_events, rebuild
from projections.runner import run_once
from projections.shadow import compare
from projections.switch import switch
from services.audit.verify import verify_audit
from services.backup.digests import digest_of
from services.backup.erased_keys import with_a_key
from services.backup.errors import BackupError
from services.backup.lost import AnotherLog, Lost, lost_after
from services.backup.manifest import write_whole
from services.backup.order import Tell, now
from services.backup.server import connected
from services.backup.set_before import set_as_before
from services.backup.tools import servers_in
from services.backup.unread import give_up, without_keys
from services.context import Context, open_context, open_engine_pool
from services.records.listed import Listed
from services.settings import Settings
from workers.erasing_again import Became, NotErasedAgain, erase_again, list_erased, list_erased_in_log

TURNS = 1000  # of an organisation that left, a part of whose rows goes in each

# Whether the server still reads the archive, and who else is at work in this database.
STATE = """
SELECT pg_is_in_recovery() AS recovering, (SELECT count(*) FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.usename LIKE 'carryover\\_%') AS others
"""


class Given(Struct, frozen=True, kw_only=True):
    """What the operator has from outside the database."""

    of_backup: Sequence[Anchor] = ()  # taken before the backup: all of them must be there
    kept: Sequence[Anchor] = ()  # the newest that were kept elsewhere: some may be lost
    erasures: Sequence[Listed] = ()  # of the backup that was used, and kept elsewhere
    report: Path
    give_up_unreadable: bool = False  # texts whose keys are in no backup
    admin_url: str = ""  # a superuser's, where it is at hand
    others_may_be_connected: bool = False  # such as a pooler's idle connections


class Report(Struct, kw_only=True):
    """What was found and done; also what a second call has to know of the first."""

    begun_at: datetime
    ends: dict[UUID, int]  # where each feed ended when it was restored, before anything was written to it
    lost: list[Lost] = field(default_factory=list)
    without_keys: dict[UUID, list[UUID]] = field(default_factory=dict)
    given_up: int = 0  # sealed texts that were removed because no key opens them
    erased_again: dict[str, str] = field(default_factory=dict)  # what each person or organisation came to
    differing: list[str] = field(default_factory=list)  # read models that said something else than the log
    digests: dict[str, str] = field(default_factory=dict)  # by read model, as they are read now
    finished_at: datetime | None = None  # the doors may open


async def finish(settings: Settings, given: Given, tell: Tell) -> Report:
    """Every step, in order; each may be done again. Raises BackupError at the first that does not hold."""
    await _alone(settings, given)
    async with open_engine_pool(settings) as engine:
        feeds = await organisations_with_events(engine)
        report = _begun(given.report, feeds)
        _keep(given.report, report)  # before anything is written to the log: a second call has to know where it ended
        tell("verifying the log and the audit")
        await must_be_whole(engine, given.of_backup)
        report.lost = await _lost(engine, report.ends, [*given.of_backup, *given.kept])
        _keep(given.report, report)
        tell("erasing again who was erased since")
        # A second call finds those swept whom the first one erased again.
        async with open_context(settings) as context:
            erased = await _erased(context, engine, feeds, given.erasures)
            report.erased_again = await _erase(context, engine, erased) | report.erased_again
        await _keys(settings, engine, report, list(feeds))
        _keep(given.report, report)
        await _readable(settings, given, report)
        await read_models_anew(engine, report, list(await organisations_with_events(engine)), tell)
    await _no_key_of(settings, erased, feeds)
    await _set_as_before(settings, given, tell)
    report.finished_at = now()
    _keep(given.report, report)
    return report


async def _alone(settings: Settings, given: Given) -> None:
    async with connected(settings.engine_url) as db:
        [(recovering, others)] = await db.fetch(STATE)
    if recovering:
        raise BackupError("the server still reads the archive: wait until its log says that recovery is complete")
    if others and not given.others_may_be_connected:
        raise BackupError(
            f"{others} of api, engine and worker's connections are open: stop them first (or say --others-connected "
            "where they are a pooler's own)"
        )


def _begun(path: Path, feeds: dict[UUID, int]) -> Report:
    """Goes on with the report of an earlier call that did not come to its end."""
    if path.exists():
        try:
            report = msgspec.json.decode(path.read_bytes(), type=Report)
        except msgspec.MsgspecError as error:
            raise BackupError(f"{path} is there and no report of a restore: {error}") from error
        if report.finished_at is None:
            return report
    return Report(begun_at=now(), ends=feeds)


def _keep(path: Path, report: Report) -> None:
    write_whole(path, msgspec.json.format(msgspec.json.encode(report)) + b"\n")


async def must_be_whole(engine: Pool, anchors: Sequence[Anchor]) -> int:
    """How many events stand in the log. Raises BackupError where log or audit is not whole, or lacks an anchor."""
    of_log = [anchor for anchor in anchors if anchor.of == "log"]
    verified = await verify(engine, anchors=of_log)
    faults: list[tuple[str, Fault]] = [("position", one) for one in verified.faults]
    faults += [("audit entry", one) for one in (await verify_audit(engine, anchors=anchors)).faults]
    if faults:
        told = [f"organisation {one.org_id}, {place} {one.pos}: {one.what}" for place, one in faults[:5]]
        raise BackupError(f"what was restored is not whole: {'; '.join(told)}")
    return verified.events


async def _lost(engine: Pool, ends: dict[UUID, int], anchors: Sequence[Anchor]) -> list[Lost]:
    try:
        return await lost_after(engine, ends, anchors)
    except AnotherLog as error:
        raise BackupError(str(error)) from error


async def _keys(settings: Settings, engine: Pool, report: Report, org_ids: list[UUID]) -> None:
    async with opened_pool(settings.keys_url, most=2) as keys:
        report.without_keys = await without_keys(engine, keys, org_ids, settings.master_key)


async def _readable(settings: Settings, given: Given, report: Report) -> None:
    """Raises BackupError where somebody's texts cannot be opened, unless they are given up."""
    if not report.without_keys:
        return
    people = sum(len(of_one) for of_one in report.without_keys.values())
    if not given.give_up_unreadable:
        first = next(iter(report.without_keys.values()))[0]
        raise BackupError(
            f"the names and texts of {people} people (such as {first}) are sealed with keys that the restored database "
            "of keys has not: restore a newer backup of the keys, or say --give-up-unreadable, which removes them; "
            "what they reported stays"
        )
    if not settings.owner_url:
        raise BackupError("to remove what cannot be read CARRYOVER_OWNER_URL must be set")
    report.given_up += await give_up(settings.owner_url, report.without_keys)
    _keep(given.report, report)


async def _erased(
    context: Context, engine: Pool, feeds: Mapping[UUID, int], erasures: Sequence[Listed]
) -> list[Listed]:
    """Everybody whom any of them names: the restored log, the list beside the keys, and the lists that were given.

    People come before organisations: of one that has left nobody can be erased any more, and nobody has to be.
    """
    in_log = await list_erased_in_log(context, engine, feeds)
    beside_keys = await list_erased(context, engine)
    left = {one.organisation_id for one in in_log if one.patient_id is None}
    named = {(one.organisation_id, one.patient_id): one for one in [*in_log, *beside_keys, *erasures]}
    return sorted(
        (one for one in named.values() if one.patient_id is None or one.organisation_id not in left),
        key=lambda one: one.patient_id is None,
    )


async def _erase(context: Context, engine: Pool, listed: Sequence[Listed]) -> dict[str, str]:
    """What each came to."""
    came_to: dict[str, str] = {}
    waiting = list(listed)
    for _ in range(TURNS):
        try:
            became = await erase_again(context, engine, waiting)
        except NotErasedAgain as error:
            raise BackupError(str(error)) from error
        came_to |= {str(one.patient_id or one.organisation_id): outcome.value for one, outcome in became}
        waiting = [one for one, outcome in became if outcome is Became.UNDER_WAY]
        if not waiting:
            return came_to
    raise BackupError(f"{len(waiting)} organisations that left are still under way: call `restore finish` again")


async def _no_key_of(settings: Settings, erased: Sequence[Listed], org_ids: Collection[UUID]) -> None:
    """Raises BackupError where somebody who was erased has a key all the same."""
    async with opened_pool(settings.keys_url, most=2) as keys:
        found = await with_a_key(keys, erased, org_ids)
    if found:
        people = sum(len(of_one) for of_one in found.values())
        raise BackupError(
            f"{people} people who were erased (such as {next(iter(found.values()))[0]}) have a key in the database of "
            "keys all the same: is somebody restoring it, or writing to it? Call `restore finish` again"
        )


async def read_models_anew(engine: Pool, report: Report, org_ids: list[UUID], tell: Tell) -> None:
    tell("folding what the read models have not seen")
    while await run_once(engine):
        pass
    names = [model.name for model in PROJECTIONS]
    tell("making all read models anew, and comparing")
    await rebuild(engine, names, org_ids, go_live=False)
    differing = set(report.differing)
    for model in PROJECTIONS:
        for org_id in org_ids:
            async with claimed(engine, org_id, [model.name]):
                if (await compare(engine, model, org_id)).differences:
                    differing.add(model.name)
                await switch(engine, model, org_id)
                await drop_beside(engine, model, org_id)
        report.digests[model.name] = await digest_of(engine, model, org_ids)
    report.differing = sorted(differing)


async def _set_as_before(settings: Settings, given: Given, tell: Tell) -> None:
    """Where a base was restored its server's settings are as they were, so that the next start archives; or it is said
    who has to see to it. What no restore had set stays.
    """
    log, keys = servers_in(settings.engine_url), servers_in(settings.keys_url)
    admin = {"log": given.admin_url or settings.backup_url}
    if keys != log:
        admin["keys"] = settings.backup_keys_url
    for of, url in admin.items():
        async with connected(settings.engine_url if of == "log" else settings.keys_url) as db:
            statements = await set_as_before(db)
        if not statements:
            continue
        try:
            if not url:
                raise asyncpg.InsufficientPrivilegeError("no address of a superuser is known")
            async with connected(url) as db:
                for statement in statements:
                    await db.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            tell(f"at the server of the {of}, say as the superuser: {'; '.join(statements)}")
