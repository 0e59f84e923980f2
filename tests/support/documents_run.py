"""The blocks of an operator's document, done in order in one shell; what fails is named by the document's own line."""

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.support.fenced import Block, blocks_in

TOLD_AT_MOST = 6000
TRAP = """set -E; trap 'echo "line $LINENO failed: $BASH_COMMAND" >&2' ERR"""
BROKE = re.compile(r"^(?:Traceback \(most recent|Usage: carryover|.*: command not found)", re.MULTILINE)
"""What no `|| true` may hide: that is for a command that ends with 1 because it found something."""

BEGUN = re.compile(r"^=== line (\d+)$", re.MULTILINE)


def script_of(blocks: Sequence[Block]) -> str:
    """A script whose lines have the numbers that they have in the document; in the place of a fence it says so."""
    last = max(block.line + block.text.count("\n") for block in blocks)
    lines = [""] * last
    lines[0] = TRAP  # a document's first line is its title
    for block in blocks:
        text = block.text.splitlines()
        lines[block.line - 2] = f'echo "=== line {block.line}" >&2'
        lines[block.line - 1 : block.line - 1 + len(text)] = text
    return "\n".join(lines) + "\n"


def do(
    document: Path, needs: str, *, folder: Path, environment: Mapping[str, str], scratch: Path, seconds: float
) -> str | None:
    """Runs the blocks that need this. None, or what failed: the document, the block's line, and what it said.

    `folder` is the checkout that the document speaks of. The environment is this alone.
    """
    script = scratch / document.name
    script.write_text(script_of([block for block in blocks_in(document) if block.needs == needs]))
    with (scratch / f"{document.name}.told").open("w+") as told:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", str(script)],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            ended = f"ended with {code}" if (code := shell.wait(seconds)) else None
        except subprocess.TimeoutExpired:
            ended = f"was not done after {seconds:g} s"
        finally:
            with suppress(ProcessLookupError):  # also what a block left behind
                os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
        told.seek(0)
        said = told.read()
    if ended is None:
        if not BROKE.search(said):
            return None
        return f"{document.name}: a command broke:\n{said[-TOLD_AT_MOST:]}"
    begun = BEGUN.findall(said)
    return f"{document.name}: the block at line {begun[-1] if begun else '?'} {ended}:\n{said[-TOLD_AT_MOST:]}"
