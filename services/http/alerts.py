"""The alert inbox, and the things a therapist does about an alert: taking it on, putting it off, and closing it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from domain.alert.events import Resolution
from domain.alert.telling import RED_FLAG
from domain.values import Instant
from eventstore.walls import Connection
from projections.alert_inbox.queries import UNRESOLVED, After, InboxAlert, alert, alerts
from projections.alert_inbox.staffing import Staffing, staffing
from projections.caseload.queries import in_care
from projections.positions import set_aside_of_many
from services.http.audit.seen import right_at
from services.http.caseload import clinics_asked
from services.http.command_forms import Words
from services.http.commands import give
from services.http.forms import read_form
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_from
from services.http.names import persons_of
from services.http.operation import Asked, NoQuery, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.restricted import hidden_from

LIMIT = 50
LISTED = ("alert_inbox", "caseload")  # the list, and the names beside it
READERS = ("alert_inbox", "alerting")  # the list, and the rules that fill it: read models of the same log


class AlertsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose alerts, or of which patient; without a status those that are not resolved."""

    status: Literal["open", "acknowledged", "resolved"] | None = None
    clinic_id: UUID | None = field(name="clinic", default=None)
    therapist_id: UUID | None = field(name="therapist", default=None)
    patient_id: UUID | None = field(name="patient", default=None)
    owner_id: UUID | None = field(name="owner", default=None)
    grade: Literal["critical", "high", "medium"] | None = None
    reason: Annotated[str, Meta(max_length=40)] | None = None  # the name of a rule
    cursor: str | None = None


class AlertsAnswer(Struct, frozen=True):
    """Up to fifty alerts: critical first, then the soonest to be answered. Of a restricted record red flags alone, but
    for owner and admins.
    """

    as_of: AsOf
    alerts: list[InboxAlert]
    names: dict[UUID, str]  # of their patients; who has none, and who was erased, is left out
    next_cursor: str | None  # of the page behind this one
    incomplete_from: str | None  # where one patient is asked for: the place of the first event that is missing here
    incomplete_of: list[UUID]  # patients of whom alerts may be missing here, because an event could not be digested


async def list_alerts(asked: Asked) -> Reply:
    query: AlertsQuery = asked.query
    org_id, patient_id = asked.actor.org_id, query.patient_id
    clinics = clinics_asked(asked.actor, query.clinic_id)
    after = read_cursor(asked, query.cursor, After)
    if patient_id is not None:
        await reached_patient(asked, str(patient_id))
    async with fresh(asked, *LISTED) as (db, as_of):
        house = await staffing(db, org_id)
        within = list(house.clinics) if clinics is None else clinics
        found = await alerts(
            db,
            org_id,
            therapist_id=query.therapist_id,
            clinic_ids=clinics,
            patient_id=patient_id,
            statuses=UNRESOLVED if query.status is None else (query.status,),
            held=None if query.owner_id is None else house.held_by(query.owner_id, within, as_of.at),
            grade=query.grade,
            rule=query.reason,
            after=after,
            limit=LIMIT + 1,
        )
        lacks_from = None if patient_id is None else await incomplete_from(db, org_id, patient_id, *READERS)
        lacking = await _lacking(asked, db, clinics)
        page = found[:LIMIT]
        hidden = await hidden_from(asked, [*(one.patient_id for one in page), *lacking])
        shown = [_owned(one, house, as_of.at) for one in page if one.rule == RED_FLAG or one.patient_id not in hidden]
        named = {one.patient_id for one in shown} - hidden
        persons = await persons_of(asked.context, db, org_id, list(named))
    lacking = [patient_id for patient_id in lacking if patient_id not in hidden]
    asked.seen.patients([*(one.patient_id for one in shown), *lacking], right_at(asked.actor))
    names = {patient_id: person.name for patient_id, person in persons.items() if person.name is not None}
    more = page_cursor(asked, _after(page[-1])) if len(found) > LIMIT else None
    return Reply(encode(AlertsAnswer(as_of, shown, names, more, lacks_from, lacking)))


async def _lacking(asked: Asked, db: Connection, clinics: Iterable[UUID] | None) -> list[UUID]:
    """The patients asked for whose events are not all in. Of the first fifty that there are: there should be none."""
    query, org_id = asked.query, asked.actor.org_id
    only = None if query.patient_id is None else [query.patient_id]
    lacking = []
    for patient_id in list(await set_aside_of_many(db, org_id, only, READERS))[:LIMIT]:
        care = await in_care(db, org_id, patient_id, asked.context.clock.now(org_id))
        if care is None or (clinics is not None and care.clinic_id not in clinics):
            continue  # out of reach, or no patient: a clinic's own events are read, too
        if query.therapist_id in (None, care.therapist_id):
            lacking.append(patient_id)
    return lacking


def _owned(one: InboxAlert, house: Staffing, now: datetime) -> InboxAlert:
    if one.status == "resolved":
        return one
    return replace(one, owners=house.owners(one.clinic_id, one.therapist_id, one.escalated_to, now))


def _after(last: InboxAlert) -> After:
    return After(last.grade, last.answer_by, last.alert_id)


class AlertAnswer(Struct, frozen=True):
    """One alert as it stands."""

    as_of: AsOf
    alert: InboxAlert


async def one_alert(asked: Asked) -> Reply:
    alert_id = alert_in(asked)
    async with fresh(asked, "alert_inbox") as (db, as_of):
        found = await alert(db, asked.actor.org_id, alert_id)
        house = await staffing(db, asked.actor.org_id)
    if found is None:
        raise Problem("unknown_alert")
    hidden = found.rule != RED_FLAG and await hidden_from(asked, [found.patient_id])
    if hidden or not asked.actor.reaches(found.clinic_id):
        asked.seen.refused(found.patient_id)
        raise Problem("unknown_alert")
    asked.seen.patient(found.patient_id, right_at(asked.actor, found.clinic_id))
    return Reply(encode(AlertAnswer(as_of, _owned(found, house, as_of.at))), {"etag": f'"{found.version}"'})


def alert_in(asked: Asked) -> UUID:
    """The alert in the address. Raises Problem `unknown_alert`."""
    try:
        return UUID(asked.path["alert_id"])
    except ValueError as error:
        raise Problem("unknown_alert") from error


async def acknowledge_alert(asked: Asked) -> Reply:
    read_form(asked.body or b"{}", NoQuery)
    return await give(asked, "AcknowledgeAlert", {"alert_id": str(alert_in(asked))})


class SnoozeBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when it may wait."""

    until: Instant


async def snooze_alert(asked: Asked) -> Reply:
    body = read_form(asked.body, SnoozeBody)
    return await give(asked, "SnoozeAlert", {"alert_id": str(alert_in(asked)), **msgspec.to_builtins(body)})


class ResolveBody(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was done about it, in a word, and in as many as the next one needs."""

    resolution: Resolution
    private: Words | None = None


async def resolve_alert(asked: Asked) -> Reply:
    body = read_form(asked.body, ResolveBody)
    return await give(asked, "ResolveAlert", {"alert_id": str(alert_in(asked)), **msgspec.to_builtins(body)})
