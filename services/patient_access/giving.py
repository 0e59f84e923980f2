"""Making a code and a link for a way in that was given, and putting an end to what stands behind one."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import segno
from msgspec import Struct

from domain.decider import Command
from domain.patient.commands import EndPatientAccess, ErasePatient, GivePatientAccess, RenewPatientCode
from services.accounts.tokens import new_token, token_hash
from services.call import Answer, Verdict
from services.context import Context
from services.patient_access import rows
from services.patient_access.codes import code_hash, new_code, read_code

CODE_GOOD_FOR = timedelta(days=14)

DONE = frozenset({Verdict.STORED, Verdict.DUPLICATE, Verdict.UNCHANGED})


class AccessCode(Struct, frozen=True, kw_only=True):
    """What a patient or a carer comes in by; told once, to whoever asked for it, and kept as hashes alone."""

    link: str  # to the page; what opens it stands behind the #, which is told to no server
    code: str  # to type there: XXXX-XXXX-XX
    qr: str  # the link as a picture for telephones: SVG
    ends_at: datetime  # UTC; devices that are in by then stay in


async def follow_up(context: Context, org_id: UUID, command: Command, answer: Answer) -> AccessCode | None:
    """What a command has to do to the ways in, once it is done; the code, where it makes one."""
    match command:
        case GivePatientAccess() if answer.verdict is Verdict.STORED:
            return await _make_code(context, org_id, command, command.access_id)
        case RenewPatientCode() if answer.verdict is Verdict.STORED:
            return await _make_code(context, org_id, command, command.code_id)
        case EndPatientAccess() if answer.verdict in DONE:
            async with context.writing(org_id) as db:
                await rows.end_access(db, org_id, command.patient_id, command.access_id)
        case ErasePatient() if answer.verdict in DONE:
            async with context.writing(org_id) as db:
                await rows.close_patient(db, org_id, command.patient_id, context.real_now())
        case _:
            pass
    return None


async def _make_code(
    context: Context, org_id: UUID, command: GivePatientAccess | RenewPatientCode, code_id: UUID
) -> AccessCode:
    token, code = new_token(org_id), new_code()
    ends_at = context.real_now() + CODE_GOOD_FOR
    hash_ = code_hash(context.settings.master_key, read_code(code) or "")
    async with context.writing(org_id) as db:
        whose = (org_id, command.patient_id, command.access_id)
        await db.execute(rows.KEEP_CODE, *whose, code_id, token_hash(token), hash_, ends_at)
    link = f"{context.settings.public_url}/my/enter#{token}"
    return AccessCode(link=link, code=code, qr=picture_of(link), ends_at=ends_at)


def picture_of(link: str) -> str:
    """Black on white, whatever the page is like: telephones read no other."""
    drawn = BytesIO()
    look = {"border": 4, "dark": "#000", "light": "#fff", "omitsize": True, "svgclass": None, "lineclass": None}
    segno.make_qr(link, error="m").save(drawn, kind="svg", xmldecl=False, nl=False, **look)
    return drawn.getvalue().decode()
