"""Beginning an import, giving it its parts, starting it, watching it, and reading what became of its lines."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from domain.partner.events import Scope
from services.actor import Actor, ActorKind
from services.http.body import CSV, JSON_LINES, media_type
from services.http.commands import identity_of
from services.http.forms import read_form
from services.http.operation import Asked, NoQuery, Reply
from services.http.problems import Problem
from services.imports import store
from services.imports.job import Fate, Import, Kind, LineRefusal, State
from services.imports.lines import count_lines
from services.imports.roster import BadRoster, check_roster, read_header

SLICES_AT_ONCE = 25
"""Of an answer about lines: some ten thousand of them at most."""

WRITES = frozenset(Scope) - {Scope.READ}
PARTS_AT_MOST = 10_000

Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class ImportBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be imported. `digest`: of a roster that is meant, as its dry run told it."""

    kind: Kind
    dry_run: bool = False
    digest: Hex | None = None


class ImportAnswer(Struct, frozen=True, kw_only=True):
    """An import as it stands. Its lines are counted from the start on; `good` are those a dry run would take."""

    id: UUID
    kind: Kind
    dry_run: bool
    state: Literal["receiving", "running", "done", "cancelled", "refused", "failed"]
    lines: int
    done: int
    good: int
    stored: int
    duplicate: int
    unchanged: int
    refused: int
    empty: int
    seconds_left: int | None  # at the pace so far
    digest: str | None  # of its parts, once it was started
    begun_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class PartAnswer(Struct, frozen=True):
    """A part as it was taken in."""

    number: int
    lines: int
    digest: str


class LinesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Behind which line."""

    after_line: Annotated[int, Meta(ge=0, le=1 << 53)] = 0


class LineStatus(LineRefusal, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one line: good, stored, duplicate, unchanged, refused or empty."""

    status: str
    code: str = ""
    detail: str = ""


async def begin_import(asked: Asked) -> Reply:
    body = read_form(asked.body, ImportBody)
    _check_may(asked.actor, body.kind)
    if body.kind == "roster" and not body.dry_run and body.digest is None:
        raise Problem("not_tried", at="/digest")
    # the same under the same Idempotency-Key
    import_id = identity_of(asked.context, asked.actor, asked.headers, "beginImport", None).command_id
    confirms = None if body.digest is None else bytes.fromhex(body.digest)
    now = asked.context.clock.now(asked.actor.org_id)
    async with asked.context.writing(asked.actor.org_id) as db:
        try:
            await store.begin(db, asked.actor, import_id, body.kind, now, dry_run=body.dry_run, confirms=confirms)
        except store.ImportRefused as refusal:
            raise Problem(refusal.code, refusal.detail) from refusal
    return await _told(asked, import_id)


async def put_part(asked: Asked) -> Reply:
    """The body whole, sealed; nothing of it is done before the start."""
    number = _number(asked.path["number"])
    job = await _mine(asked)
    kind = media_type({b"content-type": asked.headers.get("content-type", "").encode("latin-1")})
    wanted = CSV if job.kind == "roster" else JSON_LINES
    if kind != wanted:
        raise Problem("unsupported_media_type", f"Taken here: {wanted}.")
    if not asked.body:
        raise Problem("empty")
    header = await asyncio.to_thread(_header, asked.body, first=number == 1) if job.kind == "roster" else None
    lines = count_lines(asked.body)
    async with asked.context.writing(job.org_id) as db:
        held = await store.find(db, job.org_id, job.import_id, locked=True)
        if held is None:
            raise Problem("unknown_import")
        try:
            await store.put_part(db, asked.context.vault, held, number, asked.body, lines, header)
        except store.ImportRefused as refusal:
            raise Problem(refusal.code, refusal.detail) from refusal
    return Reply(msgspec.json.encode(PartAnswer(number, lines, sha256(asked.body).hexdigest())))


async def start_import(asked: Asked) -> Reply:
    read_form(asked.body or b"{}", NoQuery)
    job = await _mine(asked)
    now = asked.context.clock.now(job.org_id)
    async with asked.context.writing(job.org_id) as db:
        held = await store.find(db, job.org_id, job.import_id, locked=True)
        if held is None:
            raise Problem("unknown_import")
        try:
            await store.start(db, held, now)
        except store.ImportRefused as refusal:
            raise Problem(refusal.code, refusal.detail) from refusal
    asked.seen.changed((), import_id=str(job.import_id), kind=job.kind, dry_run=job.dry_run)
    return await _told(asked, job.import_id)


