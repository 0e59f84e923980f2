"""What is to be done for webhooks: a look at what is due for one, going through the log again, telling the admins."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.webhook.events import Stopped
from eventstore.records import NewEffect

WEBHOOK_TURN = "webhook.turn"
WEBHOOK_REPLAY = "webhook.replay"
WEBHOOK_TELL = "webhook.tell"
"""The stored kinds of these effects."""

TOLD_WITHIN = timedelta(days=2)


class Turn(Struct, frozen=True):
    """A look at what is due; of no use once there is a later one."""

    webhook_id: UUID
    turn: int


class Replay(Struct, frozen=True):
    """What stands in the log behind one position up to another is posted again. `replay_id`: the event that asks."""

    webhook_id: UUID
    replay_id: UUID
    after: int
    until: int
    again: int = 0  # how often it found too much waiting


class Tell(Struct, frozen=True):
    """A letter to one who may do something about it."""

    webhook_id: UUID
    stopped_by: UUID  # the event
    reason: Stopped
    staff_id: UUID


def turn_effect(webhook_id: UUID, turn: int, at: datetime) -> NewEffect:
    """`at`: the organisation's clock."""
    key = f"{webhook_id}:{turn}"
    return _effect(WEBHOOK_TURN, uuid5(webhook_id, f"turn:{turn}"), key, at, Turn(webhook_id, turn))


def replay_effect(work: Replay, at: datetime) -> NewEffect:
    key = f"{work.replay_id}:{work.after}:{work.again}"
    return _effect(WEBHOOK_REPLAY, uuid5(work.replay_id, f"replay:{key}"), key, at, work)


def tell_effect(what: Tell, at: datetime) -> NewEffect:
    key = f"{what.stopped_by}:{what.staff_id}"
    return _effect(WEBHOOK_TELL, uuid5(what.stopped_by, f"tell:{what.staff_id}"), key, at, what, at + TOLD_WITHIN)


def _effect(
    kind: str, id_: UUID, key: str, at: datetime, payload: Struct, expires_at: datetime | None = None
) -> NewEffect:
    return NewEffect(
        effect_id=id_,
        kind=kind,
        dedupe_key=key,
        due_at=at,
        expires_at=expires_at,
        payload=msgspec.json.encode(payload),
    )
