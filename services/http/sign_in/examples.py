"""An example of what each of these doors takes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_ORGANISATION = "0b8d3a80-3f0e-4c0a-9f39-0d8c1f6c6c11"
_TOKEN = "C406gD8OTAqfOQ2MH2xsEXGmX2n5cO3vTn1p8Qx0uVbA7kZrJ4wYdE9sLhFtMiNc"  # noqa: S105 (an example)
_CREDENTIAL = {"id": "AAEC", "rawId": "AAEC", "type": "public-key", "response": {"clientDataJSON": "e30"}}
_PASSWORD = "a long walk by the harbour"  # noqa: S105 (an example)

BODIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "SignInBody": {"organisation_id": _ORGANISATION, "email": "kim@clinic.example", "password": _PASSWORD},
        "TotpBody": {"code": "492039"},
        "RecoveryBody": {"code": "MZXW-6YTB-OI7A-QWER"},
        "PasskeyAskBody": {"organisation_id": _ORGANISATION},
        "PasskeyBody": {"organisation_id": _ORGANISATION, "credential": _CREDENTIAL},
        "LinkBody": {"organisation_id": _ORGANISATION, "email": "kim@clinic.example"},
        "LinkPasswordBody": {"token": _TOKEN, "password": _PASSWORD},
        "AcceptBody": {"token": _TOKEN, "email": "kim@clinic.example", "password": _PASSWORD},
        "ChangePasswordBody": {"password": _PASSWORD, "new_password": "another walk, up the hill"},
        "PasskeyAddBody": {"label": "Telephone", "credential": _CREDENTIAL},
        "KeyBody": {"label": "Monthly figures", "days": 90},
    }
)
