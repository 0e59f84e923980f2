"""Red flags as a partner's app sends them, and what is answered and stored of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import to_builtins

from domain.decider import Event
from domain.emergency import emergency
from tests.support.doors import Doors, event

SIGNS = {"signs": ["chest_pain"]}


def flag(subject: UUID | str, data: Mapping[str, Any] = SIGNS, **attributes: Any) -> dict[str, Any]:
    return event("redflag.reported", subject, data, **attributes)


def text(country: str | None, language: str, *, told: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(emergency(country, language, told=told))
    return found


async def about(doors: Doors, patient_id: UUID) -> list[Event]:
    """Everything about the patient behind the enrolment."""
    found = (await doors.context.store.by_subject(doors.org.organisation_id, patient_id))[1:]
    return [doors.context.codec.decode(each.type, each.schema_v, each.data) for each in found]


async def reads_german(doors: Doors, patient_id: UUID) -> None:
    await doors.does("set-contact-preferences", patient_id, channels=["email"], language="de")
