"""Cutting a file of CloudEvents into batches that the door takes, and finding the lines that are no events at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

BATCH_BYTES = 4 << 20
"""Of one request; the door takes twice that. A longer line goes alone."""

ENROLMENT = b"patient.enrolled"


class SentEvent(Struct, frozen=True):
    """One line of the file. `number` counts from 1."""

    number: int
    raw: bytes
    id: str | None = None
    source: str | None = None


class Refusal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line that was not taken: a stable code, a sentence, and the place of the fault within the event."""

    line: int
    id: str | None
    source: str | None
    code: str
    detail: str
    at: str | None = None


class Batch(Struct, frozen=True, kw_only=True):
    """What goes in one request: `end` is the place in the file behind its last line, `line` that line's number."""

    events: tuple[SentEvent, ...]
    unreadable: tuple[Refusal, ...]
    end: int
    line: int

    @property
    def enrols(self) -> bool:
        """Whether later events may be about somebody who is not known before this batch."""
        return any(ENROLMENT in event.raw for event in self.events)


def batches(path: Path, size: int, start: int = 0, line: int = 0) -> Iterator[Batch]:
    """The file from the byte `start` on, behind the line `line`, in batches of at most `size` events.

    Empty lines are passed over. Raises OSError.
    """
    events: list[SentEvent] = []
    unreadable: list[Refusal] = []
    held = 0
    with path.open("rb") as file:
        file.seek(start)
        end = start
        for raw in file:
            if events and (len(events) >= size or held + len(raw) > BATCH_BYTES):
                yield Batch(events=tuple(events), unreadable=tuple(unreadable), end=end, line=line)
                events, unreadable, held = [], [], 0
            line += 1
            end += len(raw)
            if not raw.strip():
                continue
            match read_line(raw.strip(), line):
                case SentEvent() as event:
                    events.append(event)
                    held += len(raw)
                case Refusal() as refusal:
                    unreadable.append(refusal)
    if events or unreadable or end > start:
        yield Batch(events=tuple(events), unreadable=tuple(unreadable), end=end, line=line)


def read_line(raw: bytes, number: int) -> SentEvent | Refusal:
    """The event on a line as far as a sender has to understand it, or why it cannot be sent."""
    try:
        event = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return Refusal(line=number, id=None, source=None, code="malformed_json", detail=f"Not sent: {fault}")
    except RecursionError:
        return Refusal(line=number, id=None, source=None, code="too_deep", detail="Not sent: it is nested too deeply.")
    if not isinstance(event, dict):
        return Refusal(line=number, id=None, source=None, code="invalid", detail="Not sent: it is no JSON object.")
    return SentEvent(number, raw, _text(event.get("id")), _text(event.get("source")))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
