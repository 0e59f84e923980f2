"""How much of this machine's memory the embedded Postgres keeps its pages in."""

import os

MB = 1 << 20
SHARE = 8  # Postgres's manual advises a quarter of a machine of its own; here everything else runs on it, too
LEAST, MOST = 128 * MB, 4096 * MB


def shared_buffers(memory: int | None = None) -> str:
    """An eighth of the memory (bytes; by default this machine's), from 128 MB to 4 GB, as Postgres writes it.

    It is taken from the machine page by page, as the log grows into it: an event has an id from outside, so that its
    place in two indexes is anywhere, and a log whose indexes do not fit reads a page from the disk for each event.
    """
    if memory is None:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{min(max(memory // SHARE, LEAST), MOST) // MB}MB"
