"""What a long command says while it works: plain lines, which never stop the work when nobody reads them any more."""

import os
import sys
from typing import TextIO

import click


def tell(line: str) -> None:
    """A step of the work, on the error output."""
    say(f"· {line}", sys.stderr)


def say(text: str, stream: TextIO | None = None) -> None:
    """On the output or the given stream. A reader that has gone (a closed terminal or pipe) is no fault of ours."""
    stream = stream or sys.stdout
    try:
        click.echo(text, file=stream)
    except OSError:
        # What is left in the buffer would be tried again, and complained about, when the process ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
