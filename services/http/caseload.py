"""The caseload: who is in a therapist's or a clinic's care, page by page, with the last seven days of each."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from msgspec import Meta, Struct, field

from domain.values import Instant
from eventstore.walls import Connection
from projections.adherence.queries import RangeNumbers, adherence_of_many
from projections.alert_inbox.queries import alerting
from projections.caseload.queries import After, InCare, caseload
from services.actor import Actor
from services.http.audit.seen import right_at
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_of_many
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.restricted import hidden_from

ADHERENCE_DAYS = 7
READERS = ("caseload", "adherence")
LOOKED_AT_ONCE, LOOKED_AT_MOST = 200, 1_000  # patients, where not everybody is shown


class CaseloadQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose patients; without therapist and clinic everybody's whom the key reaches."""

    therapist_id: UUID | None = field(name="therapist", default=None)
    clinic_id: UUID | None = field(name="clinic", default=None)
    status: Literal["active", "discharged"] = "active"
    reason: Annotated[str, Meta(max_length=40)] | None = None
    with_alerts: bool | None = None
    adherence_below: Annotated[int, Meta(ge=0, le=100)] | None = None
    unseen_since: Instant | None = None
    order: Literal["newest", "oldest"] = "newest"
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class CaseloadLine(Struct, frozen=True):
    """One patient."""

    patient: InCare
    name: str | None  # null for one without, and after an erasure
    last_7_days: RangeNumbers | None  # null while the adherence has not met the patient
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


class CaseloadAnswer(Struct, frozen=True):
    """One page, by enrolment. Where little of what is looked through fits it may be short and yet not the last: then it
    has a cursor.
    """

    as_of: AsOf
    patients: list[CaseloadLine]
    next_cursor: str | None  # of the page behind this one


async def list_caseload(asked: Asked) -> Reply:
    query: CaseloadQuery = asked.query
    clinics = clinics_asked(asked.actor, query.clinic_id)
    after = read_cursor(asked, query.cursor, After)
    asks_for_alerts = query.reason is not None or query.with_alerts is not None
    async with fresh(asked, *READERS, *(["alert_inbox"] if asks_for_alerts else [])) as (db, as_of):
        found = await _found(asked, db, as_of.at, clinics, after)
        hidden = await hidden_from(asked, [line.patient_id for line, _ in found.lines])
        shown = [(line, numbers) for line, numbers in found.lines if line.patient_id not in hidden]
        patient_ids = [line.patient_id for line, _ in shown]
        persons = await persons_of(asked.context, db, asked.actor.org_id, patient_ids)
        lacking = await incomplete_of_many(db, asked.actor.org_id, patient_ids, *READERS)
    asked.seen.patients(patient_ids, right_at(asked.actor))
    lines = [
        CaseloadLine(
            line,
            persons[line.patient_id].name if line.patient_id in persons else None,
            numbers,
            lacking.get(line.patient_id),
        )
        for line, numbers in shown
    ]
    more = page_cursor(asked, found.behind) if found.behind is not None else None
    return Reply(encode(CaseloadAnswer(as_of, lines, more)))


class Found(NamedTuple):
    """What a page shows, and where it ended unless it is the last."""

    lines: list[tuple[InCare, RangeNumbers | None]]
    behind: After | None


async def _found(
    asked: Asked, db: Connection, now: datetime, clinics: Iterable[UUID] | None, after: After | None
) -> Found:
    """Looks through pages of the caseload until one is filled with whom the query asks for, or enough was looked at."""
    query: CaseloadQuery = asked.query
    only, but = await _with_alerts(asked, db)
    narrow = query.adherence_below is not None or bool(but)
    lines: list[tuple[InCare, RangeNumbers | None]] = []
    looked_at = 0
    while True:
        size = LOOKED_AT_ONCE if narrow else query.limit
        page = await caseload(
            db,
            asked.actor.org_id,
            now,
            therapist_id=query.therapist_id,
            clinic_ids=clinics,
            status=query.status,
            after=after,
            limit=size + 1,
            patient_ids=only,
            unseen_since=query.unseen_since,
            oldest_first=query.order == "oldest",
        )
        shown = [line for line in page[:size] if line.patient_id not in but]
        numbers = await adherence_of_many(
            db, asked.actor.org_id, [line.patient_id for line in shown], now, ADHERENCE_DAYS
        )
        for line in page[:size]:
            after = After(line.enrolled_at, line.patient_id)
            looked_at += 1
            if line.patient_id in but or not _low(query, numbers.get(line.patient_id)):
                continue
            lines.append((line, numbers.get(line.patient_id)))
            if len(lines) == query.limit:
                return Found(lines, None if line is page[-1] else after)
        if len(page) <= size:
            return Found(lines, None)
        if looked_at >= LOOKED_AT_MOST:
            return Found(lines, after)


async def _with_alerts(asked: Asked, db: Connection) -> tuple[Collection[UUID] | None, Collection[UUID]]:
    """The patients to look among, None for all, and those to leave out: by the alerts that nobody has closed."""
    query: CaseloadQuery = asked.query
    if query.reason is None and query.with_alerts is None:
        return None, ()
    found = await alerting(db, asked.actor.org_id, query.reason)
    return (None, found) if query.with_alerts is False else (found, ())


def _low(query: CaseloadQuery, numbers: RangeNumbers | None) -> bool:
    """Whether somebody's doses are below what is asked for; nobody's are who has no number."""
    if query.adherence_below is None:
        return True
    value = None if numbers is None else numbers.doses.value
    return value is not None and Decimal(value) * 100 < query.adherence_below


def clinics_asked(actor: Actor, clinic_id: UUID | None) -> Iterable[UUID] | None:
    """The clinics to look at; None for all. Raises Problem `unknown_clinic` for one that is out of reach."""
    if clinic_id is None:
        return actor.clinics or None
    if not actor.reaches(clinic_id):
        raise Problem("unknown_clinic")
    return [clinic_id]
