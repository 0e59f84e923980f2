"""What is told of a request, in the log and in its trace: its number, its operation, the code, how long it took.

Never its address, parameters, headers or body: those may hold a name, a token or an id of somebody.
"""

from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from litestar.types import HTTPScope, Scope
from opentelemetry.trace import Span, Status, StatusCode

from services.http.problems import Problem, problem_of
from services.measured.denials import refused
from services.measured.requests import DOOR, NO_DOOR

log = structlog.get_logger()

REQUEST_ID = "carryover_request"
"""Where the request's state keeps its number, a UUID: every event that it leads to carries it in the log."""

_CODE, _BEGAN, _TOLD = "carryover_code", "carryover_began", "carryover_told"

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
INTERNAL = 500  # from here on the fault is on our side


def begun(scope: HTTPScope, request_id: UUID) -> None:
    scope["state"] = {**scope.get("state", {}), REQUEST_ID: request_id, _BEGAN: perf_counter()}


def noted(error: Exception, scope: Scope) -> Problem:
    """The problem to answer; what nobody foresaw goes to the log, with the number that the answer carries."""
    problem, state = problem_of(error), scope["state"]
    state[_CODE] = problem.code
    refused(problem.code, error)
    if problem.code == "internal":
        state[_TOLD] = True
        log.error("request_failed", **_about(state, problem.status), exc_info=error)
    return problem


def tell_line(scope: HTTPScope, status: int) -> None:
    """The one line of a request that has none yet."""
    state = scope["state"]
    if _TOLD not in state:
        log.info("request", **_about(state, status))


def tell_span(span: Span, scope: HTTPScope, status: int) -> None:
    """Its name and what came of it."""
    state = scope["state"]
    span.update_name(state.get(DOOR, NO_DOOR).operation)
    method = scope["method"]
    span.set_attribute("http.request.method", method if method in METHODS else "_OTHER")
    span.set_attribute("http.response.status_code", status)
    if _CODE in state:
        span.set_attribute("carryover.code", state[_CODE])
    if status >= INTERNAL:
        span.set_status(Status(StatusCode.ERROR))


def traceparent_in(scope: HTTPScope) -> bytes | None:
    """The header as it came, if it came once."""
    given = [value for name, value in scope["headers"] if name == b"traceparent"]
    return given[0] if len(given) == 1 else None


def _about(state: dict[str, Any], status: int) -> dict[str, object]:
    began = state[_BEGAN]
    assert isinstance(began, float)  # noqa: S101  # what `begun` put there
    return {
        "request": str(state[REQUEST_ID]),
        "operation": state.get(DOOR, NO_DOOR).operation,
        "status": status,
        "code": state.get(_CODE),
        "milliseconds": round((perf_counter() - began) * 1000, 1),
    }
