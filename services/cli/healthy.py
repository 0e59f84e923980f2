"""`carryover healthy`: whether a part that runs beside this command lives, for container engines without a shell."""

import os
import urllib.error
import urllib.request

import click

METRICS_PORT = "CARRYOVER_METRICS_PORT"
SECONDS = 3.0
SAID = {"livez": "It lives.", "readyz": "It is ready."}


@click.command()
@click.argument("part", type=click.Choice(["api", "engine", "worker"]), required=False)
@click.option("--ready", is_flag=True, help="Ask whether it can work: its databases answer and are migrated.")
def healthy(part: str | None, *, ready: bool) -> None:
    """Ask a part of the platform on this machine whether it lives.

    `api` is asked at its own port, the others at their private one (CARRYOVER_METRICS_PORT), as is every part where
    none is named. The exit code is 0 where it answers, and 1 where it does not.
    """
    port = os.environ.get("CARRYOVER_HTTP_PORT", "8080") if part == "api" else os.environ.get(METRICS_PORT, "0")
    if port.strip() in ("", "0"):
        raise click.ClickException(f"{METRICS_PORT} is not set: {part or 'this part'} has no port to be asked at.")
    asked = "readyz" if ready else "livez"
    url = f"http://127.0.0.1:{port}/{asked}"
    try:
        with urllib.request.urlopen(url, timeout=SECONDS):
            click.echo(SAID[asked])
    except urllib.error.HTTPError as fault:
        fault.close()
        raise click.ClickException(f"{url} answers {fault.code}.") from fault
    except OSError as fault:
        raise click.ClickException(f"{url} does not answer: {fault}") from fault
