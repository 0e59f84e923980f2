"""How one may say who one is, and who may ask for what, as OpenAPI describes it."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.partner.events import Scope
from domain.patient.events import Bearer
from domain.staff.events import Role
from services.http.allowed import Access
from services.http.schemas import Schema
from services.http.who import MY_COOKIE, SIGN_IN_COOKIE
from services.partners.granting import TOKEN_PATH

_MEANT: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.REPORTS: "Send sessions, symptoms, barriers, scores and red flags.",
        Scope.ENROLMENT: "Enrol patients.",
        Scope.PROGRAMS: "Send programs and visits.",
        Scope.READ: "Ask for adherence, symptoms, today's program, visits, scores and the feed.",
    }
)

SCHEMES: Mapping[str, Schema] = MappingProxyType(
    {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key: of a partner (co_live_..., co_test_...), or one's own (co_me_...).",
        },
        "token": {
            "type": "oauth2",
            "description": "A token of five minutes for an assertion of the partner's own key (RFC 7523).",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": TOKEN_PATH,
                    "scopes": {scope.value: _MEANT[scope] for scope in Scope},
                }
            },
        },
        "signIn": {
            "type": "apiKey",
            "in": "cookie",
            "name": SIGN_IN_COOKIE,
            "description": "A sign-in; what writes carries X-Carryover-Csrf, which GET /v1/sign-in tells.",
        },
        "myDevice": {
            "type": "apiKey",
            "in": "cookie",
            "name": MY_COOKIE,
            "description": "A device of a patient or a carer; what writes carries X-Carryover-Csrf: GET /v1/my tells.",
        },
    }
)


_OF_BEARERS: Mapping[frozenset[Bearer], str] = MappingProxyType(
    {
        frozenset({Bearer.PATIENT}): "the patient herself",
        frozenset({Bearer.CARER}): "her carers",
        frozenset(Bearer): "the patient herself and her carers",
    }
)


def security_of(access: Access) -> list[dict[str, list[str]]]:
    """The ways of which one is wanted; none where nobody is asked who they are."""
    if access.open:
        return []
    found: list[dict[str, list[str]]] = [{"key": []}] if access.roles or access.scopes is not None else []
    if access.scopes is not None:
        found.append({"token": sorted(access.scopes)})
    if access.roles:
        found.append({"signIn": []})
    if access.bearers:
        found.append({"myDevice": []})
    if access.nobody_too:
        found.append({})
    return found


def who_may(access: Access) -> str:
    """The line of the table of access, as a sentence."""
    if access.open:
        return "Nobody is asked for a key here."
    told = []
    if access.roles:
        roles = ", ".join(role.value for role in Role if role in access.roles)
        told.append("all staff" if access.roles == frozenset(Role) else f"staff ({roles})")
    if access.whole:
        told[-1] += " whose rights hold at every clinic"
    if access.scopes is not None:
        scopes = ", ".join(sorted(access.scopes))
        told.append(f"partners with {scopes}" if scopes else "partners")
    if access.bearers:
        told.append(_OF_BEARERS[access.bearers])
    nobody = "; for anybody where this deployment opens it" if access.nobody_too else ""
    return f"For {' and '.join(told)}{nobody}."
