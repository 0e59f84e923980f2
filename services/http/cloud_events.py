"""The envelope of what a partner sends: CloudEvents 1.0, structured, one event or a batch of up to a thousand."""

import re
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from domain.values import Instant
from services.http.forms import UNREADABLE
from services.http.problems import Problem, problem_of
from services.http.wording import with_what_is_right

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
BATCH_AT_MOST = 1000

_END = r"(?!\n)$"  # Python's `$` is also before a last line feed
_NO_CONTROLS = r"^[^\x00-\x1f\x7f]+" + _END
ExternalId = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_CONTROLS)]
"""An id that a partner gave: of a report, of a patient."""

Source = Annotated[str, Meta(min_length=1, max_length=500, pattern=_NO_CONTROLS)]

_EITHER = r"^(ext:[^\x00-\x1f\x7f]+|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})" + _END
Subject = Annotated[str, Meta(min_length=1, max_length=204, pattern=_EITHER)]
"""A patient: our id, or `ext:` and the partner's own."""

JsonType = Annotated[str, Meta(pattern=r"^application/json *(;.*)?$")]
"""The type of the data; its parameters say nothing, JSON being in UTF-8."""


class Envelope(Struct, frozen=True, kw_only=True):
    """One CloudEvent. `source` and `id` make it one; other attributes are extensions and are not looked at."""

    specversion: Literal["1.0"]
    id: ExternalId
    source: Source
    type: Annotated[str, Meta(min_length=1, max_length=200)]
    subject: Subject
    time: Instant  # when it happened, by the sender's clock
    datacontenttype: JsonType | UnsetType = UNSET
    senttime: Instant | UnsetType = UNSET  # the sender's clock when it sent
    data: Raw | UnsetType = UNSET
    data_base64: Raw | UnsetType = UNSET


class _Usual(Envelope, frozen=True, kw_only=True):
    """The same without the patterns, which are three quarters of the reading; see `_as_usual`."""

    id: Annotated[str, Meta(min_length=1, max_length=200)]
    source: Annotated[str, Meta(min_length=1, max_length=500)]
    subject: Annotated[str, Meta(min_length=1, max_length=204)]
    datacontenttype: Literal["application/json"] | UnsetType = UNSET


class _Named(Struct):
    id: Raw | UnsetType = UNSET
    source: Raw | UnsetType = UNSET


_ENVELOPE = msgspec.json.Decoder(Envelope)
_USUAL = msgspec.json.Decoder(_Usual)
_NAMED = msgspec.json.Decoder(_Named)
_BATCH = msgspec.json.Decoder(
    # an array with places for so many and no more: what is too long is left before it fills the memory
    msgspec.defstruct(
        "Batch",
        [(f"event_{place}", Raw | UnsetType, UNSET) for place in range(BATCH_AT_MOST)],
        array_like=True,
        forbid_unknown_fields=True,
    )
)
_TOO_LONG = f"Expected `array` of at most length {BATCH_AT_MOST}"
_TEXT = msgspec.json.Decoder(str)


def read_envelope(raw: bytes | Raw, at: str = "") -> Envelope:
    """Raises Problem."""
    try:
        envelope = _as_usual(raw) or _ENVELOPE.decode(raw)
    except UNREADABLE as error:
        raise with_what_is_right(problem_of(error, at), Envelope, at) from error
    if envelope.data_base64 is not UNSET:
        raise Problem("invalid", "Data is given as JSON in `data`.", at=at + "/data_base64")
    if envelope.data is UNSET:
        raise Problem("invalid", "Object missing required field `data`", at=at + "/data")
    return envelope


def _as_usual(raw: bytes | Raw) -> Envelope | None:
    """The event where it is plainly right, without asking the patterns; None where they must say, or it is wrong.

    In JSON a control character is written with a backslash, but for DEL. Subjects come again and again.
    """
    text = bytes(raw)
    if b"\\" in text or b"\x7f" in text:
        return None
    try:
        envelope = _USUAL.decode(text)
    except UNREADABLE:
        return None
    return envelope if _is_subject(envelope.subject) else None


@lru_cache(maxsize=10_000)
def _is_subject(text: str) -> bool:
    return re.search(_EITHER, text) is not None


def split_batch(raw: bytes) -> list[Raw]:
    """The events of a batch, unread, so that a faulty one harms no other. Raises Problem where it is no JSON array.

    Nesting beyond what the decoder follows (about a thousand) is a fault of the whole body: it does not find the end.
    """
    try:
        items = msgspec.structs.astuple(_BATCH.decode(raw))
    except UNREADABLE as error:
        if str(error) == _TOO_LONG:
            raise Problem("batch_too_large") from error
        raise problem_of(error) from error
    return [item for item in items if item is not UNSET]


def name_of(raw: Raw | bytes) -> tuple[str | None, str | None]:
    """Id and source of an event that could not be read, as far as they are texts: so its sender can find it."""
    try:
        named = _NAMED.decode(raw)
    except UNREADABLE:
        return None, None
    return _text(named.id), _text(named.source)


def _text(raw: Raw | UnsetType) -> str | None:
    try:
        return None if isinstance(raw, UnsetType) else _TEXT.decode(raw)[:500]
    except UNREADABLE:
        return None
