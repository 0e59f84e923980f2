"""How people sign in to the organisation of this machine: passwords in the demonstration, a link to an empty one."""

from base64 import b32encode
from uuid import UUID

from msgspec import Struct

from services.accounts import accounts
from services.accounts.houses import login_at
from services.accounts.invitations import is_accepted, make_link
from services.accounts.one_time import Kind
from services.context import Context
from services.demo.house import CLINICS, house
from services.derived_keys import derived
from services.provision import Provisioned

PASSWORD_BYTES = 10
IN_ONE_GROUP = 4


class SignsIn(Struct, frozen=True):
    """Somebody of the demonstration: the letter address and the password to sign in with."""

    who: str
    email: str
    password: str


class FirstSignIns(Struct, frozen=True):
    """Who has a password, or the owner's link, good for a week, where nobody has accepted it yet."""

    people: tuple[SignsIn, ...] = ()
    invitation: str | None = None


async def first_sign_ins(context: Context, made: Provisioned) -> FirstSignIns:
    """Opens the accounts where they are not open yet; whoever has set another password keeps it, and is named without.

    The passwords follow from the master key, so that the next start prints the same.
    """
    org_id = made.organisation_id
    if made.good_patient_id is None:
        accepted = await is_accepted(context, org_id, made.owner_id)
        return FirstSignIns(
            invitation=None if accepted else await make_link(context, org_id, made.owner_id, Kind.INVITATION)
        )
    invented = house(context.clock.now(org_id))
    people = [
        ("owner", invented.owner, made.owner_id),
        ("therapist", CLINICS[0].therapists[0], made.therapist_ids[0]),
    ]
    told = [
        SignsIn(who, one.email, password)
        for who, one, staff_id in people
        if (password := await _opened(context, org_id, staff_id, one.email)) is not None
    ]
    return FirstSignIns(people=tuple(told))


async def _opened(context: Context, org_id: UUID, staff_id: UUID, email: str) -> str | None:
    """The password that lets in; None where it was changed."""
    password = _password(context.settings.master_key, staff_id)
    async with context.reading(org_id) as db:
        account = await accounts.of_staff(db, org_id, staff_id)
    if account is not None and account.password_hash is not None:
        return password if await context.passwords.verify(account.password_hash, password) else None
    login, hash_ = await login_at(context, org_id, email), await context.passwords.hash(password)
    async with context.writing(org_id) as db:
        await accounts.open_account(db, org_id, staff_id, login)
        await accounts.set_password(db, org_id, staff_id, hash_)
    return password


def _password(master_key: bytes, staff_id: UUID) -> str:
    """Sixteen letters and digits in groups of four."""
    text = b32encode(derived(master_key, b"first password" + staff_id.bytes)[:PASSWORD_BYTES]).decode().lower()
    return "-".join(text[at : at + IN_ONE_GROUP] for at in range(0, len(text), IN_ONE_GROUP))