async def cancel_import(asked: Asked) -> Reply:
    """What its lines did stays done."""
    read_form(asked.body or b"{}", NoQuery)
    job = await _mine(asked)
    async with asked.context.writing(job.org_id) as db:
        await store.finish(db, job, State.CANCELLED)
    return await _told(asked, job.import_id)


async def one_import(asked: Asked) -> Reply:
    return await _told(asked, (await _mine(asked)).import_id)


async def import_errors(asked: Asked) -> Reply:
    job = await _mine(asked)
    query: LinesQuery = asked.query
    after = query.after_line
    async with asked.context.reading(job.org_id) as db:
        while True:  # slices without a refusal are passed over, so that an empty answer means that there are no more
            found = await store.slices(db, asked.context.vault, job, after, SLICES_AT_ONCE)
            told = [refusal for _, _, refusals in found for refusal in refusals if refusal.line > query.after_line]
            if told or not found:
                return Reply(_json_lines(told), media_type=JSON_LINES)
            after = found[-1][0] + len(found[-1][1]) - 1


async def import_lines(asked: Asked) -> Reply:
    job = await _mine(asked)
    query: LinesQuery = asked.query
    async with asked.context.reading(job.org_id) as db:
        found = await store.slices(db, asked.context.vault, job, query.after_line, SLICES_AT_ONCE)
    lines = (line for some in found for line in _statuses(*some) if line.line > query.after_line)
    return Reply(_json_lines(lines), media_type=JSON_LINES)


def _statuses(first: int, letters: str, refusals: list[LineRefusal]) -> Iterable[LineStatus]:
    why = {refusal.line: refusal for refusal in refusals}
    for line, letter in enumerate(letters, first):
        status = Fate(letter).name.lower()
        given = msgspec.structs.asdict(why[line]) if line in why else {"line": line}
        yield LineStatus(status=status, **given)


def _json_lines(told: Iterable[Struct]) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in told)


def _check_may(actor: Actor, kind: Kind) -> None:
    """Raises Problem."""
    if kind == "roster":
        if actor.kind is not ActorKind.STAFF:
            raise Problem("forbidden", "Rosters are taken from the organisation's owners and admins.")
    elif actor.kind is not ActorKind.PARTNER or WRITES.isdisjoint(actor.scopes):
        raise Problem("forbidden", "Events are taken from partners with a scope for them.")


async def _mine(asked: Asked) -> Import:
    """The import in the address, of who asks; an owner or admin of the whole organisation reaches all rosters.

    Raises Problem `unknown_import` for any other.
    """
    actor = asked.actor
    try:
        import_id = UUID(asked.path["import_id"])
    except ValueError as error:
        raise Problem("unknown_import") from error
    async with asked.context.reading(actor.org_id) as db:
        job = await store.find(db, actor.org_id, import_id)
    theirs = job is not None and (job.actor, job.actor_id) == (str(actor.kind), actor.id)
    if job is None or not (theirs or (actor.kind is ActorKind.STAFF and not actor.clinics and job.actor == "staff")):
        raise Problem("unknown_import")
    return job


async def _told(asked: Asked, import_id: UUID) -> Reply:
    async with asked.context.reading(asked.actor.org_id) as db:
        job = await store.find(db, asked.actor.org_id, import_id)
        if job is None:
            raise Problem("unknown_import")
        failed = job.state is State.RUNNING and await store.given_up(db, job)
    answer = ImportAnswer(
        id=job.import_id,
        kind=job.kind,
        dry_run=job.dry_run,
        state="failed" if failed else job.state.value,
        **{name: getattr(job, name) for name in ("lines", "done", *(fate.name.lower() for fate in Fate))},
        seconds_left=None if failed else job.seconds_left(datetime.now(UTC)),
        digest=None if job.digest is None else job.digest.hex(),
        begun_at=job.made_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )
    return Reply(msgspec.json.encode(answer))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= PARTS_AT_MOST):
        raise Problem("not_found")
    return int(text)


def _header(body: bytes, *, first: bool) -> tuple[str, ...] | None:
    """Raises Problem for what is no roster."""
    try:
        header = read_header(body) if first else None
        check_roster(body)
    except BadRoster as fault:
        raise Problem("malformed_csv", str(fault)) from fault
    return header
