"""How seldom a busy process looks for garbage: what it is made of is here to stay, and its work leaves few cycles."""

import gc

SELDOM = (20_000, 20, 20)
"""Collect after so many new objects instead of 700. Looking was a tenth of a request, a quarter of a fold."""


def look_seldom_for_garbage() -> None:
    """To be called once, when a process has started: from then on a full collection passes over all there is now."""
    gc.collect()
    gc.freeze()  # else each full collection looks through it, for 40 ms or more
    gc.set_threshold(*SELDOM)
