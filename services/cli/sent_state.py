"""Remembering beside a file how far it was sent, so that a sender that was stopped goes on where it was."""

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

TAIL_BYTES = 4096
"""How much of what was sent is compared before going on behind it."""


class Sent(Struct, frozen=True, kw_only=True):
    """What the service has answered for, of one file under one key."""

    target: str
    end: int = 0  # bytes of the file
    line: int = 0
    tail: str = ""  # digest of the bytes before `end`
    stored: int = 0
    duplicate: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def events(self) -> int:
        return self.stored + self.duplicate + self.unchanged + self.refused


def target_of(url: str, key: str) -> str:
    """Where and as whom it is sent, without giving the key away: another target starts from the beginning."""
    return f"{url} {hashlib.sha256(key.encode()).hexdigest()[:16]}"


def beside(path: Path, ending: str) -> Path:
    """A file of ours beside the sent one, or in the user's state folder where that place is not writable."""
    if os.access(path.parent, os.W_OK):
        return path.with_name(path.name + ending)
    named = os.environ.get("XDG_STATE_HOME", "")
    folder = (Path(named) if named else Path.home() / ".local" / "state") / "carryover" / "sent"
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(bytes(path.resolve())).hexdigest()[:16]
    return folder / f"{digest}-{path.name}{ending}"


def tail_digest(path: Path, end: int) -> str:
    """Of the bytes just before a place in the file. Raises OSError."""
    with path.open("rb") as file:
        file.seek(max(0, end - TAIL_BYTES))
        return hashlib.sha256(file.read(min(end, TAIL_BYTES))).hexdigest()


def load(path: Path, target: str) -> Sent:
    """How far the file was sent to the target; nothing where it was not, or where it is another file by now."""
    try:
        sent = msgspec.json.decode(beside(path, ".sending").read_bytes(), type=Sent)
    except (OSError, msgspec.MsgspecError):
        return Sent(target=target)
    fits = sent.target == target and sent.end <= path.stat().st_size and sent.tail == tail_digest(path, sent.end)
    return sent if fits else Sent(target=target)


def save(path: Path, sent: Sent) -> None:
    """Replaces the note in one step, so that a crash leaves the old one or the new. Raises OSError."""
    place = beside(path, ".sending")
    draft = place.with_name(place.name + ".new")
    draft.write_bytes(msgspec.json.encode(sent))
    draft.replace(place)


def forget(path: Path) -> None:
    beside(path, ".sending").unlink(missing_ok=True)
