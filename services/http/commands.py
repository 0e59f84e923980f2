"""POST /v1/commands/{name}: what staff decide. One way for all commands; the domain says what each of them means."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.alert.answering import ResolveAlert
from domain.alert.state import whose
from domain.decider import Command, Rejected
from domain.deciders import NAMES
from domain.emergency import Emergency
from domain.organisation.providers import SetIdentityProvider
from domain.patient.commands import ReportRedFlag
from domain.patient.events import PatientErased
from domain.staff.decider import InviteStaff, SetStaffPreferences
from eventstore.codec import Undecodable
from eventstore.records import CommandKey
from services.access_changed import tell_if_changed
from services.actor import Actor
from services.alert_effects import follows_from
from services.alert_now import alert_of
from services.call import Answer, Call, Verdict
from services.context import Context
from services.dry_runs import begins_with
from services.execute import execute
from services.http.audit.commands import note_command
from services.http.command_forms import NEW_THING, new_thing, read_command
from services.http.etags import version_in
from services.http.forms import read_json
from services.http.granting import key_for
from services.http.idempotency import key_of
from services.http.operation import Asked, Headers, Reply
from services.http.positions import HEADER, position_of
from services.http.problems import Problem, problem_of
from services.http.red_flags import COMMAND, language_asked
from services.http.sign_in.inviting import invited
from services.keys import PREFIX, SANDBOX_PREFIX, NewKey
from services.patient_access.giving import AccessCode, follow_up
from services.people.effects import leaves_work
from services.people.owners import let_go
from services.records.erasing import erases
from services.records.leaving import leaves


class CommandDone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a command."""

    status: str  # stored or unchanged
    position: str | None = None  # where it went: hand it to a query as `at_least`
    version: int = 0  # of the stream after it: give it as If-Match to change only what you saw
    id: UUID | None = None  # of what the command begins
    api_key: str | None = None  # of a new partner; shown this once
    invitation: str | None = None  # a link for a new member of staff, good once; shown this once
    access_code: AccessCode | None = None  # of a patient's way in; shown this once
    emergency: Emergency | None = None  # of a red flag: whom to call


GIVEN: Mapping[str, Any] = MappingProxyType(
    {
        "headers": ("idempotency-key", "if-match"),
        "answers": (CommandDone,),
        "answer_headers": (HEADER, "etag"),
    }
)
"""What every address shares that gives a command (see `Operation`)."""


class Identity(NamedTuple):
    """Which command it is: a resend under the same Idempotency-Key is the same one."""

    command_id: UUID
    key: CommandKey | None


async def run_command(asked: Asked, name: str) -> Reply:
    """Give the command that the body describes. Raises Problem for whatever is not done."""
    if name == COMMAND:
        return await _report_red_flag(asked)
    return await give(asked, name, read_json(asked.body))


async def _report_red_flag(asked: Asked) -> Reply:
    """Answered with whom to call, whatever becomes of it."""
    accept, told = asked.headers.get("accept-language"), None
    try:
        call = await _call(asked, COMMAND, read_json(asked.body))
        command: ReportRedFlag = call.command  # type: ignore[assignment]  # that is what the name stands for
        answer, told = await asked.context.emergencies.report(call, command.patient_id, language_asked(accept))
        if answer is None:
            raise Problem("busy")
        await note_command(asked.context, asked.seen, asked.actor.org_id, command, answer)
        return done(answer, command.command_id, emergency=told)
    except Exception as error:
        problem = problem_of(error)
        problem.emergency = told
        raise problem from error


async def give(asked: Asked, name: str, value: Any) -> Reply:
    """Read, seal, execute, answer: for a decoded body."""
    call = await _call(asked, name, value)
    sandbox = asked.context.clock.is_sandbox(asked.actor.org_id)
    fresh = key_for(asked.actor, call.command, SANDBOX_PREFIX if sandbox else PREFIX)
    if fresh is not None:
        call = replace(call, links=(fresh.link,))
    await let_go(asked.context, call)
    answer = await execute(asked.context, call)
    code = await follow_up(asked.context, asked.actor.org_id, call.command, answer)
    await tell_if_changed(asked.context, call, answer)
    await note_command(asked.context, asked.seen, asked.actor.org_id, call.command, answer)
    if answer.verdict is Verdict.CONFLICT and call.expected is None:
        raise Problem("already_exists")
    link = None
    if isinstance(call.command, InviteStaff) and answer.verdict is Verdict.STORED:
        link = await invited(asked, call.command.staff_id, value.get("private") or {})
    return done(answer, new_thing(name, call.command), fresh, invitation=link, access_code=code)


