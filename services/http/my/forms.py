"""What is sent to the doors of patients and carers."""

from typing import Annotated

from msgspec import Meta, Struct

from services.accounts.tokens import LENGTH
from services.http.my.answers import MyPreferences

TypedCode = Annotated[str, Meta(min_length=1, max_length=40, description="As it was typed: XXXX-XXXX-XX.")]
LinkToken = Annotated[str, Meta(min_length=1, max_length=LENGTH, description="What stands behind the # of the link.")]


class EnterBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of them: the code, or the link's token."""

    code: TypedCode | None = None
    token: LinkToken | None = None


BODIES = (EnterBody, MyPreferences)
