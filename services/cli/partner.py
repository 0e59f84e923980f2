"""`carryover partner new`: an app's key and ids at a running service, and the first three commands to paste."""

from collections.abc import Sequence
from typing import Any

import click

from domain.partner.events import Scope
from services.cli.pasted import FirstSteps, first_steps

SECONDS = 60.0


@click.group()
def partner() -> None:
    """Apps that send what patients do and feel."""


@partner.command()
@click.option(
    "--url",
    envvar="CARRYOVER_URL",
    show_envvar=True,
    default="http://127.0.0.1:8080",
    show_default=True,
    help="Where the service is.",
)
@click.option(
    "--key",
    envvar="CARRYOVER_KEY",
    show_envvar=True,
    help="The key of an owner or admin. Better given in the environment: arguments are seen by everybody.",
)
@click.option("--sandbox", is_flag=True, help="In a new organisation with invented people; needs no key where open.")
@click.option("--name", prompt="What is the app called", help="Asked for where it is not given.")
@click.option(
    "--scopes",
    default=",".join(Scope),
    show_default=True,
    help="What it may, with commas between. In a sandbox all of it.",
)
@click.option("--clinics", default="", help="The ids of its clinics, with commas between; without: all clinics.")
def new(url: str, key: str | None, sandbox: bool, name: str, scopes: str, clinics: str) -> None:
    """Register an app, and print its key, its ids, and what to try first.

    The exit code is 1 where the service refuses or is not there.
    """
    with_key = {"authorization": f"Bearer {key}"} if key else {}
    url = url.rstrip("/")
    if sandbox:
        steps = _in_a_sandbox(url, with_key, name)
    elif key is None:
        raise click.UsageError("Give the key of an owner or admin with CARRYOVER_KEY, or --sandbox.")
    else:
        wish = {"name": name, "scopes": _words(scopes), "clinics": _words(clinics)}
        steps = _at_home(url, with_key, wish)
    click.echo(first_steps(steps))


def _in_a_sandbox(url: str, with_key: dict[str, str], name: str) -> FirstSteps:
    made = _asked(url, "POST", "/v1/sandboxes", with_key, {"name": f"Sandbox of {name}"[:200], "partner_name": name})
    return FirstSteps(
        url=url,
        key=made["api_keys"]["partner"],
        organisation_id=made["organisation_id"],
        partner_id=made["partner_id"],
        clinic_ids=made["clinic_ids"],
        therapist_id=made["therapist_ids"][0],
        patient_id=made["patient_ids"][0],
        owner_key=made["api_keys"]["owner"],
    )


def _at_home(url: str, with_key: dict[str, str], wish: dict[str, Any]) -> FirstSteps:
    organisation_id = _asked(url, "GET", "/v1/whoami", with_key)["organisation_id"]
    made = _asked(url, "POST", "/v1/commands/register-partner", with_key, wish)
    there = [clinic["clinic_id"] for clinic in _asked(url, "GET", "/v1/clinics", with_key)["clinics"]]
    clinic_ids = [clinic_id for clinic_id in there if clinic_id in wish["clinics"] or not wish["clinics"]]
    if not clinic_ids:
        raise click.ClickException(f"The app is registered, its key is {made['api_key']}; no clinic is open yet.")
    staff = _asked(url, "GET", "/v1/staff", with_key)["staff"]
    return FirstSteps(
        url=url,
        key=made["api_key"],
        organisation_id=organisation_id,
        partner_id=made["id"],
        clinic_ids=clinic_ids,
        therapist_id=next((one["staff_id"] for one in staff if clinic_ids[0] in one["clinics"]), staff[0]["staff_id"]),
    )


def _asked(url: str, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
    """What is answered. Raises click.ClickException with the service's own sentence."""
    import httpx2

    try:
        answer = httpx2.request(method, url + path, headers=headers, json=body, timeout=SECONDS)
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise click.ClickException(f"No service answers at {url}: {fault}") from fault
    except ValueError as fault:
        raise click.ClickException(f"What answers at {url} is another service.") from fault
    if not answer.is_success:
        why = told.get("detail") or told.get("title")
        raise click.ClickException(f"{path}: {answer.status_code} {told.get('code')}: {why}")
    return told


def _words(given: str) -> Sequence[str]:
    return [word.strip() for word in given.split(",") if word.strip()]
