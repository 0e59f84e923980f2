"""Reading what was sent into a form: strict, with the place of the fault, and never a surprise for the database."""

from typing import Any, TypeVar

import msgspec

from services.http.pointers import escaped
from services.http.problems import Problem, problem_of
from services.http.ratings import plan_of, to_tenths
from services.http.wording import with_what_is_right

T = TypeVar("T")

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
SAFE_INTEGER = 1 << 53  # from here on a float no longer tells which integer it is
_NUL = b"\\u0000"  # a raw NUL is no JSON; only the escape gets through


def read_form(raw: bytes | msgspec.Raw, kind: type[T], at: str = "") -> T:
    """The form in `raw`. Raises Problem `malformed_json`, `too_deep` or `invalid`; `at` is the pointer to `raw`."""
    return fill_form(read_json(raw, at), kind, at)


def read_json(raw: bytes | msgspec.Raw, at: str = "") -> Any:
    """Any JSON value without NUL in its texts."""
    try:
        value = msgspec.json.decode(raw)
    except UNREADABLE as error:
        raise problem_of(error, at) from error
    if _NUL in bytes(raw):
        refuse_nul(value, at)
    return value


def fill_form(value: Any, kind: type[T], at: str = "") -> T:
    """The form from a decoded JSON value, its ratings given in points. Raises Problem `invalid`."""
    tenths = to_tenths(value, plan_of(kind), at)
    try:
        try:
            return msgspec.convert(tenths, kind)
        except msgspec.ValidationError as error:
            if "got `float`" not in str(error):
                raise
            return msgspec.convert(with_integers(tenths), kind)
    except UNREADABLE as error:
        raise with_what_is_right(problem_of(error, at), kind, at) from error


def with_integers(value: Any) -> Any:
    """With 30 for 30.0: one number to JSON, and some senders know no other way to write it."""
    match value:
        case float() if value.is_integer() and abs(value) < SAFE_INTEGER:
            return int(value)
        case dict():
            return {key: with_integers(item) for key, item in value.items()}
        case list():
            return [with_integers(item) for item in value]
        case _:
            return value


def refuse_nul(value: Any, at: str) -> None:
    """NUL is the one character that Postgres cannot store."""
    match value:
        case str() if "\0" in value:
            raise Problem("invalid", "A text must not contain the character U+0000.", at=at)
        case dict():
            for key, item in value.items():
                refuse_nul(key, at)
                refuse_nul(item, f"{at}/{escaped(key)}")
        case list():
            for place, item in enumerate(value):
                refuse_nul(item, f"{at}/{place}")
        case _:
            pass
