"""What one signs in with: password, codes of the phone, passkeys, recovery codes, devices, keys for programs."""

from msgspec import Struct

from services.http.problems import Problem
from services.http.sign_in.account import FRESH
from services.http.sign_in.answers import AccountAnswer, SignedIn, SignInLine, SignIns
from services.web.account import agents
from services.web.account.tabs import tabs
from services.web.page import Shown
from services.web.view import View

FEW_CODES = 3


class Device(Struct, frozen=True):
    """Where somebody is signed in."""

    line: SignInLine
    told: str  # browser and system; empty where they are not known


async def show(view: View) -> Shown:
    account = await view.read("ownAccount", AccountAnswer)
    devices = (await view.read("listSignIns", SignIns)).sign_ins
    fields = {
        "tabs_of_account": tabs(view.words),
        "account": account,
        "few_codes": (account.totp or account.passkeys) and account.recovery_codes_left < FEW_CODES,
        "devices": [Device(line, agents.told(line.agent)) for line in devices],
        "fresh": await _is_fresh(view),
        "now": view.context.real_now(),  # sign-ins go by real time
    }
    return Shown("account/signing_in.html", view.words("Account"), fields)


async def _is_fresh(view: View) -> bool:
    """Whether what is changed here would be taken: soon after signing in, and not from who came with a key."""
    try:
        here = await view.read("thisSignIn", SignedIn)
    except Problem:
        return False
    return view.context.real_now() - here.began_at <= FRESH
