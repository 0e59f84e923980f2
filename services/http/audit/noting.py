"""Around every operation: its answer waits until it is noted what it gives away, and so does its refusal."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from eventstore.store import StoreBusy
from services.actor import ActorKind
from services.audit.entry import Entry, Kind
from services.http.audit.seen import BREAK_GLASS
from services.http.problems import Problem, problem_of

if TYPE_CHECKING:
    from services.http.operation import Asked

log = structlog.get_logger()

REFUSALS = frozenset({403, 404})
IDS_AT_MOST = 50  # of one refused request
LOOKED_AT = 1 << 16  # bytes of its body
ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@asynccontextmanager
async def audited(asked: "Asked") -> AsyncIterator[None]:
    """Everything that answers or refuses a request runs in here. Raises StoreBusy where it cannot be noted.

    What was changed stands in the log already: its answer is not held back where the audit cannot be written.
    """
    org_id, audit = asked.actor.org_id, asked.context.audit
    try:
        yield
    except Exception as error:
        problem = problem_of(error)
        if problem.status in REFUSALS:
            await audit.note(org_id, [_refusal(asked, problem)])
        raise
    if not asked.seen.changes:
        await audit.note(org_id, list(_given(asked)))
        return
    try:
        await audit.note(org_id, list(_changed(asked)))
    except StoreBusy as error:
        log.error("change_not_audited", request=str(asked.request_id), error=str(error))


def _given(asked: "Asked") -> Iterator[Entry]:
    for right, patients in asked.seen.rights.items():
        yield _entry(asked, _kind(asked, right), patients, right=right)


def _kind(asked: "Asked", right: str) -> Kind:
    if asked.seen.discloses or asked.actor.kind is ActorKind.PARTNER:  # also through broken glass, which is its right
        return Kind.DISCLOSED
    return Kind.BREAK_GLASS if right == BREAK_GLASS else Kind.READ


def _changed(asked: "Asked") -> Iterator[Entry]:
    right = next(iter(asked.seen.rights), "" if asked.actor.role is None else asked.actor.role)
    for change in asked.seen.changes:
        yield _entry(asked, change.kind, change.patients, right=right, detail=change.detail)


def _refusal(asked: "Asked", problem: Problem) -> Entry:
    told = " ".join([*asked.path.values(), str(asked.query), asked.body[:LOOKED_AT].decode(errors="replace")])
    detail = {"code": problem.code, "ids": ids_in(told)}
    return _entry(asked, Kind.REFUSED, dict.fromkeys(asked.seen.out_of_reach), detail=detail)


def _entry(
    asked: "Asked", kind: Kind, patients: Iterable[UUID], *, right: str = "", detail: dict[str, Any] | None = None
) -> Entry:
    return Entry(
        kind=kind,
        actor=asked.actor.signature,
        via=asked.actor.via,
        right=right,
        operation=asked.seen.operation,
        patients=tuple(patients),
        address=asked.seen.address,
        request_id=asked.request_id,
        detail=detail or {},
    )


def ids_in(told: str) -> list[str]:
    """The ids that somebody named, each once. What is no id of ours is not kept: it may be a person's name."""
    return list(dict.fromkeys(found.lower() for found in ID.findall(told)))[:IDS_AT_MOST]
