"""The addresses of the messages between patients and the clinic."""

from services.http import examples
from services.http.body import JSON
from services.http.commands import GIVEN
from services.http.messages import (
    MessagesAnswer,
    MessagesQuery,
    UnreadAnswer,
    UnreadQuery,
    patient_messages,
    read_message,
    unread_messages,
    write_message,
)
from services.http.operation import AT_LEAST_REFUSED, READ, Body, Operation

MESSAGE_READS = (
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/messages",
        name="patientMessages",
        rows="messages",
        tag="Patients",
        summary="What the patient and the clinic wrote to each other, and who has read it",
        description=(
            "The newest first, opened from the vault. For staff, and for the patient's own app: a partner with the "
            "scopes read and reports. Whoever writes has read what stood before."
        ),
        query=MessagesQuery,
        answers=(MessagesAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_messages,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/messages/unread",
        name="unreadMessages",
        tag="Therapists",
        summary="Which patients wrote something that you have not read",
        description="Who has waited longest comes first: of a clinic, of a therapist, or of all whom the key reaches.",
        query=UnreadQuery,
        answers=(UnreadAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=unread_messages,
        **READ,
    ),
)

MESSAGE_WORK = (
    Operation(
        method="POST",
        path="/v1/patients/{patient_id}/messages",
        name="writeMessage",
        tag="Therapists",
        summary="Write to the patient",
        description=(
            "The patient is told, a few minutes later and outside the quiet hours, that something waits to be read: "
            "over the first contact channel, if there is consent, and never with any of the text."
        ),
        bodies=(Body(JSON, "WriteBody", {"an answer": examples.WRITE}),),
        problems=("unknown_patient", "version_conflict", "id_reused", "unreadable"),
        run=write_message,
        **GIVEN,
    ),
    Operation(
        method="POST",
        path="/v1/patients/{patient_id}/messages/{message_id}/read",
        name="readMessage",
        tag="Therapists",
        summary="Say that a message was read, and all those before it",
        bodies=(Body(JSON, "NoBody", {"nothing": {}}, optional=True),),
        problems=("unknown_patient", "unknown_message", "version_conflict", "id_reused", "unreadable"),
        run=read_message,
        **GIVEN,
    ),
)
