"""The quotas that a deployment gives, read from its environment."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct


class Quotas(Struct, frozen=True, kw_only=True):
    """A minute each, over all processes; `processes` of the api share them while Valkey is away."""

    requests: int = 12_000  # of one partner or member of staff, where the partner has none of its own
    organisation_requests: int = 60_000
    events: int = 600_000  # of one partner, in batches and singly
    organisation_events: int = 1_200_000
    sign_ins: int = 60  # tries of one address at the doors that take no key
    red_flags: int = 120  # of one partner or member of staff, when everything else is used up
    processes: int = 4
    device_requests: int = 300  # of one device of a patient or a carer
    patient_requests: int = 900  # of all devices of one patient, and of her carers'
    device_events: int = 1_000  # as many as one batch holds
    patient_events: int = 2_000


_MOST = 1_000_000_000

WIDE = Quotas(
    requests=10**9,
    organisation_requests=10**9,
    events=10**9,
    organisation_events=10**9,
    sign_ins=10**9,
    red_flags=10**9,
    device_requests=10**9,
    patient_requests=10**9,
    device_events=10**9,
    patient_events=10**9,
)
"""For measuring and for simulated time: counted as ever, and never used up."""

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "CARRYOVER_REQUESTS_A_MINUTE": "of one partner without a quota of its own, or one member of staff",
        "CARRYOVER_ORGANISATION_REQUESTS_A_MINUTE": "of all of an organisation together",
        "CARRYOVER_EVENTS_A_MINUTE": "of one partner, in batches and singly",
        "CARRYOVER_ORGANISATION_EVENTS_A_MINUTE": "of all partners of an organisation together",
        "CARRYOVER_SIGN_INS_A_MINUTE": "tries of one address to sign in or to be given a token",
        "CARRYOVER_RED_FLAGS_A_MINUTE": "that are taken of somebody whose other quotas are used up",
        "CARRYOVER_API_PROCESSES": "how many share the quotas where Valkey is away, and each counts alone",
        "CARRYOVER_DEVICE_REQUESTS_A_MINUTE": "of one device on which a patient or a carer is in",
        "CARRYOVER_PATIENT_REQUESTS_A_MINUTE": "of all devices of one patient, and of her carers'",
        "CARRYOVER_DEVICE_EVENTS_A_MINUTE": "of one device on which a patient or a carer is in",
        "CARRYOVER_PATIENT_EVENTS_A_MINUTE": "of all devices of one patient, and of her carers'",
    }
)
"""In the order of the fields."""

_FIELDS = dict(zip(VARIABLES, Quotas.__struct_fields__, strict=True))


def described() -> dict[str, str]:
    """Every variable, with what it is where nothing is said."""
    defaults = Quotas()
    return {name: f"{VARIABLES[name]} (default {getattr(defaults, field)})" for name, field in _FIELDS.items()}


def quotas_from(env: Mapping[str, str]) -> Quotas:
    """Raises ValueError, with the variable's name, for what is no whole number from 1."""
    given: dict[str, int] = {}
    for name, field in _FIELDS.items():
        text = env.get(name, "").strip()
        if text:
            if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= _MOST and len(text) <= 12):
                raise ValueError(f"{name} is wrong: {text!r} is not a whole number from 1 to {_MOST}")
            given[field] = int(text)
    return Quotas(**given)


def environment_of_quotas(quotas: Quotas) -> dict[str, str]:
    """The environment that gives these again; for child processes."""
    return {name: str(getattr(quotas, field)) for name, field in _FIELDS.items()}
