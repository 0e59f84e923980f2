"""Everybody who may come in: each role, partners with each scope alone and with all, a patient and a carer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID, uuid4

import httpx2
from litestar.types import ASGIApp

from domain.decider import Command
from domain.partner.decider import RegisterPartner
from domain.partner.events import Scope
from domain.patient.commands import GivePatientAccess
from domain.patient.events import Bearer
from domain.staff.decider import InviteStaff
from domain.staff.events import Role
from services.accounts.sign_ins import From
from services.accounts.tokens import read_token
from services.actor import ACCESS, Actor, ActorKind, system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.http.sign_in.cookie import CSRF_HEADER, csrf_token
from services.http.who import MY_COOKIE
from services.keys import KeyHolder, new_key
from services.patient_access.entering import by_code
from services.patient_access.giving import follow_up
from tests.support.doors import client

CLINICS: tuple[UUID, ...] = ()  # every clinic


def actors(org_id: UUID, clinics: tuple[UUID, ...] = CLINICS) -> dict[str, Actor]:
    """Each of them by what it may: `admin`, `partner of read`, `partner`, `carer`; with ids that nobody has yet."""
    staff = {
        role.value: Actor(kind=ActorKind.STAFF, org_id=org_id, id=uuid4(), role=role, clinics=clinics) for role in Role
    }
    scopes = {f"partner of {scope}": (scope,) for scope in Scope} | {"partner": tuple(Scope)}
    partners = {
        name: Actor(kind=ActorKind.PARTNER, org_id=org_id, id=uuid4(), scopes=given, clinics=clinics)
        for name, given in scopes.items()
    }
    patient_id, ways = uuid4(), {bearer: uuid4() for bearer in Bearer}
    bearers = {
        bearer.value: Actor(
            kind=ActorKind.PATIENT, org_id=org_id, id=patient_id, bearer=bearer, via=f"{ACCESS}{way_in}"
        )
        for bearer, way_in in ways.items()
    }
    return staff | partners | bearers


async def key_of(context: Context, actor: Actor) -> str:
    """A key for the actor, who is invited or registered for it."""
    at, holder_id = context.clock.now(actor.org_id), actor.holder
    command: Command
    if actor.kind is ActorKind.STAFF:
        assert actor.role is not None
        command = InviteStaff(command_id=uuid4(), at=at, staff_id=holder_id, role=actor.role, clinics=actor.clinics)
        holder = KeyHolder(actor="staff", id=holder_id, role=actor.role, clinics=actor.clinics)
    else:
        command = RegisterPartner(
            command_id=uuid4(), at=at, partner_id=holder_id, name="App", scopes=actor.scopes, clinics=actor.clinics
        )
        holder = KeyHolder(actor="partner", id=holder_id, scopes=actor.scopes, clinics=actor.clinics)
    key = new_key(holder)
    answer = await execute(context, Call(actor=system(actor.org_id, "test"), command=command, links=(key.link,)))
    assert answer.verdict is Verdict.STORED, answer
    return key.text


async def device_of(context: Context, actor: Actor, patient_id: UUID) -> dict[str, str]:
    """The headers of a device on which a patient or her carer is in, by a way in that is given for it."""
    assert actor.bearer is not None
    at, access_id = context.clock.now(actor.org_id), UUID(actor.via.removeprefix(ACCESS))
    give = GivePatientAccess(command_id=uuid4(), at=at, patient_id=patient_id, access_id=access_id, bearer=actor.bearer)
    answer = await execute(context, Call(actor=system(actor.org_id, "test"), command=give))
    code = await follow_up(context, actor.org_id, give, answer)
    assert code is not None, answer
    text = (await by_code(context, code.code, From(place=str(uuid4())), None)).token
    token = read_token(text)
    assert token is not None
    return {"cookie": f"{MY_COOKIE}={text}", CSRF_HEADER: csrf_token(context.settings.master_key, token)}


@asynccontextmanager
async def open_askers(
    context: Context, app: ASGIApp, org_id: UUID, clinics: tuple[UUID, ...] = CLINICS, patient_id: UUID | None = None
) -> AsyncIterator[Mapping[str, httpx2.AsyncClient]]:
    """A client for each of them, by the same names; a patient and a carer only where it is said of whom."""
    async with AsyncExitStack() as opened:
        askers = {}
        for name, actor in actors(org_id, clinics).items():
            if actor.kind is not ActorKind.PATIENT:
                askers[name] = await opened.enter_async_context(client(app, await key_of(context, actor)))
            elif patient_id is not None:
                askers[name] = await opened.enter_async_context(client(app))
                askers[name].headers.update(await device_of(context, actor, patient_id))
        yield askers
