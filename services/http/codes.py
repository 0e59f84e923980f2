"""Every reason for which a door refuses: its stable code, its HTTP status and what it means, for people."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from domain.rejections import REJECTIONS


class Meaning(Struct, frozen=True):
    """What a code stands for. `title` never depends on the case; the case is told in a problem's `detail`."""

    status: int
    title: str
    again: int | None = None  # seconds after which asking again makes sense


DOORS_OWN: Mapping[str, Meaning] = MappingProxyType(
    {
        "incomplete": Meaning(400, "The body broke off before its end."),
        "malformed_json": Meaning(400, "The body is not JSON in UTF-8."),
        "too_deep": Meaning(400, "The body is nested too deeply."),
        "invalid": Meaning(400, "A field is missing, unknown, of the wrong type or out of range."),
        "invalid_header": Meaning(400, "A header does not have the form it needs."),
        "invalid_parameter": Meaning(400, "A parameter of the address does not have the form it needs."),
        "unknown_type": Meaning(400, "Events of this type are not taken here."),
        "bad_cursor": Meaning(400, "This is no cursor that this service gave out."),
        "unauthenticated": Meaning(401, "A valid key is needed: Authorization: Bearer co_live_..."),
        "forbidden": Meaning(403, "The key's role or scopes do not allow this."),
        "not_found": Meaning(404, "There is nothing here."),
        "unknown_dry_run": Meaning(404, "There is no such try-out."),
        "method_not_allowed": Meaning(405, "The address does not take this method."),
        "too_slow": Meaning(408, "The body did not arrive in time."),
        "already_exists": Meaning(409, "Something else took this place at the same moment, or another id names it."),
        "cursor_from_lost_log": Meaning(410, "The log no longer has the place that the cursor names; begin again."),
        "version_conflict": Meaning(412, "The stream is not at the version given in If-Match."),
        "too_large": Meaning(413, "The body is larger than this address takes."),
        "batch_too_large": Meaning(413, "A batch has at most 1,000 events."),
        "unsupported_media_type": Meaning(415, "The address does not take a body of this content type."),
        "unsupported_encoding": Meaning(415, "Compressed bodies are not taken."),
        "id_reused": Meaning(422, "The id was used before with other content."),
        "too_many_streams": Meaning(429, "The key has as many streams open as it may; close one of them.", again=5),
        "internal": Meaning(500, "Something went wrong on our side. Sending the same again is harmless."),
        "unreadable": Meaning(503, "What is stored of this cannot be read at the moment. Ask again later.", again=30),
        "busy": Meaning(503, "Too much is waiting at the moment. Sending the same again later is harmless.", again=1),
    }
)

STATUS_OF_REFUSAL = 422
"""Of what the domain refuses, apart from what does not exist."""

NOT_THERE = frozenset(
    {
        "unknown_patient",
        "unknown_alert",
        "unknown_clinic",
        "unknown_message",
        "unknown_program",
        "unknown_staff",
        "unknown_visit",
    }
)


def meanings() -> dict[str, Meaning]:
    """All codes, the domain's among them."""
    refusals = {
        code: Meaning(404 if code in NOT_THERE else STATUS_OF_REFUSAL, sentence)
        for code, sentence in REJECTIONS.items()
    }
    return {**refusals, **DOORS_OWN}


MEANINGS: Mapping[str, Meaning] = MappingProxyType(meanings())

BY_STATUS: Mapping[int, str] = MappingProxyType(
    {
        400: "invalid",
        401: "unauthenticated",
        403: "forbidden",
        404: "not_found",
        405: "method_not_allowed",
        413: "too_large",
        415: "unsupported_media_type",
        503: "busy",
    }
)
"""The code for an error that a library raised with no more than a status."""
