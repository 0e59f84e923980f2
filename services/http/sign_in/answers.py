"""What the doors of sign-in and account answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from domain.patient.events import Channel
from domain.staff.events import Role
from domain.values import Language, WallTime


class SignInAnswer(Struct, frozen=True, kw_only=True):
    """How far it has come. The sign-in itself is in the cookie."""

    status: Annotated[str, Meta(description="signed_in, or second_factor where one is still wanted.")]
    second_factors: tuple[str, ...] = ()  # totp, passkey, recovery
    csrf: Annotated[str | None, Meta(description="To be sent as X-Carryover-Csrf with whatever writes.")] = None
    ends_at: datetime


class SignedIn(Struct, frozen=True, kw_only=True):
    """Who is signed in in this browser."""

    organisation_id: UUID
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...]  # empty: every clinic of the organisation
    sign_in_id: UUID
    factors: Sequence[str]
    began_at: datetime
    ends_at: Annotated[datetime, Meta(description="At the latest; half an hour without a request ends it earlier.")]
    csrf: str


class SignInLine(Struct, frozen=True, kw_only=True):
    """One place where somebody is signed in."""

    sign_in_id: UUID
    here: bool  # this very one
    factors: Sequence[str]
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str  # the browser, as it calls itself


class SignIns(Struct, frozen=True):
    sign_ins: tuple[SignInLine, ...]


class ProviderLine(Struct, frozen=True):
    """An identity provider that lets people in."""

    provider_id: UUID
    host: str  # where it is, so that people know it again


class SignInWays(Struct, frozen=True):
    """How else than by a password or a passkey somebody comes in."""

    providers: tuple[ProviderLine, ...]


class Ended(Struct, frozen=True):
    """How many sign-ins or keys were ended."""

    ended: int


class Accepted(Struct, frozen=True):
    """It will be seen to; nothing more is told."""

    status: str = "accepted"


class PasskeyOptions(Struct, frozen=True):
    """For the browser's WebAuthn interface, in its JSON."""

    options: dict[str, Any]


class PasskeyLine(Struct, frozen=True, kw_only=True):
    passkey_id: UUID
    label: str
    added_at: datetime
    used_at: datetime | None


class KeyLine(Struct, frozen=True, kw_only=True):
    """A key of one's own, without the key."""

    key_id: UUID
    label: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class OwnPreferences(Struct, frozen=True, kw_only=True):
    """How somebody wants to be told of alerts. The addresses are where letters and messages go, not what one signs in
    with."""

    language: Language
    digest_at: WallTime  # by the clocks of the clinic
    channels: tuple[Channel, ...]  # beside the inbox and e-mail
    email: str | None
    phone: str | None
    push: str | None


class AccountAnswer(Struct, frozen=True, kw_only=True):
    """What somebody signs in with, and how they want to be reached."""

    preferences: OwnPreferences | None  # null: they have said nothing yet

    password: bool
    totp: bool
    passkeys: tuple[PasskeyLine, ...]
    recovery_codes_left: int
    keys: tuple[KeyLine, ...]


class TotpSecret(Struct, frozen=True):
    """Shown this once. It counts when its first code was told."""

    secret: str
    address: str  # otpauth://, for a picture that the telephone reads
    qr: str  # that picture, as a data: address of SVG


class RecoveryCodes(Struct, frozen=True):
    """Shown this once; those from before are good no longer."""

    codes: tuple[str, ...]


class NewPersonalKey(Struct, frozen=True, kw_only=True):
    """Shown this once."""

    key_id: UUID
    api_key: str
    ends_at: datetime


class InvitationLink(Struct, frozen=True):
    """Good once, for seven days; shown this once."""

    invitation: str
