"""What a patient or a carer sends to the events door, held to the one patient: whose it is, who says so, under which
ids, and about which reports.
"""

from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Command
from domain.patient.events import Bearer
from domain.values import Provenance
from services.actor import Actor, ActorKind
from services.context import Context
from services.http.cloud_events import Envelope
from services.http.heading import Wish
from services.http.problems import Problem

SOURCES = "urn:carryover:patient:"
"""Before a patient's own sources in the ids of what she reports."""

_PROVENANCE = {Bearer.PATIENT: Provenance.PATIENT, Bearer.CARER: Provenance.CARER}


class _ByOurId(Struct):
    report_id: UUID | None = None


_by_our_id = msgspec.json.Decoder(_ByOurId)


def comes_from_one(actor: Actor) -> bool:
    """Whether a patient or a carer sends."""
    return actor.kind is ActorKind.PATIENT


def own_subject(actor: Actor, subject: str) -> UUID | None:
    """The patient, where it is she who is named. Whoever else is named is nobody: what waited on a telephone for one
    patient is never told of another who came in on it since.
    """
    return actor.id if subject.lower() == str(actor.id) else None


def under_own_source(actor: Actor, envelope: Envelope) -> Envelope:
    """With a source that is no one else's: ids that a patient makes up meet neither a partner's nor another patient's,
    and her own meet themselves on every device and by every way in."""
    return replace(envelope, source=f"{SOURCES}{actor.id}:{envelope.source}")


def said_by_bearer(actor: Actor, wish: Wish) -> Wish:
    """Whatever the body says of who says so."""
    assert actor.bearer is not None  # noqa: S101 for the type checker: it is of a patient or a carer
    if "provenance" not in wish.command.__struct_fields__:
        return wish
    provenance = _PROVENANCE[actor.bearer]
    command: Command = replace(wish.command, provenance=provenance)
    return Wish(command, wish.private)


async def check_named(context: Context, actor: Actor, envelope: Envelope, at: str) -> None:
    """Raises Problem `unknown_report` where a report is named by our id and is none of the patient's."""
    named = _by_our_id.decode(envelope.data).report_id if isinstance(envelope.data, msgspec.Raw) else None
    if named is None:
        return
    stored = await context.store.load(actor.org_id, [named])
    if not stored or stored[0].subject_id != actor.id:
        raise Problem("unknown_report", at=f"{at}/data/report_id")
