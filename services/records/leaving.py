"""An organisation's departure under way, and the certificate of it: written by the workers, read by the operator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Command
from domain.organisation.leaving import NOTICE, LeaveOrganisation, StayOrganisation
from eventstore.records import NewEffect
from eventstore.walls import Connection
from services.records.erasing import Destroyed, Remaining

ORGANISATION_LEAVE = "organisation.leave"
"""The stored kind of the effect that destroys what an organisation has. `log.leave_rows` spares it."""

LEAVING_TELL = "organisation.leave_tell"
"""The stored kind of the effect that tells the owners, and of each letter that follows."""

OF_USE_FOR = timedelta(days=7)

REMAINS: Mapping[str, str] = MappingProxyType(
    {
        "log.events": "Facts that name no person: the log is never changed, so that its chain goes on proving it. The "
        "names of the organisation, of its clinics, partners and own exercises stand in it.",
        "log.feed_head": "The end of that chain.",
        "log.checkpoint": "How far the log was read, so that nothing is made from it again.",
        "log.erased": "The numbers of everybody, so that nothing is made of them again.",
        "log.erased_rows": "What was destroyed of people who were erased before.",
        "keys.departed": "The organisation's number beside the keys, so that a backup of them is cleaned when it is "
        "put back.",
        "keys.erased": "The numbers of people who were erased before, for the same reason.",
        "access.audit": "Who looked at which record and when, by number: that must be known also when it is gone.",
        "access.break_glass": "Part of the same; the reasons that were given cannot be read any more.",
        "access.erasure": "The certificates of people who were erased before.",
        "access.departure": "This certificate.",
    }
)
"""By place, and why."""


class Leave(Struct, frozen=True, omit_defaults=True):
    """The payload of the effect."""

    leaving_id: UUID  # of the event that gave notice
    again: bool = False  # the second round


class Tell(Struct, frozen=True, omit_defaults=True):
    """The payload of the letters: ids, and which of the two it is."""

    about: UUID  # of the event
    phrase: str
    ends_at: datetime | None = None
    receiver: UUID | None = None  # of this letter; none: they are to be found out first


class DepartureCertificate(Struct, frozen=True, kw_only=True):
    """What a departure destroyed, and what it left. Instants in UTC."""

    organisation_id: UUID
    leaving_id: UUID
    left_at: datetime
    position: str  # of the departure in the log
    hash: str  # of the chain at that place, in hexadecimal digits
    key_destroyed: bool  # and those of all its people: no name, contact or text can be read, in any backup
    destroyed: tuple[Destroyed, ...]
    remains: tuple[Remaining, ...]
    complete: bool  # it was looked once more, when no process could remember the organisation
    done_at: datetime


ONE = "SELECT certificate FROM access.departure WHERE org_id = $1 AND leaving_id = $2 ORDER BY complete DESC LIMIT 1"
KEEP = """
INSERT INTO access.departure (org_id, leaving_id, certificate, complete) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""

decode_leave = msgspec.json.Decoder(Leave).decode
decode_tell = msgspec.json.Decoder(Tell).decode
_certificate = msgspec.json.Decoder(DepartureCertificate)


def leaves(wish: Command) -> tuple[NewEffect, ...]:
    """What is written beside a command with which an organisation leaves or stays."""
    match wish:
        case LeaveOrganisation():
            ends_at = wish.at + NOTICE
            letter = tell_effect(Tell(wish.command_id, "leaving", ends_at), wish.at)
            return (leave_effect(Leave(wish.command_id), ends_at), letter)
        case StayOrganisation():
            return (tell_effect(Tell(wish.command_id, "staying"), wish.at),)
        case _:
            return ()


def leave_effect(leave: Leave, due_at: datetime, turn: UUID | None = None) -> NewEffect:
    """The effect of one round, or of a `turn` of it; `due_at`: the organisation's clock. It never expires."""
    key = f"{leave.leaving_id}:{'again' if leave.again else 'first'}:{turn or ''}"
    return NewEffect(
        effect_id=uuid5(leave.leaving_id, key),
        kind=ORGANISATION_LEAVE,
        dedupe_key=key,
        due_at=due_at,
        payload=msgspec.json.encode(leave),
    )


def tell_effect(tell: Tell, due_at: datetime) -> NewEffect:
    """Once for each event and receiver."""
    key = f"{tell.about}:{tell.receiver or 'all'}"
    return NewEffect(
        effect_id=uuid5(tell.about, key),
        kind=LEAVING_TELL,
        dedupe_key=key,
        due_at=due_at,
        expires_at=due_at + OF_USE_FOR,
        payload=msgspec.json.encode(tell),
        urgent=True,
    )


async def departure_of(db: Connection, org_id: UUID, leaving_id: UUID) -> DepartureCertificate | None:
    """None where there is no such departure, or nothing of it is done yet."""
    found = await db.fetchval(ONE, org_id, leaving_id)
    return None if found is None else _certificate.decode(found)


async def keep_departure(db: Connection, certificate: DepartureCertificate) -> None:
    """The first that is written of a round stays."""
    written = msgspec.json.encode(certificate).decode()
    await db.execute(KEEP, certificate.organisation_id, certificate.leaving_id, written, certificate.complete)
