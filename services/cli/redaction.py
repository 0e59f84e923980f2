"""What may stand in a line of the log: named fields alone, and in them no address, number, key or word of anybody.

Each field that we log has its name in FIELDS; another is told as withheld. Texts lose what looks like an e-mail
address, a phone number, a key or the way behind an address; what is told of errors, and what libraries say, loses all
that stands in quotes as well, for that is where they repeat what somebody sent. Of an exception its types, their codes
and its places in the code are told, and never its text: it may quote a row.
"""

import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

FIELDS = frozenset(
    {
        *("event", "level", "timestamp", "part", "version", "trace_id", "span_id", "logger", "exception"),
        *("request", "operation", "status", "code", "milliseconds", "verdict"),
        *("org_id", "organisation", "stream", "position", "alert", "alert_id", "alerts", "webhook_id"),
        *("reader", "build", "waiting", "alone", "target", "tried", "path"),
        *("patient", "patient_id", "patients", "person_id", "clinic_id", "staff_id", "subject", "subject_id"),
        *("effect_id", "effects", "kind", "attempt", "again_in_seconds", "how", "urgent", "again", "text"),
        *("done", "moot", "expired", "dead"),
        *("error", "reason", "why", "origin", "host", "port", "threads", "after_seconds", "lost_spans"),
    }
)
"""Ids, codes, counts, and texts of ours. A new one is a line here."""

SAYS_WHAT_WENT_WRONG = frozenset({"error", "reason"})
OURS = ("domain", "eventstore", "projections", "services", "workers")
WITHHELD = "[withheld]"
FRAMES_AT_MOST = 40
CAUSES_AT_MOST = 8
TEXT_AT_MOST = 2000
LOOKED_AT = 4 * TEXT_AT_MOST  # what is longer is cut first: the patterns take longer than a text grows

_MORE = re.compile(r"\s*\b(?:DETAIL|HINT|CONTEXT|QUERY|STATEMENT|WHERE):.*", re.DOTALL)
_QUOTED = re.compile(r"[\"'`“].*[\"'`”]", re.DOTALL)  # from the first to the last: quotes may stand within quotes
_QUOTED_BY_OURS = re.compile(r"[\"'].*[\"']", re.DOTALL)  # a command may stand in backticks
_HIDDEN = (
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)(?:[^\s/?#@]*@)?([^\s/?#\"'<>]*)[^\s\"'<>]*", re.I), r"\1\2/…"),
    (re.compile(r"\b(authorization|cookie|set-cookie|bearer|basic)(\s*[:=]\s*|\s+)\S.*", re.I), r"\1 …"),
    (re.compile(r"\b(password|passwd|secret|token|api_?key|key)(\s*[:=]\s*)\S+", re.I), r"\1=…"),
    (re.compile(r"\b(?:co_[a-z]+_|whsec_|eyJ)[\w.+/=-]{6,}"), "[key]"),
    (re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;]+"), "[e-mail]"),
    (re.compile(r"\+\d[\d ()./-]{5,}\d"), "[phone]"),
)

Line = MutableMapping[str, Any]


def redacted(_: object, __: str, line: Line) -> Line:
    """The last but one of structlog's processors: all that comes is told within bounds."""
    for name, value in line.items():
        if name not in FIELDS:
            line[name] = WITHHELD
        elif isinstance(value, str):
            line[name] = without_words(value, _quotes_in(name, line.get("logger")))
        elif not isinstance(value, int | float | None):
            line[name] = f"[{type(value).__name__}]"
    return line


def _quotes_in(name: str, logger: str | None) -> re.Pattern[str] | None:
    """What is cut out as a quotation: of errors, and of what was put together by the standard library's logging."""
    if name in SAYS_WHAT_WENT_WRONG:
        return _QUOTED
    if name == "why":  # a sentence of ours
        return _QUOTED_BY_OURS
    if name != "event" or logger is None:
        return None
    return _QUOTED_BY_OURS if logger.startswith(OURS) else _QUOTED


def without_words(text: str, quotes: re.Pattern[str] | None = _QUOTED) -> str:
    """A text without what is somebody's, nor anything that it quotes."""
    if quotes:
        text = quotes.sub("…", _MORE.sub("", text))
    text = text[:LOOKED_AT]
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text[:TEXT_AT_MOST]


def told_exception(_: object, __: str, line: Line) -> Line:
    """In the place of structlog's own: an exception by its types, codes and places."""
    given = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if given is True:
        given = sys.exc_info()
    if isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        line["exception"] = "\n".join(("Traceback:", *_told(given, CAUSES_AT_MOST)))
    return line


def _told(error: BaseException, most: int) -> Iterator[str]:
    yield name_of(error)
    yield from _places(error.__traceback__)
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if most:
        for why, other in (*(("within", part) for part in parts[:most]), ("because of", cause)):
            if other is not None:
                yield f"{why}:"
                yield from _told(other, most // 2)


def name_of(error: BaseException) -> str:
    """Its type, and the code by which others know it: SQLSTATE, errno, or an SMTP or HTTP status."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    codes = (getattr(error, each, None) for each in ("sqlstate", "errno", "code", "status_code"))
    code = next((each for each in codes if isinstance(each, int) or (isinstance(each, str) and each.isalnum())), None)
    return name if code is None else f"{name} ({str(code)[:16]})"


def _places(trace: TracebackType | None) -> Iterator[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), limit=-FRAMES_AT_MOST, lookup_lines=False)
    for frame in frames:
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
