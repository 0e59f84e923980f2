"""`carryover secrets`: a folder with every secret that a deployment needs, a file each, drawn at random."""

import base64
import os
import secrets as drawn
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import click
from msgspec import Struct

from services.settings import MASTER_KEY_BYTES

ROLES = {"owner": "carryover_owner", "app": "carryover_app", "engine": "carryover_engine"}
WEBHOOK_BYTES = 32
PASSWORD_BYTES = 24
SMTP_URL, SMS_URL, PUSH_URL = "smtp_url", "sms_url", "push_url"
GIVEN = (SMTP_URL, SMS_URL, PUSH_URL)
"""What nobody can draw: a provider gives it."""

ONLY_ITS_OWNER = 0o400


class Made(Struct, frozen=True):
    """`body` is what the file `name` holds."""

    name: str
    body: str
    for_postgres: bool = False  # whether the server of Postgres reads it, and not we


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--host", default="postgres", show_default=True, help="Where Postgres is, as host or host:port.")
@click.option("--owner", type=int, help="The number of the user who runs our image; only root can give files away.")
@click.option("--postgres-owner", type=int, help="The same of the image of Postgres.")
@click.option("--take", type=click.Choice(GIVEN), help="Instead: keep what stands on standard input as this secret.")
def secrets(folder: Path, host: str, owner: int | None, postgres_owner: int | None, take: str | None) -> None:
    """Draw the secrets that are not in FOLDER yet, each in a file that its owner alone may read.

    What is there stays: the master key above all, without which nobody's name can be read again. Keep a copy of it in
    another place than the backups of the databases.
    """
    if take is not None:
        body = sys.stdin.read().strip()
        if not body:
            raise click.ClickException(f"There is nothing on standard input to be kept as {take}.")
        _write(folder / take, body, owner)
        click.echo(f"{take} is kept.")
        return
    for made in whole(_there(folder), host):
        if not (folder / made.name).exists():
            _write(folder / made.name, made.body, postgres_owner if made.for_postgres else owner)
            click.echo(f"{made.name} was drawn.")
    click.echo("All secrets are there.")


def whole(there: Mapping[str, str], host: str) -> list[Made]:
    """Every secret of a deployment. One password a role: where a URL is there already, its password is taken again."""
    urls = [urlsplit(text) for text in there.values() if text.startswith("postgresql://")]
    known = {url.username: unquote(url.password or "") for url in urls}
    passwords = {role: known.get(role) or drawn.token_urlsafe(PASSWORD_BYTES) for role in ROLES.values()}
    superuser = there.get("postgres_password") or known.get("postgres") or drawn.token_urlsafe(PASSWORD_BYTES)

    def url(role: str, database: str) -> str:
        return f"postgresql://{role}:{quote(passwords[role], safe='')}@{host}/{database}"

    return [
        Made("master_key", base64.b64encode(drawn.token_bytes(MASTER_KEY_BYTES)).decode()),
        Made("inbound_secret", "whsec_" + base64.b64encode(drawn.token_bytes(WEBHOOK_BYTES)).decode()),
        Made("app_url", url(ROLES["app"], "carryover")),
        Made("engine_url", url(ROLES["engine"], "carryover")),
        Made("owner_url", url(ROLES["owner"], "carryover")),
        Made("keys_url", url(ROLES["app"], "carryover_keys")),
        Made("keys_owner_url", url(ROLES["owner"], "carryover_keys")),
        Made("admin_url", f"postgresql://postgres:{quote(superuser, safe='')}@{host}/postgres"),
        Made("postgres_password", superuser, for_postgres=True),
    ]


def _there(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8").strip() for path in folder.iterdir() if path.is_file()}


def _write(path: Path, body: str, owner: int | None) -> None:
    """The whole file or none of it. Nobody may read it before it is its owner's."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_ITS_OWNER)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(body + "\n")
        if owner is not None:
            os.fchown(file.fileno(), owner, owner)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
