"""How much of the processors some processes have used, from Linux's /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
"""A second of a processor, in the unit of /proc/PID/stat."""
PPID, UTIME, STIME, CUTIME, CSTIME = 1, 11, 12, 13, 14
"""Places in /proc/PID/stat behind the name, from 0 (proc(5))."""


def used(pids: Iterable[int]) -> float | None:
    """Seconds of these processes and their children, those that have ended included; None where there is no /proc."""
    proc = Path("/proc")
    if not (proc / "self" / "stat").exists():
        return None
    stats = {int(entry.name): _stat(entry) for entry in proc.iterdir() if entry.name.isdigit()}
    wanted = set(pids)
    ticks = 0
    for pid, stat in stats.items():
        if stat and pid in wanted:
            ticks += sum(int(stat[place]) for place in (UTIME, STIME, CUTIME, CSTIME))
        elif stat and int(stat[PPID]) in wanted:
            ticks += int(stat[UTIME]) + int(stat[STIME])
    return ticks / TICKS


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []
