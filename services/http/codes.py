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
        "bad_url": Meaning(422, "Nothing may be posted to this address."),
        "bad_cursor": Meaning(400, "This is no cursor that this service gave out."),
        "unauthenticated": Meaning(401, "A valid key is needed: Authorization: Bearer co_live_..."),
        "cross_site": Meaning(403, "The request comes from another site, or without the token of the sign-in."),
        "forbidden": Meaning(403, "The key's role or scopes do not allow this."),
        "not_found": Meaning(404, "There is nothing here."),
        "unknown_erasure": Meaning(404, "There is no such erasure, or nothing of it is done yet."),
        "unknown_export": Meaning(404, "There is no such export, or none any more."),
        "export_waits": Meaning(409, "It is still being put together.", again=2),
        "unknown_dry_run": Meaning(404, "There is no such try-out."),
        "enter_failed": Meaning(401, "This code, or this link, lets nobody in: it is wrong, used up or has run over."),
        "unknown_report": Meaning(404, "The patient has no such report."),
        "sign_in_failed": Meaning(401, "These words, or this device, do not let anybody in here."),
        "sign_in_again": Meaning(403, "This is for who has signed in within the last fifteen minutes, not for keys."),
        "link_over": Meaning(410, "The link has been used, has run over, or never was."),
        "already_accepted": Meaning(
            409, "They have an account, and set another password by a link to their own address."
        ),
        "login_taken": Meaning(409, "Somebody else signs in by this address."),
        "already_set_up": Meaning(409, "There is one already; remove it first."),
        "bad_code": Meaning(422, "The code is not right at this moment, or has been used."),
        "bad_password": Meaning(422, "The password so far is another one."),
        "bad_passkey": Meaning(
            422, "The device's answer does not hold, or there are as many passkeys as there may be."
        ),
        "enough_keys": Meaning(422, "There are as many keys as one person may have; end one of them."),
        "too_many_tries": Meaning(429, "Too many tries; each is heard later than the one before.", again=60),
        "provider_failed": Meaning(401, "What the identity provider answered does not hold; nobody was let in."),
        "provider_away": Meaning(503, "The identity provider does not answer as it should. Try again later.", again=30),
        "unknown_import": Meaning(404, "There is no such import."),
        "malformed_csv": Meaning(400, "The body is not a roster in CSV: UTF-8, with the names of its columns first."),
        "bad_picture": Meaning(422, "This is no picture that can be read, or one too large to be decoded."),
        "bad_film": Meaning(422, "This is no film of the type that is said."),
        "no_room": Meaning(422, "There are as many photos and films as there may be; remove some of them."),
        "no_such_range": Meaning(416, "The film ends before that."),
        "empty": Meaning(400, "The body is empty."),
        "import_begun": Meaning(409, "The import has begun, or has ended: it takes no other parts."),
        "missing_parts": Meaning(409, "The parts of an import are numbered from 1, and one of them is not there."),
        "not_tried": Meaning(409, "A roster is tried first: begin the import with the digest that its dry run told."),
        "too_many_imports": Meaning(429, "The sender has five imports that have not ended.", again=60),
        "too_many_webhooks": Meaning(422, "There are twenty webhooks, as many as there may be; remove one of them."),
        "in_flight": Meaning(409, "The first request under this Idempotency-Key is being answered.", again=1),
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
        "too_many_requests": Meaning(429, "A quota is used up; the RateLimit headers say which, and how long."),
        "too_many_streams": Meaning(429, "The key has as many streams open as it may; close one of them.", again=5),
        "within_reach": Meaning(422, "You reach this patient as it is; there is no glass to break."),
        "internal": Meaning(500, "Something went wrong on our side. Sending the same again is harmless."),
        "unreadable": Meaning(503, "What is stored of this cannot be read at the moment. Ask again later.", again=30),
        "clock_not_moved": Meaning(422, "The clock of a sandbox is moved forward, by 720 hours at the most."),
        "busy": Meaning(503, "Too much is waiting at the moment. Sending the same again later is harmless.", again=1),
    }
)

STATUS_OF_REFUSAL = 422
"""Of what the domain refuses, apart from what does not exist."""

NOT_THERE = frozenset(
    {
        "unknown_access",
        "unknown_partner",
        "unknown_patient",
        "unknown_alert",
        "unknown_clinic",
        "unknown_key",
        "unknown_message",
        "unknown_provider",
        "unknown_program",
        "unknown_staff",
        "unknown_template",
        "unknown_visit",
        "unknown_webhook",
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
        429: "too_many_requests",
        503: "busy",
    }
)
"""The code for an error that a library raised with no more than a status."""
