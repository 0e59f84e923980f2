"""What is to be done so that people learn that messages wait for them: one look at each bundle, one for each letter."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from eventstore.records import NewEffect

MESSAGE_NOTIFY = "message.notify"
"""The stored kind of these effects."""


class MessageNotice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload: ids only."""

    receiver: UUID  # the patient, or the therapist, or the clinic where there is none
    bundle_id: UUID  # its first message
    patient_id: UUID  # of that message
    clinic_id: UUID
    owner: UUID | None = None  # whom of the staff this letter is to; none: they are to be found out first


decode_notice = msgspec.json.Decoder(MessageNotice).decode


def notice(what: MessageNotice, due_at: datetime, until: datetime | None) -> NewEffect:
    """The one for a bundle, or for one member of staff of those who are told of it."""
    return _effect(what, due_at, until, f":{what.owner}" if what.owner else "")


def notice_again(what: MessageNotice, due_at: datetime, until: datetime) -> NewEffect:
    """The same bundle at another time; one for each instant."""
    return _effect(what, due_at, until, f":{due_at.isoformat()}")


def _effect(what: MessageNotice, due_at: datetime, until: datetime | None, detail: str) -> NewEffect:
    return NewEffect(
        effect_id=uuid5(what.bundle_id, f"{MESSAGE_NOTIFY}:{what.receiver}{detail}"),
        kind=MESSAGE_NOTIFY,
        dedupe_key=f"{what.receiver}:{what.bundle_id}{detail}",
        due_at=due_at,
        expires_at=until,
        payload=msgspec.json.encode(what),
    )
