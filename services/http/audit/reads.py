"""Who may read the audit: the owner all of it, those who answer for a patient that patient's part of it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from domain.decider import fold
from domain.partner.decider import PARTNER
from domain.partner.state import Partner
from domain.staff.events import MANAGERS
from domain.values import Instant
from domain.zones import shifted
from services.audit.entry import Kind
from services.audit.reading import Noted, Wanted, entries
from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.patients_known import patients_of, records_of

DISCLOSED_DAYS = 6 * 366  # how far back a patient may ask to whom data was given (45 CFR 164.528)
PARTNER_PREFIX = "partner:"

Limit = Annotated[int, Meta(ge=1, le=200)]


class AuditQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of whom, by whom, of which kind and when."""

    patient_id: UUID | None = field(name="patient", default=None)
    actor: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    kind: Kind | None = None
    since: Instant | None = None
    until: Instant | None = None
    cursor: str | None = None
    limit: Limit = 50


class PagesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page."""

    cursor: str | None = None
    limit: Limit = 50


class Before(Struct, frozen=True):
    """Where a page ended: the number of its oldest entry."""

    number: int


class AuditAnswer(Struct, frozen=True):
    """One page, the newest entry first."""

    entries: list[Noted]
    next_cursor: str | None  # of the page behind this one, with older entries


class Disclosure(Struct, frozen=True):
    """Once that a patient's data was given to a partner, or handed out as a whole."""

    at: datetime  # UTC
    to: str  # partner:<id>, or who of the staff took an export
    name: str | None  # of the partner
    what: str  # the operation, by its name in the description of the API
    count: int  # of patients or events that were given along
    why: str  # the right by which


class DisclosuresAnswer(Struct, frozen=True):
    """One page of the last six years, the newest first."""

    disclosures: list[Disclosure]
    next_cursor: str | None  # of the page behind this one


async def list_audit(asked: Asked) -> Reply:
    """Is noted itself, with what was asked for: the ids that an entry names are no patient's data.

    Raises Problem `forbidden` for an owner of some clinics only: entries tell of all of them.
    """
    query: AuditQuery = asked.query
    if asked.actor.clinics:
        raise Problem("forbidden", "The audit is for an owner of every clinic.")
    asked.seen.looked([] if query.patient_id is None else [query.patient_id], right_at(asked.actor))
    since, until = (None if each is None else shifted(each, 0) for each in (query.since, query.until))
    whose = () if query.patient_id is None else (query.patient_id,)
    wanted = Wanted(patient_ids=whose, actor=query.actor, kind=query.kind, since=since, until=until)
    page, more = await _page(asked, wanted)
    return Reply(encode(AuditAnswer(page, more)))


async def patient_accesses(asked: Asked) -> Reply:
    patient_ids = await _answered_for(asked)
    page, more = await _page(asked, Wanted(patient_ids=patient_ids))
    return Reply(encode(AuditAnswer([_of_one(entry, patient_ids) for entry in page], more)))


async def patient_disclosures(asked: Asked) -> Reply:
    patient_ids = await _answered_for(asked)
    since = datetime.now(UTC) - timedelta(days=DISCLOSED_DAYS)  # real time, as the entries'
    wanted = Wanted(patient_ids=patient_ids, kind=Kind.DISCLOSED, since=since)
    page, more = await _page(asked, wanted)
    names = {actor: await _partner_name(asked, actor) for actor in {entry.actor for entry in page}}
    lines = [
        Disclosure(entry.at, entry.actor, names[entry.actor], entry.operation, entry.count, entry.right)
        for entry in page
    ]
    return Reply(encode(DisclosuresAnswer(lines, more)))


async def _answered_for(asked: Asked) -> list[UUID]:
    """The patient in the address, and the duplicates merged into them.

    Raises Problem `forbidden` for who neither manages nor is the patient's therapist.
    """
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    if asked.actor.role not in MANAGERS:
        patient = (await patients_of(asked.context, asked.actor.org_id, [patient_id])).get(patient_id)
        if patient is None or patient.therapist_id != asked.actor.id:
            raise Problem("forbidden", "This is for owner, admins and the patient's therapist.")
    return await records_of(asked.context, asked.actor.org_id, patient_id)


async def _page(asked: Asked, wanted: Wanted) -> tuple[list[Noted], str | None]:
    query, org_id = asked.query, asked.actor.org_id
    before = read_cursor(asked, query.cursor, Before)
    async with asked.context.reading(org_id) as db:
        number = None if before is None else before.number
        found = await entries(db, org_id, wanted, before=number, limit=query.limit + 1)
    page = found[: query.limit]
    return page, page_cursor(asked, Before(page[-1].number)) if len(found) > query.limit else None


def _of_one(entry: Noted, patient_ids: Collection[UUID]) -> Noted:
    """Without the others of a list: who else was on it is nothing to those who ask about one."""
    return replace(entry, patients=[one for one in entry.patients if one in patient_ids])


async def _partner_name(asked: Asked, actor: str) -> str | None:
    """None for who is no partner."""
    if not actor.startswith(PARTNER_PREFIX):
        return None
    stored = await asked.context.store.load(asked.actor.org_id, [UUID(actor.removeprefix(PARTNER_PREFIX))])
    decode = asked.context.codec.decode
    partner: Partner = fold(PARTNER, [decode(one.type, one.schema_v, one.data) for one in stored])
    return None if partner.registered is None else partner.registered.name
