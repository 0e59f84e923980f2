"""What the doors of patients and carers answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.emergency import Emergency
from domain.patient.events import Bearer, RedFlagSign
from domain.values import Language, WallTime, ZoneName
from services.http.symptom_lines import Points


class MyClinic(Struct, frozen=True):
    """Who treats the patient."""

    name: str


class MyPreferences(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the patient wants to be spoken to and reminded; what is given takes the place of all of it."""

    language: Language
    reminders: bool
    quiet_from: Annotated[WallTime | None, Meta(description="20:00 or earlier; null: as at the clinic.")] = None
    quiet_until: Annotated[WallTime | None, Meta(description="09:00 or later; null: as at the clinic.")] = None


class MyAnswer(Struct, frozen=True, kw_only=True):
    """Who has come in on this device, and what a page has to know that works without a line."""

    patient_id: UUID
    bearer: Bearer
    name: Annotated[str | None, Meta(description="Of the patient, as the clinic has it.")]
    language: Language
    zone: ZoneName  # of the patient's days
    clinic: MyClinic | None
    preferences: Annotated[MyPreferences | None, Meta(description="Null for a carer.")]
    ends_at: Annotated[datetime, Meta(description="When this way in is over at the latest.")]
    csrf: Annotated[str, Meta(description="To be sent as X-Carryover-Csrf with whatever writes.")]
    signs: Annotated[tuple[RedFlagSign, ...], Meta(description="For which somebody has to look at once.")]
    emergency: Annotated[
        Emergency, Meta(description="To be shown at once for every one of the signs, also where no line is there.")
    ]
    over_the_band: Annotated[Points, Meta(description="Pain of more than this during an exercise is too much.")]


class EnterAnswer(Struct, frozen=True, kw_only=True):
    """Who has come in. What keeps the device in is in the cookie."""

    bearer: Bearer
    csrf: Annotated[str, Meta(description="To be sent as X-Carryover-Csrf with whatever writes.")]
    ends_at: datetime


class LeaveAnswer(Struct, frozen=True):
    """Whether anybody was in."""

    left: bool


class DeviceLine(Struct, frozen=True, kw_only=True):
    """A device that is in."""

    device_id: UUID
    began_at: datetime
    seen_at: datetime  # to a minute
    agent: str  # the browser, as it calls itself


class AccessLine(Struct, frozen=True, kw_only=True):
    """One way in."""

    access_id: UUID
    bearer: Bearer
    label: str | None  # what a carer is called; null for none, and after an erasure
    given_at: datetime
    ends_at: datetime
    open: bool  # it was not ended, and has not run over
    code_until: datetime | None  # until when its code is good; null where there is none any more
    devices: list[DeviceLine]  # the one that was used last first


class WaysIn(Struct, frozen=True):
    """All that were given, the newest first."""

    patient_id: UUID
    accesses: list[AccessLine]
