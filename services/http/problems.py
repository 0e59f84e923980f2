"""Every error as RFC 9457 problem+json, from one map, so that no door answers in words of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

import asyncpg
import msgspec
from litestar.exceptions import HTTPException
from msgspec import Struct

from domain.decider import Rejected
from domain.emergency import Emergency
from eventstore.cursor import CursorRefused
from eventstore.passing import passes
from eventstore.store import StoreBusy
from eventstore.vault import OrganisationGone, PersonErased
from services.http.codes import BY_STATUS, MEANINGS, STATUS_OF_REFUSAL, Meaning
from services.http.pointers import fault_place
from services.http.rate_limit import told
from services.quotas.limiter import TooMany

MEDIA_TYPE = "application/problem+json"
DETAIL_AT_MOST = 500  # characters: a detail may repeat what the sender wrote


class Problem(Exception):
    """An error that is answered: a code of `codes.py`, a sentence about the case, and the place of the fault."""

    def __init__(
        self, code: str, detail: str = "", *, at: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, detail, at)
        self.code = code
        self.detail = detail[:DETAIL_AT_MOST]
        self.at = at
        self.emergency: Emergency | None = None  # where what is refused is a red flag
        again = {} if self.meaning.again is None else {"retry-after": str(self.meaning.again)}
        self.headers: Mapping[str, str] = MappingProxyType({**again, **(headers or {})})

    @property
    def meaning(self) -> Meaning:
        return MEANINGS.get(self.code) or Meaning(STATUS_OF_REFUSAL, "The wish is refused.")

    @property
    def status(self) -> int:
        return self.meaning.status


class ProblemBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error as RFC 9457 has it."""

    type: str  # where the code is explained
    title: str
    status: int
    code: str  # stable; what programs read
    detail: str | None = None
    at: str | None = None  # JSON pointer to the fault in the body that was sent
    instance: str  # names this answer in our logs
    emergency: Emergency | None = None  # whom to call, where a red flag was reported


def body_of(problem: Problem, request_id: UUID) -> bytes:
    meaning = problem.meaning
    return msgspec.json.encode(
        ProblemBody(
            type=f"/problems/{problem.code}",
            title=meaning.title,
            status=meaning.status,
            code=problem.code,
            detail=problem.detail if problem.detail not in ("", meaning.title) else None,
            at=problem.at,
            instance=f"urn:uuid:{request_id}",
            emergency=problem.emergency,
        )
    )


def problem_of(error: BaseException, at: str = "") -> Problem:
    """What is answered for an error. `at` is the JSON pointer of what was being read.

    An error that nobody foresaw becomes `internal` and gives nothing of itself away.
    """
    match error:
        case Problem():
            return error
        case Rejected():
            return Problem(error.code, error.detail)
        case msgspec.ValidationError():
            detail, place = fault_place(str(error))
            return Problem("invalid", detail, at=at + place)
        case msgspec.DecodeError():
            return Problem("malformed_json", str(error), at=at or None)
        case UnicodeDecodeError():
            return Problem("malformed_json", "The text is not UTF-8.", at=at or None)
        case RecursionError():
            return Problem("too_deep", at=at or None)
        case CursorRefused():
            return Problem(error.code)
        case asyncpg.DataError():  # SQLSTATE class 22: text or a number that Postgres cannot hold
            return Problem("invalid", "A value cannot be stored.", at=at or None)
        case TooMany():
            standing = error.standing
            said = f"The quota is {standing.limit} a minute: {standing.policy}."
            return Problem("too_many_requests", said, headers=told(standing))
        case OrganisationGone():
            return Problem("unauthenticated")
        case PersonErased():
            return Problem("unknown_patient")
        case StoreBusy():
            return Problem("busy")
        case HTTPException():
            return Problem(BY_STATUS.get(error.status_code, "internal"), headers=_allow(error))
        case Exception() if passes(error):  # the database is away, too slow, or does not take it now
            return Problem("busy")
        case _:
            return Problem("internal")


def bare(problem: Problem) -> Problem:
    """Without its history, which would hold what was read for as long as nobody looks for garbage."""
    problem.__traceback__ = problem.__cause__ = problem.__context__ = None
    return problem


def _allow(error: HTTPException) -> dict[str, str]:
    """RFC 9110 wants the methods that are taken beside a 405."""
    given = {key.lower(): value for key, value in (error.headers or {}).items()}
    return {"allow": given["allow"]} if "allow" in given else {}
