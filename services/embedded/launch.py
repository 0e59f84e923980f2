"""The first step of every child: become the right user, ask to be ended when Carryover ends, then be the program.

Run as a file of its own (`python -I -S launch.py PARENT SIGNAL UID GID PROGRAM ...`, UID and GID `-` to stay who we
are), because Python code between fork and exec can hang when other threads hold a lock.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From Linux's prctl.h."""
NOT_STARTED = 127
"""The exit code shells use for a program that cannot be run."""


def main(parent: str, death_signal: str, uid: str, gid: str, *command: str) -> None:
    if uid != "-":
        os.setgroups([int(gid)])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        # After the change of user: that clears the request. Before the look at the parent: it may be gone already.
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != int(parent):
        sys.exit(1)
    # Ignored and blocked signals survive exec; a server that ignores SIGINT because of nohup could not be stopped.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        os.execv(command[0], command)  # noqa: S606
    except OSError as refused:
        sys.stderr.write(f"{command[0]}: {refused.strerror}\n")
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main(*sys.argv[1:])
