"""What is sent to the doors of sign-in and account. Bounded in all, so that no word costs much."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from domain.values import ShortText
from services.accounts.emails import EMAIL_AT_MOST
from services.accounts.passwords import PASSWORD_AT_LEAST, PASSWORD_AT_MOST
from services.accounts.personal_keys import DAYS_AT_MOST
from services.accounts.tokens import LENGTH

Email = Annotated[str, Meta(min_length=3, max_length=EMAIL_AT_MOST, pattern=r"^[^\x00-\x20\x7f]+@[^\x00-\x20\x7f]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=PASSWORD_AT_MOST)]
NewPassword = Annotated[str, Meta(min_length=PASSWORD_AT_LEAST, max_length=PASSWORD_AT_MOST)]
LinkToken = Annotated[str, Meta(min_length=LENGTH, max_length=LENGTH, description="What stands behind the # of it.")]
Code = Annotated[str, Meta(pattern="^[0-9]{6}(?!\n)$", description="As the telephone shows it.")]
RecoveryCode = Annotated[str, Meta(min_length=16, max_length=40)]
Credential = Annotated[dict[str, Any], Meta(description="As the browser's WebAuthn interface gives it, in JSON.")]


class SignInBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation_id: UUID
    email: Email
    password: Password


class TotpBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Code


class RecoveryBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: RecoveryCode


class PasskeyAskBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation_id: UUID


class PasskeyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation_id: UUID
    credential: Credential


class LinkBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation_id: UUID
    email: Email


class LinkPasswordBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: LinkToken
    password: NewPassword


class AcceptBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: LinkToken
    email: Annotated[Email, Meta(description="By which you will sign in.")]
    password: NewPassword


class ChangePasswordBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password: Annotated[Password | None, Meta(description="The one so far, where there is one.")] = None
    new_password: NewPassword


class PasskeyAddBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    label: ShortText
    credential: Credential


class KeyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    label: ShortText
    days: Annotated[int, Meta(ge=1, le=DAYS_AT_MOST, description="How long it is good.")] = 90


BODIES = (
    SignInBody,
    TotpBody,
    RecoveryBody,
    PasskeyAskBody,
    PasskeyBody,
    LinkBody,
    LinkPasswordBody,
    AcceptBody,
    ChangePasswordBody,
    PasskeyAddBody,
    KeyBody,
)
