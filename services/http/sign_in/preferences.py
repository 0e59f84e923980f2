"""How a member of staff wants to be told of alerts, as their own stream has it."""

from uuid import UUID

from domain.staff.member import Staff
from services.http.operation import Asked
from services.http.people.members import streams_of
from services.http.sign_in.answers import OwnPreferences


async def own_preferences(asked: Asked, staff_id: UUID) -> OwnPreferences | None:
    """With the addresses out of the vault; None where nothing was said."""
    context, org_id = asked.context, asked.actor.org_id
    found = (await streams_of(asked, "staff", [staff_id])).get(staff_id)
    staff: Staff | None = None if found is None else found.state
    if found is None or staff is None or staff.preferences is None:
        return None
    items = [event_id for event_id, event in found.events if getattr(event, "private", None) is not None]
    async with context.reading(org_id) as db:
        opened = (await context.vault.open_many(db, org_id, {staff_id: items})).get(staff_id, {})
    known: dict[str, str] = {}
    for item in items:
        known |= opened.get(item, {})
    return OwnPreferences(
        language=staff.preferences.language,
        digest_at=staff.preferences.digest_at,
        channels=staff.preferences.channels,
        email=known.get("email"),
        phone=known.get("phone"),
        push=known.get("push"),
    )
