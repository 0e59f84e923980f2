"""`carryover organisation`: a customer's organisation with its first clinic, and the owner's way in."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from services.cli.log import configure_logging
from services.cli.reach import check_servers
from services.context import Context, open_context
from services.settings import settings_from

T = TypeVar("T")

MADE = """\
{name} is there.

  Organisation   {organisation_id}
  Clinic         {clinic_id}
  Owner          {owner_id}{key}

The owner's way in, shown this once, good once and for a week:

  {link}
"""


@click.group()
def organisation() -> None:
    """Customers of this service, each with clinics, people and a log of its own.

    The owner who is named lets in everybody else, opens more clinics and registers apps.
    """
    configure_logging()


@organisation.command()
@click.option("--name", prompt="What is the organisation called", help="Asked for where it is not given.")
@click.option("--clinic", prompt="What is its first clinic called", help="The same.")
@click.option("--country", prompt="Its country, as two letters", help="Of the clinic: two letters, such as NO.")
@click.option("--zone", prompt="Its time zone, such as Europe/Oslo", help="Of the clinic, as the IANA lists it.")
@click.option("--owner", prompt="Who is the owner", help="The person's name.")
@click.option("--email", prompt="The owner's e-mail address", help="Of the owner.")
@click.option("--id", "wanted", type=click.UUID, help="To go on after this command broke off: the id that it named.")
@click.option("--with-key", is_flag=True, help="Also print a key of the owner's, for `carryover partner new`.")
def new(
    name: str, clinic: str, country: str, zone: str, owner: str, email: str, wanted: UUID | None, with_key: bool
) -> None:
    """Found an organisation, and print the link with which its owner comes in.

    The exit code is 1 where something of it is refused; then nothing of it is there.
    """
    from services.first_owner import found_with_owner, founding_of, owners_link
    from services.provision import NewClinic, NewStaff

    async def founded(context: Context) -> str:
        organisation_id = wanted or context.new_id()
        click.echo(f"Founding {organisation_id}.", err=True)
        wish = NewClinic(name=clinic, country=country.upper(), zone=zone, therapists=())
        founding = founding_of(context, organisation_id, name, wish, NewStaff(owner, email))
        key = await found_with_owner(context, founding)
        return MADE.format(
            name=name,
            organisation_id=organisation_id,
            clinic_id=founding.clinic_ids[0],
            owner_id=founding.owner_id,
            key=f"\n  Owner's key    {key}" if with_key else "",
            link=await owners_link(context, organisation_id, founding.owner_id),
        )

    _check_zone(zone)
    click.echo(_told(founded), nl=False)


@organisation.command()
@click.argument("organisation_id", metavar="ORGANISATION", type=click.UUID)
def link(organisation_id: UUID) -> None:
    """Another link for the owner whom `new` named, where the first was lost or a week has passed."""
    from services.first_owner import AlreadyIn, owners_link

    async def made(context: Context) -> str:
        try:
            return await owners_link(context, organisation_id, uuid5(organisation_id, "owner"))
        except AlreadyIn as fault:
            raise click.ClickException("The owner has come in already; the page of sign-in mails a link.") from fault

    click.echo(_told(made))


@organisation.command()
def demonstration() -> None:
    """Two invented clinics and forty patients to look at, and how to sign in there.

    Only where no patient depends on it: CARRYOVER_TRYING_OUT=yes. Given again, it prints the same.
    """
    from services.cli.first_sign_ins import first_sign_ins
    from services.demo import seed_demo
    from services.demo.house import ORGANISATION_ID

    async def seeded(context: Context) -> str:
        if not context.settings.trying_out:
            raise click.ClickException("Invented patients are made only with CARRYOVER_TRYING_OUT=yes.")
        made = await seed_demo(context, now=context.clock.now(ORGANISATION_ID), progress=lambda done, total: None)
        people = (await first_sign_ins(context, made)).people
        lines = [f"  as {one.who:<10} {one.email}, password {one.password}" for one in people]
        where = f"{context.settings.public_url}/sign-in?organisation={made.organisation_id}"
        return "\n".join([f"Sign in at {where}", *lines, f"  Partner's key {made.partner_key}"])

    click.echo(_told(seeded))


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise click.BadParameter(f"{zone!r} is no time zone, such as Europe/Oslo", param_hint="--zone") from fault


def _told(work: Callable[[Context], Awaitable[T]]) -> T:
    from services.provision import NotProvisioned

    async def run() -> T:
        async with open_context(settings) as context:
            return await work(context)

    settings = settings_from(os.environ)
    check_servers(settings)
    try:
        return asyncio.run(run())
    except NotProvisioned as fault:
        raise click.ClickException(str(fault)) from fault
