"""What a door has done in the world: written with its own rows or not at all, of the few kinds that it may ask for."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from eventstore.records import NewEffect
from eventstore.walls import Connection

DUE = "SELECT access.due($1, $2)"


async def have_done(db: Connection, org_id: UUID, effects: Sequence[NewEffect]) -> None:
    """Each once, by its kind and dedupe key. `db` is in a transaction that sees the organisation."""
    await db.execute(DUE, org_id, as_json(effects))


def as_json(effects: Sequence[NewEffect]) -> str:
    """As the functions of the database take them."""
    rows = [{**msgspec.structs.asdict(effect), "payload": msgspec.Raw(effect.payload)} for effect in effects]
    return msgspec.json.encode(rows).decode()
