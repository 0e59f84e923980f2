"""The clinics and staff of an organisation, as their own streams have them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.clinic.decider import Clinic
from domain.clinic.events import Policy
from domain.clinic.hours import OpeningHours
from domain.staff.events import MANAGERS, Role
from domain.staff.member import Staff
from domain.values import CountryCode, ZoneName
from eventstore.walls import Connection
from services.actor import Actor
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.people.members import Stream, one_stream, page_of, single
from services.http.problems import Problem
from services.http.ratings import encode


class ClinicLine(Struct, frozen=True):
    """A clinic as it stands."""

    clinic_id: UUID
    name: str
    country: CountryCode
    zone: ZoneName
    lead_id: UUID | None  # who answers where the therapist and whoever covers do not
    policy_version: int  # 0: it has none of its own
    version: int  # give it as If-Match to change only what you saw


class ClinicsAnswer(Struct, frozen=True):
    """A page, in the order in which they were opened; those out of reach are left out of it."""

    as_of: AsOf
    clinics: list[ClinicLine]
    next_cursor: str | None


class ClinicAnswer(Struct, frozen=True):
    """One clinic, with its policy and opening hours."""

    clinic: ClinicLine
    policy: Policy
    hours: OpeningHours | None  # null: its alert clocks run day and night


async def list_clinics(asked: Asked) -> Reply:
    async with page_of(asked, "clinic") as page:
        lines = [_clinic(each) for each in page.found if asked.actor.reaches(each.stream_id)]
    return Reply(encode(ClinicsAnswer(page.as_of, lines, page.next_cursor)))


async def one_clinic(asked: Asked) -> Reply:
    found = await one_stream(asked, "clinic")
    if not asked.actor.reaches(found.stream_id):
        raise Problem("unknown_clinic")
    clinic: Clinic = found.state
    return single(ClinicAnswer(_clinic(found), clinic.policy, clinic.hours), found)


def _clinic(found: Stream) -> ClinicLine:
    clinic: Clinic = found.state
    assert clinic.opened is not None  # noqa: S101 for the type checker: a stream of this kind begins so
    opened = clinic.opened
    return ClinicLine(
        opened.clinic_id,
        opened.name,
        opened.country,
        opened.zone,
        clinic.lead_id,
        clinic.policy_version,
        found.version,
    )


class Absence(Struct, frozen=True):
    """Away on these dates, both included, by the clinic's clocks."""

    first_day: date
    last_day: date
    cover_id: UUID | None


class StaffLine(Struct, frozen=True):
    """A member of staff."""

    staff_id: UUID
    name: str | None  # null for one without
    email: str | None  # for those who manage the organisation alone
    role: Role
    clinics: tuple[UUID, ...]  # empty: all
    removed: bool  # they hold no role any more
    away: tuple[Absence, ...]
    version: int  # give it as If-Match to change only what you saw


class StaffAnswer(Struct, frozen=True):
    """A page, in the order in which they were invited; those who work at none of your clinics are left out of it."""

    as_of: AsOf
    staff: list[StaffLine]
    next_cursor: str | None


class MemberAnswer(Struct, frozen=True):
    """One member of staff."""

    member: StaffLine


async def list_staff(asked: Asked) -> Reply:
    async with page_of(asked, "staff") as page:
        lines = await _staff(asked, page.db, [each for each in page.found if _works_near(asked.actor, each)])
    return Reply(encode(StaffAnswer(page.as_of, lines, page.next_cursor)))


async def one_member(asked: Asked) -> Reply:
    found = await one_stream(asked, "staff")
    if not _works_near(asked.actor, found):
        raise Problem("unknown_staff")
    async with asked.context.reading(asked.actor.org_id) as db:
        [line] = await _staff(asked, db, [found])
    return single(MemberAnswer(line), found)


def _works_near(actor: Actor, found: Stream) -> bool:
    staff: Staff = found.state
    return not staff.clinics or any(map(actor.reaches, staff.clinics))


async def _staff(asked: Asked, db: Connection, found: Iterable[Stream]) -> list[StaffLine]:
    """With their names, opened from the vault; of two that were given the newer one."""
    found = list(found)
    items = {each.stream_id: [event_id for event_id, event in each.events if _seals(event)] for each in found}
    opened = await asked.context.vault.open_many(db, asked.actor.org_id, items)
    lines = []
    for each in found:
        staff: Staff = each.state
        assert staff.role is not None  # noqa: S101 for the type checker: a stream of this kind begins so
        known: dict[str, str] = {}
        for item in items[each.stream_id]:
            known |= opened.get(each.stream_id, {}).get(item, {})
        lines.append(
            StaffLine(
                staff_id=each.stream_id,
                name=known.get("name"),
                email=known.get("email") if asked.actor.role in MANAGERS else None,
                role=staff.role,
                clinics=staff.clinics,
                removed=staff.removed,
                away=tuple(Absence(away.first_day, away.last_day, away.cover_id) for away in staff.away),
                version=each.version,
            )
        )
    return lines


def _seals(event: object) -> bool:
    return getattr(event, "private", None) is not None
