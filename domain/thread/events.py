"""What passes between a patient and the clinic: messages, and how far each of them has read. The texts are sealed."""

from uuid import UUID

from msgspec import field

from domain.decider import Event
from domain.values import Instant, Provenance


class MessageSent(Event):
    """`author` is a member of staff, or the patient's own id for the patient's side of the thread."""

    patient_id: UUID
    message_id: UUID
    author: UUID
    number: int  # its place in the thread, from 1
    private: str  # keyed digest of the vault's item of this event: the text
    clinic_id: UUID = field(name="_clinic_id")  # the patient's when it arrived
    written_at: Instant | None = None  # by the sender's clock, where that is told
    provenance: Provenance | None = None  # of what comes from the patient's side


class MessageRead(Event):
    """Somebody has read a message and all those before it. `by` as the author of a message."""

    patient_id: UUID
    message_id: UUID
    by: UUID
    number: int  # of the message


ThreadEvent = MessageSent | MessageRead

EVENTS: dict[str, type[Event]] = {
    "thread.message_sent": MessageSent,
    "thread.message_read": MessageRead,
}
