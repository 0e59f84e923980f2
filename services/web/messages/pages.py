"""/messages: who waits for an answer; and each patient's thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta, Struct

from domain.staff.events import Role
from domain.values import Provenance
from services.http.messages import MessageLine, MessagesAnswer, UnreadAnswer
from services.http.patients import PatientAnswer
from services.web.common.staff import staff_names
from services.web.page import Page, Shown
from services.web.view import View

MINE, ALL = "mine", "all"
OF_A_THREAD = 50


class WaitingFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the address. `of`: mine, all, or a clinic's id."""

    of: Annotated[str, Meta(max_length=40)] | None = None
    cursor: Annotated[str, Meta(max_length=400)] | None = None


async def waiting(view: View) -> Shown:
    query: WaitingFilters = view.query
    of = query.of or (MINE if view.viewer.role is Role.THERAPIST else ALL)
    found = await view.read(
        "unreadMessages",
        UnreadAnswer,
        therapist=view.viewer.staff_id if of == MINE else None,
        clinic=None if of in (MINE, ALL) else of,
        cursor=query.cursor,
    )
    more = f"/messages?{urlencode({'of': of, 'cursor': found.next_cursor})}" if found.next_cursor else None
    return Shown("messages/waiting.html", view.words("Messages"), {"of": of, "threads": found.threads, "more": more})


class ThreadQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of it, from the newest back."""

    cursor: Annotated[str, Meta(max_length=400)] | None = None


class Said(NamedTuple):
    """One message of a thread."""

    message: MessageLine
    author: str  # empty for the patient
    carer: bool
    read_by: list[tuple[str, datetime]]  # names, the patient's among them


async def thread(view: View) -> Shown:
    query: ThreadQuery = view.query
    path = {"patient_id": view.path["patient_id"]}
    patient = await view.read("onePatient", PatientAnswer, path)
    found = await view.read("patientMessages", MessagesAnswer, path, cursor=query.cursor, limit=OF_A_THREAD)
    names = await staff_names(view)
    name = patient.person.name if patient.person else None
    told = [_said(view, message, names, name) for message in reversed(found.messages)]
    newest = next((one.message_id for one in found.messages if one.from_patient), None)
    fields = {
        "patient_id": patient.patient.patient_id if patient.patient else view.path["patient_id"],
        "name": name,
        "told": told,
        "unread": found.unread if query.cursor is None else 0,
        "newest": newest,
        "older": f"?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else None,
        "is_newest": query.cursor is None,
    }
    title = view.words("Messages with %(name)s", name=name) if name else view.words("Messages")
    return Shown("messages/thread.html", title, fields)


def _said(view: View, message: MessageLine, names: Mapping[UUID, str], name: str | None) -> Said:
    someone = view.words("a member of staff")
    author = "" if message.from_patient else names.get(message.author, someone)
    patients = name or view.words("Without a name")
    read_by = [
        (names.get(read.by, someone) if message.from_patient or read.by in names else patients, read.at)
        for read in message.read_by
    ]
    return Said(message, author, message.provenance is Provenance.CARER, read_by)


PAGES = (
    Page(path="/messages", name="messagesPage", query=WaitingFilters, show=waiting),
    Page(path="/patients/{patient_id}/messages", name="threadPage", query=ThreadQuery, show=thread),
)
