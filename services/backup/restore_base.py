"""A base backup made into the files of a new cluster, which reads the archive up to a moment when it is started."""

import os
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from services.backup.base import chain_of
from services.backup.check import check
from services.backup.errors import BackupError
from services.backup.manifest import BASE, Manifest, write_whole
from services.backup.order import Tell
from services.backup.set_before import before_restore, quoted
from services.backup.tools import find_program, run_program
from services.backup.wal import missing_from

SETTINGS = "postgresql.auto.conf"
SIGNAL = "recovery.signal"
WRITTEN = "# Written by `carryover restore base`; `carryover restore finish` takes it out."
NOTHING_MORE = "false"
"""A restore_command that has no segment to give: the copy is brought to its own end, on a timeline of its own."""


class Moment(Struct, frozen=True):
    """To when: a time, a point by its name, or, with neither, as far as the archive goes."""

    time: datetime | None = None
    point: str = ""


async def restore_base(
    folder: Path, manifest: Manifest, target: Path, archive: Path | None, moment: Moment, tell: Tell
) -> None:
    """The files of a cluster in `target`, ready to be started. Raises BackupError, before it writes where it can.

    What it starts with does not archive: a timeline of a try must not come into the archive of the one in use.
    """
    _refuse_in_use(target)
    if moment.time is not None and moment.time < manifest.whole_at:
        raise BackupError(f"{manifest.name} was whole at {manifest.whole_at:%Y-%m-%d %H:%M:%S} UTC, and not before")
    if archive is None and moment != Moment():
        raise BackupError("without the archive of the write-ahead log there is no moment but the backup's own end")
    first = manifest.first_segment
    if archive is not None and (missing := missing_from(archive, first, manifest.segment_bytes)):
        raise BackupError(f"the archive {archive} lacks {missing}: nothing after it can be restored with this backup")
    tell("verifying the backup")
    await check(folder, manifest)
    chain = chain_of(folder, manifest)
    tell(f"copying {manifest.name}" + (f", with the {len(chain) - 1} before it" if len(chain) > 1 else ""))
    target.parent.mkdir(parents=True, exist_ok=True)
    program = find_program("pg_combinebackup", manifest.major)
    await run_program(program, *(part / BASE for part in chain), f"--output={target}")
    _configure(target, archive, moment)


def _refuse_in_use(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} is there and holds something: a backup is restored beside what is in use")


def _configure(target: Path, archive: Path | None, moment: Moment) -> None:
    target.chmod(0o700)
    settings = target / SETTINGS
    found = settings.read_text(encoding="utf-8") if settings.exists() else ""
    kept, remembered = before_restore(found)
    ours = [WRITTEN, *recovery_settings(archive, moment), remembered]
    write_whole(settings, "".join(f"{line}\n" for line in [*kept, *ours]).encode())
    write_whole(target / SIGNAL, b"")


def recovery_settings(archive: Path | None, moment: Moment) -> list[str]:
    """What Postgres is told, in the form of its own settings."""
    lines = [
        f"restore_command = {quoted(NOTHING_MORE if archive is None else f'cp {_in_shell(archive)}/%f %p')}",
        "recovery_target_action = 'promote'",
        "archive_mode = 'off'",
    ]
    if moment.time is not None:
        lines.append(f"recovery_target_time = '{moment.time.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'")
    if moment.point:
        lines.append(f"recovery_target_name = {quoted(moment.point)}")
    return lines


def give_to(target: Path, uid: int, gid: int) -> None:
    """Postgres runs as another user than root, and reads nothing that is not its own."""
    for path in (target, *target.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)


def _in_shell(path: Path) -> str:
    """In double quotes, with what a shell would read in them, and what Postgres would, kept as it is."""
    text = str(path.absolute())
    for special in ("\\", '"', "$", "`"):
        text = text.replace(special, "\\" + special)
    return '"' + text.replace("%", "%%") + '"'
