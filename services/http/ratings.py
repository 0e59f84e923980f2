"""Ratings and scores at the door are numbers with at most one decimal; inside they are whole tenths of a point."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from services.http.problems import Problem

T = TypeVar("T")

MARK: Final = "x-tenths"
RATING: Final = "rating"
SCORE: Final = "score"
MOST: Final = {RATING: 10, SCORE: 100}  # points; the form itself may take fewer
NEAR: Final = 1e-6  # of a tenth
TENTHS: Final = {kind: {tenths / 10: tenths for tenths in range(10 * most + 1)} for kind, most in MOST.items()}
"""Every rating and every score there is, from points; a whole number finds its entry too, for 3 equals 3.0."""

Plan = str | dict[str, Any] | list[Any] | None
"""Where the tenths of a form are: RATING or SCORE itself, by field, in each item of a list, or nowhere (None)."""


_plans: dict[Any, Plan] = {}


def plan_of(kind: Any) -> Plan:
    """The places of all ratings in a type made of Structs, lists and unions; worked out once for each type."""
    if kind not in _plans:
        _plans[kind] = _plan(inspect.type_info(kind))
    return _plans[kind]


def _plan(info: inspect.Type) -> Plan:
    match info:
        case inspect.Metadata(type=inspect.IntType(le=most), extra_json_schema=schema) if schema and schema.get(MARK):
            return SCORE if most is None or most > 10 * MOST[RATING] else RATING
        case inspect.Metadata(type=inner):
            return _plan(inner)
        case inspect.StructType(fields=fields):
            found = {field.encode_name: _plan(field.type) for field in fields}
            return {name: plan for name, plan in found.items() if plan is not None} or None
        case inspect.UnionType(types=types):
            return next((plan for plan in map(_plan, types) if plan is not None), None)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            inner_plan = _plan(item)
            return None if inner_plan is None else [inner_plan]
        case _:
            return None


def to_tenths(value: Any, plan: Plan, at: str = "") -> Any:
    """A decoded JSON value with its ratings in tenths. Raises Problem `invalid`; other faults are left to the form."""
    if type(plan) is str:
        return value if value is None else _tenths(value, plan, at)  # whether there may be none is for the form to say
    step: str | int = ""
    try:
        if type(plan) is dict and type(value) is dict:
            tenths = value.copy()
            for step, inner in plan.items():
                given = value.get(step)
                if given is not None:
                    tenths[step] = _tenths(given, inner) if type(inner) is str else to_tenths(given, inner)
            return tenths
        if type(plan) is list and type(value) is list:
            items = value.copy()
            for step, item in enumerate(value):
                items[step] = to_tenths(item, plan[0])
            return items
    except Problem as problem:  # its place is put together only here: most ratings are right
        raise Problem(problem.code, problem.detail, at=f"{at}/{step}{problem.at}") from None
    return value


def _tenths(value: Any, kind: str, at: str = "") -> int:
    known, most = TENTHS[kind], MOST[kind]
    if type(value) is float or type(value) is int:  # and no bool, which would be found as well
        tenths = known.get(value)
        if tenths is not None:
            return tenths
        nearest = known.get(round(value, 1))  # a sender that computes may miss it by a hair
        if nearest is not None and 0 <= value <= most and abs(value * 10 - nearest) < NEAR:
            return nearest
    raise Problem("invalid", f"A {kind} is a number from 0 to {most} with at most one decimal.", at=at)


def to_points(value: Any, plan: Plan) -> Any:
    """The way back, over what msgspec.to_builtins makes of a form: 57 becomes 5.7, 50 becomes 5.

    Its dicts are changed in place: in a long answer few fields are ratings, and to copy the others takes longer.
    """
    match plan, value:
        case str(), int():
            return value // 10 if value % 10 == 0 else float(Decimal(value) / 10)
        case dict(), dict():
            for key in plan.keys() & value.keys():
                value[key] = to_points(value[key], plan[key])
            return value
        case [inner], list() | tuple():
            return [to_points(item, inner) for item in value]
        case _:
            return value


def encode(value: msgspec.Struct) -> bytes:
    """An answer as JSON, its ratings in points."""
    if plan_of(type(value)) is None:
        return msgspec.json.encode(value)
    return msgspec.json.encode(in_points(value, builtin_types=()))


def in_points(value: msgspec.Struct | None, builtin_types: Iterable[type] | None = None) -> Any:
    """A document as JSON's own values, its ratings in points; instants and ids as texts unless they are kept."""
    return to_points(msgspec.to_builtins(value, builtin_types=builtin_types), plan_of(type(value)))


def decode(body: bytes, kind: type[T]) -> T:
    """An answer that `encode` made, as it was: its ratings in tenths again. Raises Unfilled for what is none."""
    try:
        return msgspec.convert(_as_it_was(msgspec.json.decode(body), plan_of(kind)), kind)
    except msgspec.MsgspecError as error:
        raise Unfilled(f"{kind.__name__}: {error}") from error


class Unfilled(Exception):
    """An answer of ours does not have the form that it is read by: a fault in this program."""


def _as_it_was(value: Any, plan: Plan) -> Any:
    """The way back from `to_points`: what we answered is in range, and what compares two scores may be below 0."""
    match plan, value:
        case str(), int() | float():
            return round(value * 10)
        case dict(), dict():
            for key in plan.keys() & value.keys():
                value[key] = _as_it_was(value[key], plan[key])
            return value
        case [inner], list():
            return [_as_it_was(item, inner) for item in value]
        case _:
            return value
