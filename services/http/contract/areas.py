"""The areas under which the description lists its operations."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.deciders import BY_COMMAND
from services.http.command_forms import STAFF_COMMANDS
from services.http.operation import Operation

COMMANDS = "Commands"

_OF_COMMANDS: Mapping[str, str] = MappingProxyType(
    {name[0].lower() + name[1:]: BY_COMMAND[kind].kind for name, kind in STAFF_COMMANDS.items()}
)

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "Partners": "For apps: what patients did and felt goes in, and everything that happened comes out.",
        "Webhooks": "Being told of news as it happens.",
        "Imports": "Files with up to a million lines, in the background.",
        "Patients": "What the numbers and the course of one patient are.",
        "Patients themselves": "The patient's own way in, and a carer's.",
        "Therapists": "Caseload, alerts, messages and clinics.",
        "Organisation": "How the organisation's clinics do.",
        "Staff": "Who works here.",
        "Sign-in": "Passwords, second factors, passkeys, identity providers, one's own keys.",
        "Sandboxes": "Organisations for trying out, with a clock of their own.",
        "Records": "Exports, erasures and their certificates.",
        "Anyone": "What everybody with a key may ask.",
        **{
            f"{COMMANDS}: {kind}": f"What staff decide about a {kind.replace('_', '-')}."
            for kind in dict.fromkeys(_OF_COMMANDS.values())
        },
        "Signed otherwise": "Doors for who has no key of ours: providers' notices, links in letters, assertions.",
        "Service": "Whether it lives, and what it offers.",
    }
)
"""In the order in which they are shown."""


def area_of(operation: Operation) -> str:
    return f"{COMMANDS}: {_OF_COMMANDS[operation.name]}" if operation.tag == COMMANDS else operation.tag