async def _call(asked: Asked, name: str, value: Any) -> Call:
    """The command in a decoded body, its texts sealed."""
    actor = asked.actor
    expected = expected_version(asked.headers)
    identity = identity_of(asked.context, actor, asked.headers, name, value)
    own = {"command_id": identity.command_id, "at": asked.context.clock.now(actor.org_id)}
    command, private = read_command(name, value, actor, own)
    call = Call(
        actor=actor,
        command=command,
        expected=expected,
        key=identity.key,
        correlation_id=asked.request_id,
        effects=(
            *follows_from(command),
            *begins_with(command),
            *erases(command),
            *leaves_work(command),
            *leaves(command),
        ),
    )
    return await _sealed(asked.context, call, name, private) if private else call


def done(
    answer: Answer,
    new: UUID | None = None,
    fresh: NewKey | None = None,
    emergency: Emergency | None = None,
    invitation: str | None = None,
    access_code: AccessCode | None = None,
) -> Reply:
    """The reply to a command. Raises Problem for one that was refused."""
    match answer.verdict:
        case Verdict.REFUSED:
            raise Problem(answer.code or "invalid", answer.detail or "")
        case Verdict.CONFLICT:
            raise Problem("version_conflict", f"The stream is at version {answer.version}.")
        case Verdict.STORED | Verdict.DUPLICATE | Verdict.UNCHANGED:
            stored = answer.verdict is Verdict.STORED
            # A command is done before only under its Idempotency-Key, and there the answer is that of the first time.
            told = Verdict.STORED if answer.verdict is Verdict.DUPLICATE else answer.verdict
            position = position_of(answer)
            body = CommandDone(
                status=told.value,
                position=position,
                version=answer.version,
                id=new,
                api_key=fresh.text if fresh and stored else None,
                invitation=invitation,
                access_code=access_code,
                emergency=emergency,
            )
            headers = {"etag": f'"{answer.version}"'}
            if position:
                headers[HEADER] = position
            return Reply(msgspec.json.encode(body), headers)


def identity_of(context: Context, actor: Actor, headers: Headers, name: str, value: Any) -> Identity:
    """From the Idempotency-Key, which counts for one key holder; a fresh one where none is given."""
    key = key_of(actor, headers)
    if key is None:
        return Identity(context.new_id(), None)
    asked = name.encode() + b"\0" + msgspec.json.encode(value, order="deterministic")
    return Identity(key, CommandKey(key=key, fingerprint=sha256(asked).digest()))


def expected_version(headers: Headers) -> int | None:
    """The version in If-Match, as ETag gave it."""
    given = headers.get("if-match")
    if given is None:
        return None
    version = version_in(given)
    if version is None:
        raise Problem("invalid_header", 'If-Match names one version, as in "3".')
    return version


async def _sealed(context: Context, call: Call, name: str, private: dict[str, str]) -> Call:
    """The call with its texts sealed, and only their digest in the command. Raises Problem for an unknown person."""
    command, org_id = call.command, call.actor.org_id
    person = await _whose(context, org_id, command)
    begins = NEW_THING.get(name) in ("patient_id", "staff_id", "provider_id")
    stored = () if begins else await context.store.load(org_id, [person])
    if not begins and (not stored or stored[-1].type == NAMES[PatientErased]):
        raise Problem("unknown_staff" if isinstance(command, SetStaffPreferences) else "unknown_patient")
    sealed, digest = await context.vault.seal(org_id, person, command.command_id, private)
    return replace(call, command=replace(command, private=digest), sealed=(sealed,))


async def _whose(context: Context, org_id: UUID, command: Command) -> UUID:
    """Under whose key texts are sealed: what was done about an alert belongs to its patient."""
    match command:
        case InviteStaff() | SetStaffPreferences():
            return command.staff_id
        case SetIdentityProvider():
            return command.provider_id
        case ResolveAlert():
            try:
                return whose(await alert_of(context, org_id, command.alert_id))
            except Undecodable as error:
                raise Problem("unreadable") from error
            except Rejected as refusal:
                raise Problem(refusal.code, refusal.detail) from refusal
        case _:
            person: UUID = getattr(command, "patient_id")  # noqa: B009 (each with a sealed part has one)
            return person
